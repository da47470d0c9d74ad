"""All numbers of a desk: where matters stand now, and what twelve months brought. One query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bihuan.kernel.figures import Figure
from bihuan.people.models import Person
from bihuan.supervision.models import LIVE, SupervisionItem
from bihuan.supervision.queries import months
from bihuan.supervision.queries.figures import DESK, Column, figure_of
from bihuan.supervision.queries.tally import Asked, tally


@dataclass(frozen=True)
class Overview:
    """What a person's matters come to."""

    figures: dict[str, Figure]
    year: months.Year


def overview(person: Person, today: date, own: Mapping[str, Column] | None = None) -> Overview:
    """How many of the living matters that a person may see stand where, and his twelve months.

    `own` counts what he is the responsible leader of, also what has ended.
    """
    seen = SupervisionItem.objects.visible_to(person)
    groups = {"now": (seen.filter(status__in=LIVE), DESK), "own": (seen.filter(leader=person), own or {})}
    asked = {
        name: Asked(rows, [column.which(today) for column in columns.values()])
        for name, (rows, columns) in groups.items()
        if columns
    }
    counts = tally(asked | months.asked(seen, today))
    figures = {
        name: figure_of(name, column, count, seen.filter(column.which(today)), today)
        for group in asked
        for (name, column), count in zip(groups[group][1].items(), counts[group], strict=True)
    }
    return Overview(figures, months.year_of(counts, seen, today))
