"""Why each part of a proposal reads as it does: its words, who, when, how much, how sure."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.intake.models import Party, Proposal
from bihuan.intake.queries.reasons import said
from bihuan.intake.queries.register import Directory
from bihuan.intake.rules.match import collective
from bihuan.ui.templatetags.parts import fullday

# Which decision a reason belongs to, by the beginning of its code; the rest says how sure.
BELONGS = (
    ("words", ("label", "table", "by-hand", "numbered", "model")),
    ("who", ("lead-", "unit-", "subject", "carried")),
    ("when", ("due", "received")),
    ("much", ("figures", "targets", "goal")),
)


@dataclass(frozen=True)
class Why:
    """The reasons of one proposal, decision by decision."""

    words: list[str]
    who: list[str]
    when: list[str]
    much: list[str]
    sure: list[str]

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """Each decision by name, for a list; a decision without a reason is left out."""
        found = [
            (_("Where it stands"), self.words),
            (_("Who acts"), self.who),
            (_("By when"), self.when),
            (_("How much"), self.much),
            (_("How sure"), self.sure),
        ]
        return [(name, reasons) for name, reasons in found if reasons]


def why(proposal: Proposal, parties: list[Party], directory: Directory) -> Why:
    """Sort what the rules kept under the decision that it led to, and say what was read where."""
    found: dict[str, list[str]] = {name: [] for name in ("words", "who", "when", "much", "sure")}
    for code, message, params in json.loads(proposal.reasons) if proposal.reasons else []:
        found[_decision(code)].append(said(code, message, params))
    place = {"start": proposal.start, "end": proposal.end}
    found["words"].insert(0, _("Characters %(start)s to %(end)s of the document") % place)
    found["who"] += [_matched(party, directory) for party in parties]
    found["when"] = found["when"] or _read(proposal)
    found["much"] = found["much"] or [
        _("Written: “%(words)s”") % {"words": line} for line in proposal.targets.splitlines() if line
    ]
    found["sure"] = _share(proposal) + found["sure"]
    return Why(**found)


def _decision(code: str) -> str:
    return next((name for name, starts in BELONGS if code.startswith(starts)), "sure")


def _matched(party: Party, directory: Directory) -> str:
    """How a written name came to its unit or leader."""
    names = {"written": party.written}
    if party.person:
        return _("“%(written)s” is %(name)s by name or office") % {**names, "name": party.person.name}
    if party.unit is None and collective(party.written):
        return _("“%(written)s” means several units") % names
    if party.unit is None:
        return _("“%(written)s” was found nowhere in the register") % names
    names["unit"] = party.unit.short_name
    match = directory.match(party.written)
    if match.unit != str(party.unit_id):
        return _("“%(written)s” is %(unit)s: chosen by a reviewer") % names
    how = {
        "exact": _("“%(written)s” is %(unit)s: its full name"),
        "alias": _("“%(written)s” is %(unit)s: one of its names in the register"),
        "short": _("“%(written)s” is %(unit)s: a short way to write it"),
        "prefix": _("“%(written)s” is %(unit)s: without the city's name or its level"),
    }
    return how[match.how] % names


def _read(proposal: Proposal) -> list[str]:
    if not proposal.deadline_text and not proposal.finish_due:
        return []
    words = {"words": proposal.deadline_text, "day": fullday(proposal.finish_due)}
    if not proposal.finish_due:
        return [_("“%(words)s” names no day") % words]
    if not proposal.deadline_text:
        return [_("%(day)s was entered by a reviewer") % words]
    return [_("“%(words)s” means %(day)s at the latest") % words]


def _share(proposal: Proposal) -> list[str]:
    if proposal.is_manual:
        return [_("A person chose it; nothing was measured")]
    if proposal.asking_id:
        return [_("The model suggested it; nothing was measured")]
    if '["sure"' in proposal.reasons:
        return []
    return [_("Of proposals like this about %(percent)s%% were tasks") % {"percent": proposal.confidence}]
