"""The one thing about a matter that waits for this reader, said in a sentence with the ways to answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bihuan.people.models import Person
from bihuan.supervision.models import Assignment, SupervisionItem
from bihuan.supervision.queries.detail import Detail
from bihuan.supervision.queries.history import Entry
from bihuan.supervision.rules.moves import MOVES, collector, part_of
from bihuan.ui.templatetags.parts import day

# A report is announced this long before it is due.
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Choice:
    """A way to answer: a move, and what its form has filled in already."""

    move: str
    label: Any
    preset: str = ""


@dataclass(frozen=True)
class Waiting:
    """What waits, the words of the one who waits, and the choices, all looking equal."""

    title: str
    choices: list[Choice]
    said: Entry | None = None


@dataclass(frozen=True)
class Case:
    """A matter before a reader, with the moves that are open to him."""

    matter: Detail
    person: Person
    open: frozenset[str]
    today: date

    @property
    def item(self) -> SupervisionItem:
        return self.matter.item

    def last(self, move: str) -> Entry | None:
        return next((entry for entry in reversed(self.matter.timeline) if entry.verb == move), None)

    def choices(self, *moves: str) -> list[Choice]:
        return [Choice(name, MOVES.moves[name].label) for name in moves if name in self.open]

    def said(self, title: str, move: str, choices: list[Choice]) -> Waiting:
        """Something that somebody said waits for an answer."""
        said = self.last(move)
        return Waiting(title, choices, said)


def waiting(case: Case) -> Waiting | None:
    """The first thing that waits for the reader, or nothing."""
    return next(_found(case), None)


def _found(case: Case) -> Iterator[Waiting]:
    yield from _decisions(case)
    yield from _office(case)
    yield from _unit(case)


def _decisions(case: Case) -> Iterator[Waiting]:
    if "decide_extension" in case.open:
        choices = [
            Choice("decide_extension", _("Grant"), "granted=yes"),
            Choice("decide_extension", _("Refuse"), "granted=no"),
        ]
        yield case.said(
            _("An extension has been asked for and waits for a decision"), "request_extension", choices
        )
    if "rule" in case.open:
        choices = [Choice("rule", _("Uphold"), "granted=yes"), Choice("rule", _("Reject"), "granted=no")]
        yield case.said(
            _("The unit says that this is not its matter; a ruling is needed"), "dispute", choices
        )


def _office(case: Case) -> Iterator[Waiting]:
    if "approve" in case.open:
        yield Waiting(_("This draft waits to be filed"), case.choices("approve", "decline"))
    if "dispatch" in case.open:
        yield Waiting(_("This matter waits to be dispatched"), case.choices("dispatch"))
    if "conclude" in case.open or "send_to_verify" in case.open:
        choices = case.choices("conclude", "send_to_verify", "send_back")
        yield case.said(_("The result waits for your review"), "submit", choices)
    if "verify" in case.open:
        yield case.said(_("The result waits to be verified"), "submit", case.choices("verify", "send_back"))
    if "close" in case.open:
        yield Waiting(_("The matter is concluded and waits to be closed"), case.choices("close"))


def _unit(case: Case) -> Iterator[Waiting]:
    item, part = case.item, part_of(case.person, case.item)
    if part is None:
        return
    if "acknowledge" in case.open:
        yield Waiting(_signature(case, part), case.choices("acknowledge", "dispute", "propose_dispute"))
    if item.status == "returned" and "submit" in case.open:
        yield case.said(_("Returned for more work"), "send_back", case.choices("submit", "report"))
    if part == collector(item):
        yield from _collector(case)
    elif part.input_due and not part.input_at and "contribute" in case.open:
        title = _("Your unit's input is due on %(day)s") % {"day": day(part.input_due, case.today)}
        yield Waiting(title, case.choices("contribute"))


def _signature(case: Case, part: Assignment) -> str:
    if part.sign_due is None:
        return _("Waits for your unit's signature")
    return _("Waits for your unit's signature, due on %(day)s") % {"day": day(part.sign_due, case.today)}


def _collector(case: Case) -> Iterator[Waiting]:
    item, today = case.item, case.today
    if item.finish_due and item.finish_due < today and {"submit", "report"} & case.open:
        title = _("The finish date %(day)s has passed") % {"day": day(item.finish_due, today)}
        yield Waiting(title, case.choices("submit", "report"))
    if item.report_due and item.report_due <= today + SOON and "report" in case.open:
        said = (
            _("A report was due on %(day)s") if item.report_due < today else _("A report is due on %(day)s")
        )
        yield Waiting(said % {"day": day(item.report_due, today)}, case.choices("report", "submit"))
