"""Why a proposal needs a look, and how much: the reasons with their weights, as whole points."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bihuan.intake.models import Party, PartyRole, Proposal
from bihuan.intake.rules.drafts import DECEMBER, Params
from bihuan.intake.rules.match import collective
from bihuan.intake.rules.periods import BARE

LIKELY = 70
UNKNOWN, UNLED, LATE, UNREAL, DOUBLE, SUGGESTED, RECURRING, UNSURE = 40, 40, 35, 35, 25, 15, 15, 1
PERIODS = frozenset(BARE.values())
LEAP = 2028
DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to look: a code with its places, and its weight."""

    code: str
    weight: int
    params: Params = ()


def doubts(proposal: Proposal, parties: Iterable[Party], today: date, twin: int = 0) -> list[Doubt]:
    """Everything that is doubtful about a proposal, heaviest first. `twin` is the number of its double."""
    found = [*_who(list(parties)), *_when(proposal, today)]
    if twin:
        found.append(Doubt("double", DOUBLE, (("number", str(twin)),)))
    if proposal.asking_id:
        found.append(Doubt("suggested", SUGGESTED))
    # A day that does not exist has lowered the confidence, and is said already.
    if proposal.confidence < LIKELY and all(each.code != "unreal" for each in found):
        found.append(Doubt("unsure", UNSURE * (100 - proposal.confidence)))
    return sorted(found, key=lambda each: -each.weight)


def _who(parties: list[Party]) -> list[Doubt]:
    units = [each for each in parties if each.role != PartyRole.LEADER]
    open_ones = [each.written for each in units if each.unit_id is None]
    codes = {name: "collective" if collective(name) else "unknown" for name in open_ones}
    found = [Doubt(codes[name], UNKNOWN, (("name", name),)) for name in open_ones]
    if not any(each.role == PartyRole.LEAD for each in units):
        found.append(Doubt("co-only" if units else "unled", UNLED))
    return found


def _when(proposal: Proposal, today: date) -> list[Doubt]:
    found = []
    if proposal.finish_due and proposal.finish_due < today:
        found.append(Doubt("late", LATE))
    if proposal.finish_due is None and (unreal := unreal_day(proposal.requirement)):
        found.append(Doubt("unreal", UNREAL, (("words", unreal),)))
    if proposal.deadline_code in PERIODS:
        found.append(Doubt("recurring", RECURRING, (("words", proposal.deadline_text),)))
    return found


def unreal_day(text: str) -> str:
    """The first day in a text that no calendar has, such as 2月30日."""
    for found in DAY.finditer(text):
        month, day = int(found[1]), int(found[2])
        if not 1 <= month <= DECEMBER or not 1 <= day <= monthrange(LEAP, month)[1]:
            return found.group()
    return ""


def has_assumed_day(proposal: Proposal) -> bool:
    """Whether its year is that of the day on which its document came in: asked once, for all of them."""
    return proposal.finish_due is not None and '"received"' in proposal.reasons
