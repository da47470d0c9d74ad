"""The numbers about matters that can be asked for by name, and how their rows are shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import DateField, OuterRef, Prefetch, Subquery
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import SourceType
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.kernel.periods import Period, month_of, months_to, year_of
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import Assignment, AssignmentRole, MarkKind, SupervisionItem
from bihuan.supervision.models.item import ItemQuerySet, ended_in, sent_in
from bihuan.supervision.queries import gaps
from bihuan.supervision.queries.figures import COLUMNS, DESK, Column, figure_of
from bihuan.supervision.queries.marks import FORMULAS, counted_against
from bihuan.supervision.queries.months import ON_TIME, figure, percent
from bihuan.ui.scopes import days_in, months_in, number_in, one_of

# Gaps are counted over two months, marks over a year, as their pages do.
GAP_MONTHS, MARK_MONTHS = 2, 12
OF_MATTERS = ("unit", "collects", "leader", "source")
MONTHLY_LABELS = {
    "sent": _("Dispatched in the month"),
    "ended": _("Concluded in the month"),
    "ended_on_time": _("Concluded on time in the month"),
    "share": _("Share on time"),
}
LED = Assignment.objects.live().filter(role=AssignmentRole.LEAD)


def _collecting() -> Any:
    """The unit that collects, beside each matter."""
    first = LED.filter(item=OuterRef("pk")).order_by("position")
    return Subquery(first.values("unit")[:1])


def _units(keys: Any) -> Mapping[Any, Any]:
    return dict(Unit.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "short_name"))


def _by() -> dict[str, Grouping]:
    return {
        "collects": Grouping(_("Lead unit"), _collecting(), _units, "collects"),
        "leader": Grouping(_("Responsible leader"), "leader", narrows="leader"),
        "source": Grouping(_("Source"), "source_type", narrows="source"),
        "state": Grouping(_("State"), "status"),
        "month": Grouping(_("Month of dispatch"), TruncMonth("dispatched_at", output_field=DateField())),
    }


def matters(person: Person, scope: Scope) -> ItemQuerySet:
    """The matters that a person sees, narrowed by lead unit, collecting unit, leader and source."""
    rows = SupervisionItem.objects.visible_to(person)
    if unit := number_in(scope, "unit"):
        rows = rows.filter(pk__in=LED.filter(unit=unit).values("item"))
    if unit := number_in(scope, "collects"):
        rows = rows.annotate(collects=_collecting()).filter(collects=unit)
    if leader := number_in(scope, "leader"):
        rows = rows.filter(leader=leader)
    if source := one_of(scope, "source", SourceType.values):
        rows = rows.filter(source_type=source)
    return rows


def _standing(name: str, column: Column, person: Person, today: date, scope: Scope) -> Figure:
    rows = matters(person, scope).filter(column.which(today))
    return figure_of(name, column, rows.count(), rows, today)


def _monthly(name: str, person: Person, today: date, scope: Scope) -> Figure:
    period = months_in(scope, month_of(today))
    rows = matters(person, scope).filter(sent_in(period) if name == "sent" else ended_in(period))
    if name == "share":
        value = percent(rows.filter(ON_TIME).count(), rows.count())
        return figure(name, value, rows, today)
    rows = rows.filter(ON_TIME) if name == "ended_on_time" else rows
    return figure(name, rows.count(), rows, today)


def _received(name: str, column: Column, person: Person, today: date, scope: Scope) -> Figure:
    period = months_in(scope, year_of(today))
    rows = matters(person, scope).filter(sent_in(period)).filter(column.which(today))
    found = figure_of(name, column, 0, rows, today)
    return replace(found, value=found.measure(rows))


def _against(kind: str, person: Person, today: date, scope: Scope) -> Figure:
    period = days_in(scope, _last(today, MARK_MONTHS))
    rows = counted_against(person, number_in(scope, "unit"), period).filter(kind=kind)
    return Figure(kind, rows.count(), str(_("times")), str(FORMULAS[MarkKind(kind)]), today, rows, _count)


def _gap(name: str, person: Person, today: date, scope: Scope) -> Figure:
    asked = gaps.Scope(person, days_in(scope, _last(today, GAP_MONTHS)), today)
    items, tasks = gaps.gap_rows(asked, name, number_in(scope, "unit"))
    is_both = name == "unassigned"
    rows, measure = ((items, tasks), _count_both) if is_both else (items, _count)
    return Figure(name, measure(rows), str(_("matters")), str(gaps.LABELS[name][1]), today, rows, measure)


def _last(today: date, months: int) -> Period:
    found = months_to(today, months)
    return Period(found[0].first, found[-1].last)


def _count(rows: Any) -> int:
    return int(rows.count())


def _count_both(rows: Any) -> int:
    return sum(int(each.count()) for each in rows)


def _known(kind: str, make: Callable[..., Figure]) -> Callable[[Any, date, Scope], Figure]:
    """A maker whose figures know by which name and within which scope they were asked for."""

    def made(person: Any, today: date, scope: Scope) -> Figure:
        return make(person, today, scope).of_kind(kind, scope)

    return made


def _kinds_of_matters() -> list[Kind]:
    ways = _by()
    found = [
        Kind(f"supervision.{name}", column.label, partial(_standing, name, column), OF_MATTERS, ways)
        for name, column in DESK.items()
    ]
    for name, label in MONTHLY_LABELS.items():
        asks, share = (*OF_MATTERS, "month"), ON_TIME if name == "share" else None
        found.append(Kind(f"supervision.{name}", label, partial(_monthly, name), asks, ways, counts=share))
    for name, column in COLUMNS.items():
        label = format_lazy(_("{what}, of what was received"), what=column.label)
        make, asks = partial(_received, name, column), (*OF_MATTERS, "month")
        found.append(Kind(f"supervision.received_{name}", label, make, asks, ways, adds=column.total))
    return found


def _kinds_of_record() -> list[Kind]:
    against = {
        "unit": Grouping(_("Unit"), "unit", narrows="unit"),
        "month": Grouping(_("Month"), TruncMonth("day")),
    }
    days = ("unit", "month", "first", "last")
    found = [
        Kind(f"supervision.mark_{kind.value}", kind.label, partial(_against, kind.value), days, against)
        for kind in MarkKind
    ]
    stands = {name: replace(_by()[name], narrows="") for name in ("collects", "source", "state")}
    for name, (label, _formula) in gaps.LABELS.items():
        ways = stands if name != "unassigned" else {}
        found.append(Kind(f"supervision.gap_{name}", label, partial(_gap, name), days, ways))
    return found


def kinds() -> list[Kind]:
    """All kinds of this room, each making figures that know their own name and scope."""
    return [
        replace(kind, make=_known(kind.name, kind.make))
        for kind in (*_kinds_of_matters(), *_kinds_of_record())
    ]


def _leading() -> list[Any]:
    return [Prefetch("assignments", LED.select_related("unit").order_by("position"), to_attr="leading")]


def _first_lead(item: Any) -> Any:
    return item.leading[0].unit if item.leading else None


def shown() -> list[Shown]:
    """How matters, marks and tasks of documents are shown."""
    return [
        Shown(
            "supervision.supervisionitem",
            title=lambda row: row.title,
            url=lambda row: reverse("supervision:task_detail", args=[row.pk]),
            needs=("leader",),
            also=_leading,
            unit=_first_lead,
            person=lambda row: row.leader,
            state=lambda row: row.status_label,
            day=lambda row: row.finish_due,
        ),
        Shown(
            "supervision.mark",
            title=lambda row: row.item.title,
            url=lambda row: reverse("supervision:task_detail", args=[row.item_id]),
            needs=("item", "unit"),
            unit=lambda row: row.unit,
            state=lambda row: row.get_kind_display(),
            day=lambda row: row.day,
        ),
    ]
