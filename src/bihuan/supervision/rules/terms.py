"""The clocks of a city as data: how long a matter of each source has, and what else has a limit.

Presets are what cities have published; a version may give other numbers. A matter keeps the days that it was
given: a version decides for what is dispatched, signed or filed while it is in force.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.intake.models import SourceType
from bihuan.kernel.errors import Invalid
from bihuan.supervision.models import Urgency

# Days to finish that mean the last day of the year.
YEAR_END = 0
LONGEST_FINISH, LONGEST_WORKDAYS = 366, 60
DECEMBER, LAST = 12, 31


@dataclass(frozen=True)
class Term:
    """What matters of one source are given.

    `finish` counts days from the dispatch, 0 is the end of the year. `first` counts working days from the
    signature to the first report; 0 leaves that to the report cycle. `urgent` is what an urgent order gets
    instead of `finish`; 0: no less than any other.
    """

    finish: int
    first: int = 0
    urgent: int = 0

    def days(self, urgency: str) -> int:
        """The days of an order of this urgency."""
        return self.urgent if self.urgent and urgency != Urgency.NORMAL else self.finish


@dataclass(frozen=True)
class Terms:
    """The clocks of a city. `assign` and `sign` count working days: from filing, from dispatch."""

    name: str
    label: Any
    about: Any
    assign: int
    sign: int
    of: Mapping[str, Term]

    def term(self, source: str) -> Term:
        return self.of[source]

    def finish(self, source: str, start: date, urgency: str = Urgency.NORMAL) -> date:
        """The finish date of an order that names none."""
        days = self.of[source].days(urgency)
        if days != YEAR_END:
            return start + timedelta(days)
        end = date(start.year, DECEMBER, LAST)
        return end if end > start else end.replace(year=start.year + 1)


def _terms(name: str, label: Any, about: Any, assign: int, sign: int, usual: Term, **others: Term) -> Terms:
    of = {str(source): others.get(str(source), usual) for source in SourceType}
    return Terms(name, label, about, assign, sign, of)


# Lists that a year begins with are cleared when it ends.
YEARLY = {name: Term(YEAR_END) for name in ("gov_report", "livelihood", "project")}
TERMS = {
    terms.name: terms
    for terms in (
        _terms(
            "usual",
            gettext_lazy("Usual"),
            gettext_lazy("Days by kind of source, as cities have published them"),
            3,
            1,
            Term(30),
            **YEARLY,
            meeting=Term(20),
            instruction=Term(15, urgent=5),
            oral=Term(15, urgent=5),
            proposal=Term(90),
            petition=Term(15),
            hotline=Term(5),
            media=Term(5),
            mailbox=Term(7),
            conference=Term(7),
        ),
        _terms(
            "13710",
            "13710",
            gettext_lazy("Assigned the same day, first report in 3, solved in 7 or a month, to zero"),
            0,
            1,
            Term(7, 3),
            **{name: Term(30, 3) for name in ("upper_decision", "legacy", "inspection_issue", "proposal")},
            **{name: Term(YEAR_END, 3) for name in YEARLY},
        ),
        _terms(
            "710",
            "710",
            gettext_lazy("Seven days, a month, the year's list cleared"),
            1,
            1,
            Term(7),
            **{name: Term(30) for name in ("upper_decision", "legacy", "inspection_issue", "proposal")},
            **YEARLY,
        ),
    )
}
USUAL_TERMS = TERMS["usual"]


def written(terms: Terms) -> str:
    """Clocks as text."""
    of = {source: [term.finish, term.first, term.urgent] for source, term in terms.of.items()}
    said = {"preset": terms.name, "assign": terms.assign, "sign": terms.sign, "of": of}
    return json.dumps(said, separators=(",", ":"))


@lru_cache(maxsize=64)
def read(text: str) -> Terms:
    """The clocks that a text holds; a source that it does not know yet has what its preset gives it."""
    said = json.loads(text)
    preset = TERMS[said["preset"]]
    of = dict(preset.of) | {source: Term(*numbers) for source, numbers in said["of"].items()}
    return replace(preset, assign=said["assign"], sign=said["sign"], of=of)


def checked(terms: Terms) -> Terms:
    """The clocks, if they can be kept."""
    if terms.name not in TERMS or set(terms.of) != set(SourceType.values):
        raise Invalid(_("Give every source its days."))
    if not 0 <= terms.assign <= LONGEST_WORKDAYS or not 1 <= terms.sign <= LONGEST_WORKDAYS:
        raise Invalid(
            _("Dispatch has 0 to %(most)s working days, the signature 1 to %(most)s.")
            % {"most": LONGEST_WORKDAYS}
        )
    for term in terms.of.values():
        if not (0 <= term.finish <= LONGEST_FINISH and 0 <= term.urgent <= LONGEST_FINISH):
            raise Invalid(
                _("A matter has 1 to %(most)s days, or 0 for the end of the year.") % {"most": LONGEST_FINISH}
            )
        if not 0 <= term.first <= LONGEST_WORKDAYS:
            raise Invalid(_("A first report has 0 to %(most)s working days.") % {"most": LONGEST_WORKDAYS})
    return terms
