"""What people hand to the actions: a new order, and what a unit says about its work."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.intake.models import Document, Proposal, SourceType
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import (
    LIVE,
    AssignmentRole,
    Report,
    ReportCycle,
    Security,
    Status,
    SupervisionItem,
    Urgency,
)
from bihuan.supervision.rules.moves import live_parts

LONGEST_TITLE, LONGEST_BASIS = 200, 300
# The marks that a classified paper carries. Ordinary words may look like them, so a person who has looked
# may enter them all the same; what bears a grade at its head nobody may.
CLASSIFIED = re.compile("绝密|机密|秘密[★☆]|[★☆]\\s*(?:\\d+年|长期)")
# A matter in one of these can take a second source: it runs, or is about to.
JOINABLE = (*LIVE, Status.DRAFT, Status.APPROVED)


@dataclass(frozen=True)
class NewItem:
    """An order as it is put on file. `idem` makes a repeated call return the first matter."""

    title: str
    requirement: str
    source_type: str
    leads: tuple[Unit, ...]
    co_units: tuple[Unit, ...] = ()
    leader: Person | None = None
    finish_due: date | None = None
    report_cycle: str = ReportCycle.NONE
    basis: str = ""
    urgency: str = Urgency.NORMAL
    security: str = Security.INTERNAL
    targets: str = ""
    document: Document | None = None
    proposal: Proposal | None = None
    follows: SupervisionItem | None = None
    idem: str = ""


@dataclass(frozen=True)
class Said:
    """What a unit says: words, how far, the day on which it claims that it happened, evidence.

    With nothing new to tell, the words are the reason why there is nothing. What was reported on another
    matter is taken over by naming that report.
    """

    text: str
    percent: int | None = None
    claimed_date: date | None = None
    files: tuple[StoredFile, ...] = ()
    is_unchanged: bool = False
    taken_from: Report | None = None


def refuse_secrecy(*texts: str) -> None:
    """Refuse words that bear what looks like the mark of a classified paper."""
    found = CLASSIFIED.search(" ".join(texts))
    if found:
        raise Invalid(
            _("The text contains “%(mark)s”. State secrets must never be entered here.") % {"mark": found[0]}
        )


def follow_up(item: SupervisionItem, leader: Person, text: str, finish_due: date | None) -> NewItem:
    """The new order that a leader's instruction on a matter makes: his words, the same units."""
    parts = live_parts(item)
    return NewItem(
        title=text.strip().splitlines()[0][:LONGEST_TITLE] if text.strip() else "",
        requirement=text,
        source_type=SourceType.INSTRUCTION,
        leads=tuple(part.unit for part in parts if part.role == AssignmentRole.LEAD),
        co_units=tuple(part.unit for part in parts if part.role == AssignmentRole.CO),
        leader=leader,
        finish_due=finish_due,
        basis=_("Instruction on %(number)s") % {"number": item.number},
        urgency=item.urgency,
        security=item.security,
        follows=item,
    )


WORDS = frozenset({"title", "requirement", "targets", "leader"})
EVERYTHING = WORDS | {"finish_due", "report_cycle", "units"}


def amended_columns(status: str) -> frozenset[str]:
    """What a corrected order may still change of a matter in this state."""
    if status in (Status.DRAFT, Status.APPROVED):
        return EVERYTHING
    return WORDS if status in LIVE else frozenset()
