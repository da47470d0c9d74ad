"""Where the loop gapes: said, assigned, signed, reported, closed, and the next step never made.

All numbers are about one cohort: what was said, or dispatched, in some days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Document, PartyRole, Proposal
from bihuan.journal import clock
from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import (
    DONE,
    Appeal,
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Report,
    Status,
    SupervisionItem,
    Verification,
)
from bihuan.supervision.models.item import sent_in
from bihuan.ui.schemas import place

LABELS: dict[str, tuple[Any, Any]] = {
    "unassigned": (
        _("Said, never assigned"),
        _("Drafts of the period that were not dispatched, and tasks of its documents still under review"),
    ),
    "unsigned": (
        _("Assigned, never signed"),
        _("Matters dispatched in the period, not signed for by the unit"),
    ),
    "unreported": (_("Signed, never reported"), _("Of these: signed for, and no report has come")),
    "unreviewed": (
        _("Reported, never reviewed"),
        _("Of these: a result has been handed in and lies unreviewed"),
    ),
    "unverified": (
        _("Closed, never verified"),
        _("Of these: ended without anybody having verified the result"),
    ),
    "undecided": (
        _("Appealed, not decided in time"),
        _("Of these: a unit has appealed against a mark, and the day for the decision has passed"),
    ),
}
PAGE = 50
# What stands before the place of a task in a page's key; alone it means the first of them.
TASKS = "t"
SIGNED = (AssignmentStatus.ACCEPTED, AssignmentStatus.CONTRIBUTED)
AT_WORK = (Status.ACCEPTED, Status.IN_PROGRESS, Status.EXTENDING, Status.RETURNED)


def _of_item(model: Any) -> Exists:
    return Exists(model.objects.filter(item=OuterRef("item")))


def _undecided(today: date) -> Q:
    return Q(Exists(Appeal.objects.overdue(today).filter(item=OuterRef("item"))))


# Each gap as a condition, on a day, on the part of a lead unit.
GAPS: dict[str, Callable[[date], Q]] = {
    "unsigned": lambda _today: Q(status=AssignmentStatus.DISPATCHED),
    "unreported": lambda _today: Q(status__in=SIGNED, item__status__in=AT_WORK) & ~Q(_of_item(Report)),
    "unreviewed": lambda _today: Q(item__status=Status.SUBMITTED),
    "unverified": lambda _today: Q(item__status__in=DONE) & ~Q(_of_item(Verification)),
    "undecided": _undecided,
}


@dataclass(frozen=True)
class GapLine:
    """One unit's gaps, or with no unit those of all together."""

    unit: Unit | None
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Scope:
    """Whose gaps of which days a reader looks at."""

    person: Person
    period: Period
    today: date

    def parts(self, unit_id: int | None = None) -> Any:
        """The lead units' parts in what was dispatched in these days."""
        found = Assignment.objects.live().filter(_sent(self.period), role=AssignmentRole.LEAD)
        return found.filter(unit_id__in=self.units(unit_id)) if self.is_narrow(unit_id) else found

    def drafts(self, unit_id: int | None = None) -> Any:
        """The lead units' parts in drafts of these days that have not been dispatched."""
        found = Assignment.objects.live().filter(
            role=AssignmentRole.LEAD,
            item__status__in=(Status.DRAFT, Status.APPROVED),
            item__in=SupervisionItem.objects.visible_to(self.person),
            item__created_at__gte=clock.midnight(self.period.first),
            item__created_at__lt=clock.midnight(self.period.last + timedelta(1)),
        )
        return found.filter(unit_id__in=self.units(unit_id)) if self.is_narrow(unit_id) else found

    def said(self, unit_id: int | None = None) -> Any:
        """Tasks of these days' documents that nobody has dispatched or rejected."""
        documents = Document.objects.visible_to(self.person).filter(
            created_at__gte=clock.midnight(self.period.first),
            created_at__lt=clock.midnight(self.period.last + timedelta(1)),
        )
        found = Proposal.objects.live().filter(document__in=documents, confirmed_at=None)
        if self.is_narrow(unit_id):
            found = found.filter(parties__role=PartyRole.LEAD, parties__unit_id__in=self.units(unit_id))
        return found

    def is_narrow(self, unit_id: int | None) -> bool:
        return unit_id is not None or not self.person.access.sees_city

    def units(self, unit_id: int | None) -> frozenset[int]:
        """The units that are asked for, as far as the reader sees them whole."""
        access = self.person.access
        mine = access.units | access.overseen
        if unit_id is None:
            return mine
        return frozenset({unit_id}) if access.sees_city or unit_id in mine else frozenset()


def gap_report(scope: Scope) -> list[GapLine]:
    """All gaps together, then each unit's; five queries, however many units there are."""
    rows = scope.parts().order_by().values("unit_id").annotate(**_gaps(scope.today))
    counts: dict[int, dict[str, int]] = {row["unit_id"]: dict(row) for row in rows}
    for unit_id, count in scope.drafts().order_by().values_list("unit_id").annotate(Count("pk")):
        _add(counts, unit_id, count)
    parties = scope.said().filter(parties__role=PartyRole.LEAD, parties__unit__isnull=False)
    for unit_id, count in (
        parties.order_by().values_list("parties__unit").annotate(Count("pk", distinct=True))
    ):
        _add(counts, unit_id, count)
    units = Unit.objects.filter(pk__in=counts).order_by("kind", "sort_key", "id")
    lines = [GapLine(unit, _figures(scope, counts[unit.pk], unit.pk)) for unit in units]
    return [GapLine(None, gap_totals(scope)), *lines]


def gap_totals(scope: Scope) -> dict[str, Figure]:
    """All gaps together, in two queries."""
    total = scope.parts().aggregate(**_gaps(scope.today))
    drafts = scope.drafts().order_by().values_list("item").distinct()
    said = scope.said().order_by().values_list("pk").distinct()
    total["unassigned"] = drafts.union(said, all=True).count()
    return _figures(scope, total, None)


def _gaps(today: date) -> dict[str, Count]:
    return {name: Count("item", distinct=True, filter=which(today)) for name, which in GAPS.items()}


def _add(counts: dict[int, dict[str, int]], unit_id: int, count: int) -> None:
    row = counts.setdefault(unit_id, {})
    row["unassigned"] = row.get("unassigned", 0) + count


def _figures(scope: Scope, row: Mapping[str, int], unit_id: int | None) -> dict[str, Figure]:
    return {
        name: Figure(
            name=name,
            value=row.get(name, 0),
            unit=str(_("matters")),
            formula=str(formula),
            as_of=scope.today,
            rows=SimpleLazyObject(partial(gap_rows, scope, name, unit_id)),
            measure=_count,
        ).of_kind(f"supervision.gap_{name}", _asked(scope, unit_id))
        for name, (_label, formula) in LABELS.items()
    }


def _asked(scope: Scope, unit_id: int | None) -> dict[str, object]:
    return {"unit": unit_id, "first": scope.period.first, "last": scope.period.last}


def gap_rows(scope: Scope, name: str, unit_id: int | None) -> tuple[Any, Any]:
    """What one number counts: matters, and tasks of documents that have not become matters."""
    if name != "unassigned":
        parts = scope.parts(unit_id).filter(GAPS[name](scope.today))
        return SupervisionItem.objects.filter(pk__in=parts.values("item")), Proposal.objects.none()
    items = SupervisionItem.objects.filter(pk__in=scope.drafts(unit_id).values("item"))
    return items, Proposal.objects.filter(pk__in=scope.said(unit_id).values("pk"))


@dataclass(frozen=True)
class GapPage:
    """Some of what one number counts, the matters before the tasks, and where the next page begins."""

    items: list[SupervisionItem]
    proposals: list[Proposal]
    after: str
    total: int | None = None


def gap_page(scope: Scope, name: str, unit_id: int | None, after: str) -> GapPage:
    """Some of the rows behind a number, newest first: the matters, and after the last of them the tasks."""
    items, proposals = gap_rows(scope, name, unit_id)
    low = place(after.removeprefix(TASKS))
    is_through = after.startswith(TASKS)
    found = [] if is_through else _below(items, low)
    if len(found) > PAGE:
        return GapPage(found[:PAGE], [], str(found[PAGE - 1].pk))
    free = PAGE - len(found)
    tasks = _below(proposals, low if is_through else None)[: free + 1]
    if len(tasks) <= free:
        return GapPage(found, tasks, "")
    # A page full of matters begins the tasks anew; any other goes on below its last task.
    return GapPage(found, tasks[:free], f"{TASKS}{tasks[free - 1].pk if free else ''}")


def _below(rows: Any, low: int | None) -> list[Any]:
    return list((rows if low is None else rows.filter(pk__lt=low)).order_by("-id")[: PAGE + 1])


def _count(rows: tuple[Any, Any]) -> int:
    return sum(each.count() for each in rows)


def _sent(period: Period) -> Q:
    return Q(**{f"item__{name}": value for name, value in sent_in(period).children})  # type: ignore[misc]
