"""Working days, for programs."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema

from bihuan.calendar import queries
from bihuan.calendar.models import Day
from bihuan.ui.schemas import answers

router = Router(tags=["calendar"])
LONGEST_COUNT = 1000


class DayOut(Schema):
    """One day; `ordinal` counts working days, so differences of ordinals are working days between."""

    date: date
    is_workday: bool
    ordinal: int
    name: str
    is_provisional: bool


class WorkdayOut(Schema):
    """The working day that lies some working days after another day."""

    date: date
    is_provisional: bool


@router.get("/days/{year}", response=answers(list[DayOut]))
def day_list(request: Any, year: int) -> list[DayOut]:
    provisional = year in queries.provisional_years()
    days = (
        Day.objects.visible_to(request.user).filter(date__year=year).order_by("date")
        if _is_year(year)
        else []
    )
    return [
        DayOut(
            date=day.date,
            is_workday=day.is_workday,
            ordinal=day.ordinal,
            name=day.name,
            is_provisional=provisional,
        )
        for day in days
    ]


@router.get("/workday", response=answers(WorkdayOut))
def workday(
    request: Any, start: date, days: Annotated[int, Query(ge=-LONGEST_COUNT, le=LONGEST_COUNT)]
) -> WorkdayOut:
    found = queries.add_workdays(start, days)
    return WorkdayOut(date=found, is_provisional=queries.is_provisional(found))


def _is_year(year: int) -> bool:
    return date.min.year <= year <= date.max.year
