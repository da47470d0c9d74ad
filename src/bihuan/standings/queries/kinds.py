"""The numbers of this room that can be asked for by name, and how their rows are shown."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.people.models import Person
from bihuan.standings.models import Appeal, Band, Line, Pledge, Status, Table
from bihuan.ui.scopes import number_in

Rows = Callable[[Person, date], QuerySet[Any]]


def _lines(band: str) -> Rows:
    return lambda person, today: (
        Line.objects.visible_to(person).current().filter(band=band, table__status=Status.PUBLISHED)
    )


KINDS: dict[str, tuple[Any, Any, Rows]] = {
    "tables": (
        _("Published league tables"),
        _("League tables that have been published"),
        lambda person, today: Table.objects.visible_to(person).filter(status=Status.PUBLISHED),
    ),
    "below": (
        _("Lines clearly below the average"),
        _("Lines of published tables that lie clearly below the average of their group"),
        _lines(Band.BELOW),
    ),
    "above": (
        _("Lines clearly above the average"),
        _("Lines of published tables that lie clearly above the average of their group"),
        _lines(Band.ABOVE),
    ),
    "listed": (
        _("Lines that are listed only"),
        _("Lines of published tables with too few to judge or with a number missing"),
        _lines(Band.LISTED),
    ),
    "appeals": (
        _("Objections"),
        _("Objections to lines of league tables"),
        lambda person, today: Appeal.objects.visible_to(person),
    ),
    "pledges": (
        _("Pledges"),
        _("Pledges of units after a league table"),
        lambda person, today: Pledge.objects.visible_to(person),
    ),
    "pledges_kept": (
        _("Pledges kept in time"),
        _("Pledges whose matter was concluded by the day that was named"),
        lambda person, today: Pledge.objects.visible_to(person).filter(matter__done_date__lte=F("due")),
    ),
    "pledges_late": (
        _("Pledges not kept in time"),
        _("Pledges whose day has passed without a result, or whose result came later"),
        lambda person, today: _late(Pledge.objects.visible_to(person), today),
    ),
}


_UNITS: dict[str, Any] = {
    "tables": pgettext_lazy("counted", "tables"),
    **dict.fromkeys(("below", "above", "listed"), pgettext_lazy("counted", "lines")),
    "appeals": pgettext_lazy("counted", "objections"),
    **dict.fromkeys(("pledges", "pledges_kept", "pledges_late"), pgettext_lazy("counted", "pledges")),
}


def _late(rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    over = rows.filter(matter__done_date=None, due__lt=today)
    return over | rows.filter(matter__done_date__gt=F("due"))


def _make(name: str, formula: Any, found: Rows) -> Callable[[Any, date, Scope], Figure]:
    def make(person: Person, today: date, scope: Scope) -> Figure:
        rows = found(person, today)
        if name != "tables" and (unit := number_in(scope, "unit")):
            rows = rows.filter(unit=unit)
        value = rows.count()
        figure = Figure(name, value, str(_UNITS[name]), str(formula), today, rows, lambda each: each.count())
        return figure.of_kind(f"standings.{name}", scope)

    return make


def kinds() -> list[Kind]:
    """All kinds of this room."""
    by_unit = {"unit": Grouping(_("Unit"), "unit", narrows="unit")}
    found = []
    for name, (label, formula, rows) in KINDS.items():
        asks, ways = ((), {}) if name == "tables" else (("unit",), by_unit)
        found.append(Kind(f"standings.{name}", label, _make(name, formula, rows), asks, ways))
    return found


OF_TABLES = ("above", "below", "listed")
OF_PLEDGES = ("pledges", "pledges_kept", "pledges_late", "appeals", "tables")


def numbers(person: Person, today: date, names: Iterable[str]) -> list[tuple[Any, Figure]]:
    """The numbers above a list, each with its name and the way to its rows."""
    found = [(name, *KINDS[name]) for name in names]
    return [(label, _make(name, formula, rows)(person, today, {})) for name, label, formula, rows in found]


def _title(table: Table) -> str:
    return f"{table.version.scheme.name} {table.group.name} {table.last:%Y-%m}"


def _line(row: Any) -> str:
    return reverse("standings:line_detail", args=[row.table_id, row.unit_id])


def shown() -> list[Shown]:
    """How tables, lines, objections and pledges are shown where a figure is opened."""
    of_table = ("table__version__scheme", "table__group", "unit")
    return [
        Shown(
            "standings.table",
            title=_title,
            url=lambda row: reverse("standings:table_detail", args=[row.pk]),
            needs=("version__scheme", "group", "publisher"),
            person=lambda row: row.publisher,
            state=lambda row: row.get_status_display(),
            day=lambda row: row.last,
        ),
        Shown(
            "standings.line",
            title=lambda row: _title(row.table),
            url=_line,
            needs=of_table,
            unit=lambda row: row.unit,
            state=lambda row: row.get_band_display(),
            day=lambda row: row.table.last,
        ),
        Shown(
            "standings.appeal",
            title=lambda row: _title(row.table),
            url=_line,
            needs=of_table,
            unit=lambda row: row.unit,
            state=lambda row: row.get_status_display(),
        ),
        Shown(
            "standings.pledge",
            title=lambda row: row.text,
            url=lambda row: reverse("standings:pledge_list"),
            needs=of_table,
            unit=lambda row: row.unit,
            day=lambda row: row.due,
        ),
    ]
