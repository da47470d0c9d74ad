"""One matter with everything its page shows, in few questions to the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from bihuan.intake.models import Document
from bihuan.journal import clock
from bihuan.kernel.lights import Light
from bihuan.people.models import Person
from bihuan.supervision.models import Assignment, AssignmentRole, SupervisionItem, VerificationResult
from bihuan.supervision.queries.ledger import light_of
from bihuan.supervision.queries.timeline import Line, history
from bihuan.supervision.rules.moves import live_parts

MARKED = ("report", "submit", "send_back", "verify")


@dataclass(frozen=True)
class Mark:
    """A dot on the time rail."""

    day: date
    label: str
    bad: bool


@dataclass(frozen=True)
class Matter:
    """A matter as its page shows it."""

    item: SupervisionItem
    light: Light
    parts: list[Assignment]
    lines: list[Line]
    before: list[Any]
    after: list[Any]

    @property
    def marks(self) -> list[Mark]:
        """Reports and returns for the time rail, oldest first."""
        shown = [
            line for line in reversed(self.lines) if line.move in ("report", "submit", "send_back", "verify")
        ]
        return [Mark(clock.day_of(line.at), "", bool(line.late) or line.light == "red") for line in shown]

    @property
    def is_verified(self) -> bool:
        """Whether a verification since the last submission found something true."""
        for line in self.lines:
            if line.move == "submit":
                return False
            if line.move == "verify":
                return line.result != VerificationResult.FALSE
        return False

    @property
    def leads(self) -> list[Assignment]:
        return [part for part in self.parts if part.role == AssignmentRole.LEAD]


def find(person: Person, pk: int) -> SupervisionItem | None:
    """A matter by its number, if this person may see it, with the rows that its rules ask about."""
    return loaded(person).filter(pk=pk).first()


def loaded(person: Person) -> QuerySet[SupervisionItem]:
    """The matters a person may see, each with its parts."""
    parts = Assignment.objects.select_related("unit", "handler", "signed_by")
    readable = Document.objects.visible_to(person).filter(pk=OuterRef("document_id"))
    return (
        SupervisionItem.objects.visible_to(person)
        .annotate(may_read_source=Exists(readable))
        .select_related("leader", "document", "proposal", "merged_into", "by")
        .prefetch_related(Prefetch("assignments", queryset=parts))
    )


def matter(person: Person, item: SupervisionItem, today: date) -> Matter:
    """Everything about a matter that its page shows."""
    linked = SupervisionItem.objects.visible_to(person).filter(Q(follows=item) | Q(pk=item.follows_id))
    around = list(linked.only("pk", "number", "title", "status", "follows_id"))
    return Matter(
        item=item,
        light=light_of(item, today),
        parts=live_parts(item),
        lines=history(item),
        before=[each for each in around if each.pk == item.follows_id],
        after=[each for each in around if each.follows_id == item.pk],
    )
