"""Why each part of a proposal reads as it does: its words, who, when, how much, how sure."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.intake.models import Party, Proposal
from bihuan.intake.queries.reasons import said
from bihuan.intake.queries.register import Directory
from bihuan.ui.templatetags.parts import fullday

WHO = {"lead-marked", "lead-stated", "lead-first", "lead-sole", "lead-word", "subject", "carried"}
WHEN = {"due", "received"}
MUCH = {"figures", "goal"}
WORDS = {"label", "table", "by-hand", "numbered"}


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
            (_("Its words"), self.words),
            (_("Who"), self.who),
            (_("By when"), self.when),
            (_("How much"), self.much),
            (_("How sure"), self.sure),
        ]
        return [(name, reasons) for name, reasons in found if reasons]


def why(proposal: Proposal, parties: list[Party], directory: Directory) -> Why:
    """Sort what the rules kept under the decision that it led to, and say what was read where."""
    kept = json.loads(proposal.reasons) if proposal.reasons else []
    by_code = [(code, said(code, message, params)) for code, message, params in kept]
    chosen = {"words": WORDS, "who": WHO, "when": WHEN, "much": MUCH}
    found = {name: [text for code, text in by_code if code in codes] for name, codes in chosen.items()}
    placed = WHO | WHEN | MUCH | WORDS
    return Why(
        words=[
            _("Characters %(start)s to %(end)s of the document")
            % {"start": proposal.start, "end": proposal.end},
            *found["words"],
        ],
        who=[*found["who"], *(_matched(party, directory) for party in parties)],
        when=[*_read(proposal), *found["when"]],
        much=[*found["much"], *(_("Written: “%(words)s”") % {"words": each} for each in _targets(proposal))],
        sure=[*_share(proposal), *(text for code, text in by_code if code not in placed)],
    )


def _matched(party: Party, directory: Directory) -> str:
    """How a written name came to its unit or leader."""
    names = {"written": party.written}
    if party.person:
        return _("“%(written)s” is %(name)s by name or office") % {**names, "name": party.person.name}
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
    return [_("Of proposals like this about %(percent)s%% were tasks") % {"percent": proposal.confidence}]


def _targets(proposal: Proposal) -> list[str]:
    return [line for line in proposal.targets.splitlines() if line]
