"""What the city's target asks for by a month, and how its number moves over a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bihuan.indicators.models import Area, Indicator
from bihuan.indicators.queries.paths import nature_of, trajectory
from bihuan.indicators.rules.lines import Course
from bihuan.people.models import Person


@dataclass(frozen=True)
class Line:
    """The line of one month and the goal of its year, in ten-thousandths, as far as there are any."""

    course: Course
    number: int | None = None
    goal: int | None = None


def line_at(
    person: Person,
    indicator: Indicator,
    area: Area | None,
    month: date,
    today: date,
    areas: Iterable[Area] | None = None,
) -> Line:
    """What is asked for by a month; `areas` where whoever asks knows them already."""
    if area is None:
        return Line(nature_of(indicator).course)
    path = trajectory(person, indicator, area, month.year, today, areas=areas).path
    point = next((each for each in path.points if each.month == month.month), None)
    return Line(path.nature.course, point.line if point else None, path.goal)
