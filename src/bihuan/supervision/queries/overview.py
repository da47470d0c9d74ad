"""All numbers of a desk: where matters stand now, and what twelve months brought. One query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import SimpleLazyObject

from bihuan.journal.kept import kept
from bihuan.kernel.figures import Figure
from bihuan.people.models import Person
from bihuan.supervision.models import LIVE, SupervisionItem
from bihuan.supervision.models.item import ItemQuerySet
from bihuan.supervision.queries import months
from bihuan.supervision.queries.figures import DESK, Column, figure_of
from bihuan.supervision.queries.tally import Asked, counted, tally


@dataclass(frozen=True)
class Overview:
    """What a person's matters come to."""

    figures: dict[str, Figure]
    year: months.Year


# What to count of one person's own matters.
Columns = Callable[[Person], Mapping[str, Column]]


def overview(person: Person, today: date, own: Columns | None = None) -> Overview:
    """How many of the living matters that a person may see stand where, and his twelve months.

    `own` says what to count of what he is the responsible leader of, also what has ended.
    """
    groups = _columns(own, person)
    widths = {name: len(columns) for name, columns in groups.items()} | months.WIDTHS
    counts = counted(_counts(own, today, person=person), widths)
    seen = SupervisionItem.objects.visible_to(person)
    figures = {
        name: _known(group, figure_of(name, column, count, _rows(seen, column, today), today))
        for group, columns in groups.items()
        for (name, column), count in zip(columns.items(), counts[group], strict=True)
    }
    return Overview(figures, months.year_of(counts, seen, today))


@kept
def _counts(own: Columns | None, today: date, *, person: Person) -> Any:
    seen = SupervisionItem.objects.visible_to(person)
    rows = {"now": seen.filter(status__in=LIVE), "own": seen.filter(leader=person)}
    asked = {
        name: Asked(rows[name], [column.which(today) for column in columns.values()])
        for name, columns in _columns(own, person).items()
    }
    return tally(asked | months.asked(seen, today))


def _known(group: str, figure: Figure) -> Figure:
    return figure.of_kind(f"supervision.{figure.name}") if group == "now" else figure


def _columns(own: Columns | None, person: Person) -> dict[str, Mapping[str, Column]]:
    return {"now": DESK} | ({"own": own(person)} if own else {})


def _rows(seen: ItemQuerySet, column: Column, today: date) -> Any:
    return SimpleLazyObject(lambda: seen.filter(column.which(today)))
