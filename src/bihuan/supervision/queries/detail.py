"""One matter as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from bihuan.calendar.queries import provisional_years
from bihuan.kernel.lights import Light
from bihuan.kernel.states import Move
from bihuan.people.models import Person
from bihuan.supervision.models import (
    Assignment,
    Decision,
    ExtensionRequest,
    OwnershipDispute,
    SupervisionItem,
)
from bihuan.supervision.queries.history import Entry, timeline
from bihuan.supervision.rules.clocks import QIAOCHENG_FOUR, facts, is_report_overdue
from bihuan.supervision.rules.moves import MOVES, collector, live_parts, part_of


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
    request: ExtensionRequest | None
    objection: OwnershipDispute | None
    related: list[SupervisionItem]
    timeline: list[Entry]


def detail(item: SupervisionItem, person: Person, today: date) -> Detail:
    """Everything that the page of a matter shows. The caller has found it with visible_to."""
    parts = Assignment.objects.select_related("unit", "handler", "signed_by")
    row = (
        SupervisionItem.objects.select_related("leader", "document", "follows", "merged_into", "by")
        .prefetch_related(Prefetch("assignments", queryset=parts))
        .get(pk=item.pk)
    )
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
        request=_pending_request(row),
        objection=_pending_objection(row),
        related=_related(row, person),
        timeline=timeline(row),
    )


def _provisional(item: SupervisionItem) -> tuple[date, ...]:
    """The dates of a matter that lie in a year whose working days are not settled yet."""
    days = [day for day in (item.sign_due, item.report_due, item.finish_due) if day]
    years = provisional_years() if days else frozenset()
    return tuple(day for day in days if day.year in years)


def _pending_request(item: SupervisionItem) -> ExtensionRequest | None:
    if item.status != "extending":
        return None
    pending = item.extension_requests.filter(decision=Decision.PENDING)
    return pending.select_related("unit", "by").first()


def _pending_objection(item: SupervisionItem) -> OwnershipDispute | None:
    if item.status != "disputed":
        return None
    pending = item.disputes.filter(decision=Decision.PENDING)
    return pending.select_related("unit", "by", "suggested").first()


def _related(item: SupervisionItem, person: Person) -> list[SupervisionItem]:
    """Matters that follow this one or were merged into it, as far as the reader may see them."""
    seen = SupervisionItem.objects.visible_to(person)
    return list(seen.filter(follows=item).union(seen.filter(merged_into=item)).order_by("id"))
