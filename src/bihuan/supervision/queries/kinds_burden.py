"""What is asked of units as numbers that can be asked for by name, and how their rows are shown."""

from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.journal import clock
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.kernel.periods import month_of
from bihuan.people.models import Person
from bihuan.supervision.queries.burden import LABELS, Asked, asked_figure
from bihuan.ui.scopes import months_in, number_in


def _make(name: str, person: Person, today: date, scope: Scope) -> Figure:
    asked = Asked(person, months_in(scope, month_of(today)), today)
    unit = number_in(scope, "unit")
    return asked_figure(asked, name, int(asked.rows(name, unit).count()), unit)


def kinds() -> list[Kind]:
    """All kinds of what is asked of units in some months."""
    ways = {"unit": Grouping(_("Unit"), "unit", narrows="unit")}
    return [
        Kind(f"supervision.asked_{name}", label, partial(_make, name), ("unit", "month"), ways)
        for name, (label, _formula) in LABELS.items()
    ]


def _of_matter(model: str, **more: Any) -> Shown:
    """A row that belongs to a matter and a unit."""
    return Shown(
        model,
        title=lambda row: row.item.title,
        url=lambda row: reverse("supervision:task_detail", args=[row.item_id]),
        needs=("item", "unit"),
        unit=lambda row: row.unit,
        **more,
    )


def shown() -> list[Shown]:
    """How parts of units in matters, their reports, and slips are shown."""
    return [
        _of_matter(
            "supervision.assignment",
            state=lambda row: row.get_status_display(),
            day=lambda row: row.sign_due,
        ),
        _of_matter(
            "supervision.report",
            state=lambda row: row.get_kind_display(),
            day=lambda row: row.answers_due,
        ),
        _of_matter(
            "supervision.slip",
            state=lambda row: row.get_colour_display(),
            day=lambda row: clock.day_of(row.at),
        ),
    ]
