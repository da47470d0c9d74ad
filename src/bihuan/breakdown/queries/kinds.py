"""The numbers of a table that can be asked for by name, and how its rows are shown."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.breakdown.models import BreakdownRow, BreakdownStatus
from bihuan.breakdown.queries.pages import CHANGES, FAULTY, LEFT_OUT, SHOWN, Counts
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.people.models import Person
from bihuan.ui.scopes import number_in

BETWEEN = " "
COUNTED = Q(is_left_out=False)
# Label, unit, formula, and which rows.
TOLD: dict[str, tuple[Any, Any, Any, Q]] = {
    "counted": (
        gettext_lazy("Tasks of tables"),
        gettext_lazy("tasks"),
        gettext_lazy("Rows of a table that become matters or change one"),
        COUNTED,
    ),
    "faulty": (
        gettext_lazy("Rows to be mended"),
        gettext_lazy("rows to be mended"),
        gettext_lazy("Rows of tables being checked in which something is wrong, those left out aside"),
        SHOWN[FAULTY] & Q(breakdown__status=BreakdownStatus.DRAFT),
    ),
    "changes": (
        gettext_lazy("Rows that are matters already"),
        gettext_lazy("are matters already"),
        gettext_lazy("Rows of a table that change a matter which was there before"),
        SHOWN[CHANGES],
    ),
    "new": (
        gettext_lazy("Rows that become new matters"),
        gettext_lazy("new matters"),
        gettext_lazy("Rows of a table that become matters of their own"),
        COUNTED & ~SHOWN[CHANGES],
    ),
    "twins": (
        gettext_lazy("Rows that may be matters on file"),
        gettext_lazy("may be matters on file"),
        gettext_lazy("Rows of a table that say the same as a matter, until somebody says if they are it"),
        COUNTED & Q(twin__isnull=False),
    ),
    "left_out": (
        gettext_lazy("Rows left out"),
        gettext_lazy("left out"),
        gettext_lazy("Rows of a table that were left out"),
        SHOWN[LEFT_OUT],
    ),
}


def numbers(told: Counts, table: int, person: Person, today: date) -> dict[str, Figure]:
    """The numbers of one table, as they were counted for its page."""
    scope = {"table": str(table)}
    values = {name: getattr(told, name) for name in TOLD}
    return {name: _figure(name, value, person, today, scope) for name, value in values.items()}


def _figure(name: str, value: int | None, person: Person, today: date, scope: Scope) -> Figure:
    _label, unit, formula, which = TOLD[name]
    rows = BreakdownRow.objects.visible_to(person).filter(which)
    if table := number_in(scope, "table"):
        rows = rows.filter(breakdown=table)
    value = rows.count() if value is None else value
    figure = Figure(name, value, str(unit), str(formula), today, rows, lambda rows: rows.count())
    return figure.of_kind(f"breakdown.{name}", scope)


def _make(name: str, person: Person, today: date, scope: Scope) -> Figure:
    return _figure(name, None, person, today, scope)


def kinds() -> list[Kind]:
    """All kinds of this room."""
    ways = {
        "table": Grouping(gettext_lazy("Table"), "breakdown", narrows="table"),
        "category": Grouping(gettext_lazy("Category"), "group"),
        "progress": Grouping(gettext_lazy("State"), "item__status"),
    }
    return [
        Kind(f"breakdown.{name}", label, partial(_make, name), ("table",), ways)
        for name, (label, _unit, _formula, _which) in TOLD.items()
    ]


def shown() -> list[Shown]:
    """How the rows of tables are shown."""
    return [
        Shown(
            "breakdown.breakdownrow",
            title=lambda row: BETWEEN.join(text for text in row.texts if text)[:80],
            url=lambda row: f"{reverse('breakdown:breakdown_detail', args=[row.breakdown_id])}?show=all",
            state=_state,
        )
    ]


def _state(row: BreakdownRow) -> str:
    if row.is_left_out:
        return _("Left out")
    if row.faults:
        return _("To be mended")
    return _("Matter") if row.item_id else ""
