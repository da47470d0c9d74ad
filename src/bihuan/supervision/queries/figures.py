"""Numbers about matters. Each opens into the rows that it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Sum
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period, name_of
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import Assignment, AssignmentRole, SupervisionItem
from bihuan.supervision.models.item import ItemQuerySet, due_soon, overdue, report_overdue, sent_in
from bihuan.supervision.queries.filters import GROUPS


@dataclass(frozen=True)
class Column:
    """One number, in words and in SQL: a count of matters, or a sum over them."""

    label: Any
    formula: Any
    which: Callable[[date], Q]
    total: str = ""


# What a desk counts: every matter that the reader may see, by where it stands.
DESK: dict[str, Column] = {
    "open": Column(
        _("Open"),
        _("Matters that have been dispatched and are not concluded"),
        GROUPS["open"],
    ),
    "overdue": Column(
        _("Overdue"), _("Matters whose finish date has passed while a unit still owes the result"), overdue
    ),
    "report_overdue": Column(
        _("Report overdue"), _("Matters whose report was due and has not come"), report_overdue
    ),
    "due_soon": Column(
        _("Last 48 hours"), _("Matters that a unit has to finish today or tomorrow"), due_soon
    ),
    "unsigned": Column(
        _("Not signed for"),
        _("Dispatched matters that the lead unit has not signed for"),
        GROUPS["unsigned"],
    ),
    "reviewing": Column(
        _("Under review"),
        _("Results that have been submitted and wait for the office"),
        GROUPS["reviewing"],
    ),
    "asking": Column(
        _("Waiting for a decision"),
        _("Matters with a request for an extension or an objection"),
        GROUPS["asking"],
    ),
}


def figure_of(name: str, column: Column, value: int | None, rows: Any, today: date) -> Figure:
    """A column's number over some rows."""
    return Figure(
        name=name,
        value=value or 0,
        unit=str(_("times") if column.total else _("matters")),
        formula=str(column.formula),
        as_of=today,
        rows=rows,
        measure=_total(column.total) if column.total else _count,
    )


# All numbers are about the matters that were dispatched in the period to a unit as lead unit.
COLUMNS: dict[str, Column] = {
    "received": Column(_("Received"), _("Matters dispatched to the unit in the period"), lambda today: Q()),
    "open": Column(_("Open"), _("Of these: not concluded"), GROUPS["open"]),
    "overdue": Column(_("Overdue"), _("Of these: finish date passed, result owed"), overdue),
    "no_report": Column(
        _("Report overdue"), _("Of these: a report was due and has not come"), report_overdue
    ),
    "done": Column(_("Concluded"), _("Of these: concluded"), GROUPS["done"]),
    "on_time": Column(
        _("On time"),
        _("Concluded matters whose accepted result was handed in by the finish date"),
        GROUPS["on_time"],
    ),
    "late_reports": Column(
        _("Late reports"), _("Reports on these that came after their date"), lambda today: Q(), "late_reports"
    ),
    "returns": Column(_("Returns"), _("Times a result of these was returned"), lambda today: Q(), "returns"),
    "urges": Column(_("Urges"), _("Times these were urged"), lambda today: Q(), "urges"),
}


@dataclass(frozen=True)
class UnitLine:
    """One unit's numbers."""

    unit: Unit
    figures: dict[str, Figure]


def unit_report(person: Person, period: Period, today: date) -> list[UnitLine]:
    """What each unit received in a period and what became of it, in two queries.

    Whoever sees the whole city gets all units; others the units they work for or are in charge of.
    """
    mine = Assignment.objects.live().filter(_through(sent_in(period)), role=AssignmentRole.LEAD)
    if not person.access.sees_city:
        mine = mine.filter(unit_id__in=person.access.units | person.access.overseen)
    sums = {name: _aggregate(column, today) for name, column in COLUMNS.items()}
    counted: dict[int, dict[str, Any]] = {
        row["unit_id"]: dict(row) for row in mine.order_by().values("unit_id").annotate(**sums)
    }
    units = Unit.objects.filter(pk__in=counted).order_by("kind", "sort_key", "id")
    seen = SupervisionItem.objects.visible_to(person).filter(sent_in(period))
    months = name_of(period)
    return [UnitLine(unit, _figures(unit, counted[unit.pk], seen, today, months)) for unit in units]


def _aggregate(column: Column, today: date) -> Any:
    where = _through(column.which(today)) or None
    return Sum(f"item__{column.total}", filter=where) if column.total else Count("pk", filter=where)


def _figures(
    unit: Unit, row: dict[str, Any], seen: ItemQuerySet, today: date, months: str
) -> dict[str, Figure]:
    def rows(column: Column) -> ItemQuerySet:
        led = Assignment.objects.live().filter(unit=unit, role=AssignmentRole.LEAD)
        return seen.filter(column.which(today), pk__in=led.values("item_id"))

    # Hundreds of numbers stand on one page and few are opened, so the way to the rows is laid when asked for.
    return {
        name: figure_of(name, column, row[name], SimpleLazyObject(partial(rows, column)), today).of_kind(
            f"supervision.received_{name}", {"unit": unit.pk, "month": months}
        )
        for name, column in COLUMNS.items()
    }


def _through(where: Q) -> Q:
    """Say the same about the matter of a part."""
    said = Q()
    said.connector, said.negated = where.connector, where.negated
    said.children = [_through(child) if isinstance(child, Q) else _renamed(child) for child in where.children]
    return said


def _renamed(condition: Any) -> Any:
    lookup, value = condition
    # A bare F keeps the name of its column where only expressions look for it.
    inner = F(f"item__{value.name}") if isinstance(value, F) else value  # type: ignore[attr-defined]
    return f"item__{lookup}", inner


def _count(rows: QuerySet[Model]) -> int:
    return rows.count()


def _total(column: str) -> Callable[[QuerySet[Model]], int]:
    return lambda rows: rows.aggregate(total=Sum(column))["total"] or 0
