"""What the city's target asks for by a month, and how its number adds up."""

from dataclasses import dataclass
from datetime import date

from bihuan.indicators.models import Area, Indicator, Measure, Span, Target, TargetRule
from bihuan.indicators.rules.lines import Course, Nature, even
from bihuan.people.models import Person


@dataclass(frozen=True)
class Line:
    """The line of one month in ten-thousandths, if there is one, and what a number does over a year."""

    number: int | None
    course: Course
    goal: int | None = None


def line_at(person: Person, indicator: Indicator, area: Area | None, month: date, today: date) -> Line:
    """What is asked for by a month."""
    course = Course.AVERAGES if indicator.measure == Measure.GROWTH else Course.STANDS
    if indicator.span == Span.YTD and indicator.measure == Measure.VALUE:
        course = Course.ADDS
    if area is None:
        return Line(None, course)
    targets = Target.objects.visible_to(person).filter(indicator=indicator, area=area, year=month.year)
    target = targets.filter(rule=TargetRule.LINEAR, number__isnull=False).first()
    if target is None or target.number is None:
        return Line(None, course)
    return Line(even(target.number, Nature(course)).get(month.month), course, target.number)
