"""One matter as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q

from bihuan.calendar.queries import provisional_years
from bihuan.intake.models import Document
from bihuan.kernel.lights import Light
from bihuan.kernel.states import Move
from bihuan.people.models import Person
from bihuan.supervision.models import (
    Assignment,
    Decision,
    ExtensionRequest,
    OwnershipDispute,
    Status,
    SupervisionItem,
    VerificationResult,
)
from bihuan.supervision.models.item import ItemQuerySet
from bihuan.supervision.queries.history import Entry, timeline
from bihuan.supervision.rules.clocks import QIAOCHENG_FOUR, facts, is_report_overdue
from bihuan.supervision.rules.moves import MOVES, collector, live_parts, part_of

MARKED = ("report", "submit", "send_back")


@dataclass(frozen=True)
class Mark:
    """A dot on the time rail."""

    day: date
    label: str
    bad: bool


@dataclass(frozen=True)
class Detail:
    """A matter, its units, what this reader may do to it now, and everything that has happened to it."""

    item: SupervisionItem
    parts: list[Assignment]
    collector: Assignment | None
    own_part: Assignment | None
    moves: Mapping[str, Move]
    light: Light
    days_left: int | None
    is_report_overdue: bool
    provisional: tuple[date, ...]
    related: list[SupervisionItem]
    timeline: list[Entry]

    @cached_property
    def request(self) -> ExtensionRequest | None:
        """The request for a later date that waits for a decision."""
        if self.item.status != Status.EXTENDING:
            return None
        pending = self.item.extension_requests.filter(decision=Decision.PENDING)
        return pending.select_related("unit", "by").first()

    @cached_property
    def objection(self) -> OwnershipDispute | None:
        """The objection that waits for a ruling."""
        if self.item.status != Status.DISPUTED:
            return None
        pending = self.item.disputes.filter(decision=Decision.PENDING)
        return pending.select_related("unit", "by", "suggested").first()

    @property
    def is_verified(self) -> bool:
        """Whether the latest look at the submission found it true, at least in part."""
        last = next((entry for entry in reversed(self.timeline) if entry.verb in ("verify", "submit")), None)
        return last is not None and last.verb == "verify" and last.result != VerificationResult.FALSE

    @property
    def marks(self) -> list[Mark]:
        """Reports, submissions and returns for the time rail, oldest first."""
        shown = [entry for entry in self.timeline if entry.verb in MARKED]
        return [Mark(entry.day, "", bool(entry.late_days) or entry.verb == "send_back") for entry in shown]


def find(person: Person, pk: int) -> SupervisionItem | None:
    """A matter by its id with all that its page needs, or nothing if this person may not see it."""
    readable = Document.objects.visible_to(person).filter(pk=OuterRef("document_id"))
    kin = SupervisionItem.objects.filter(Q(follows=OuterRef("pk")) | Q(merged_into=OuterRef("pk")))
    seen = SupervisionItem.objects.visible_to(person)
    seen = seen.annotate(may_read_source=Exists(readable), has_kin=Exists(kin))
    return _loaded(seen).filter(pk=pk).first()


def _loaded(items: ItemQuerySet) -> ItemQuerySet:
    parts = Assignment.objects.select_related("unit", "handler", "signed_by")
    joined = items.select_related("leader", "document", "proposal", "by")
    return joined.prefetch_related(Prefetch("assignments", queryset=parts))


def detail(item: SupervisionItem, person: Person, today: date) -> Detail:
    """Everything that the page of a matter shows. The caller has found it with find() or visible_to."""
    is_loaded = "assignments" in getattr(item, "_prefetched_objects_cache", ())
    row = item if is_loaded else _loaded(SupervisionItem.objects.all()).get(pk=item.pk)
    known = facts(row, today)
    days_left = known["days_left"]
    return Detail(
        item=row,
        parts=live_parts(row),
        collector=collector(row),
        own_part=part_of(person, row),
        moves=MOVES.open_to(row, person),
        light=QIAOCHENG_FOUR.judge(known),
        days_left=days_left if isinstance(days_left, int) else None,
        is_report_overdue=is_report_overdue(row, today),
        provisional=_provisional(row),
        related=_related(row, person),
        timeline=timeline(row),
    )


def _provisional(item: SupervisionItem) -> tuple[date, ...]:
    """The dates of a matter that lie in a year whose working days are not settled yet."""
    days = [day for day in (item.sign_due, item.report_due, item.finish_due) if day]
    years = provisional_years() if days else frozenset()
    return tuple(day for day in days if day.year in years)


def _related(item: SupervisionItem, person: Person) -> list[SupervisionItem]:
    """What this matter follows, what follows it, what took part in a merger: as far as the reader may see."""
    if not (item.follows_id or item.merged_into_id or getattr(item, "has_kin", True)):
        return []
    seen = SupervisionItem.objects.visible_to(person)
    above = seen.filter(pk__in=[pk for pk in (item.follows_id, item.merged_into_id) if pk])
    return list(above.union(seen.filter(follows=item), seen.filter(merged_into=item)).order_by("id"))
