"""Working-day arithmetic on the calendar's table. The day of departure never counts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from bihuan.calendar.models import Day, Year, YearStatus
from bihuan.kernel.errors import Invalid

_memory: ContextVar[dict[tuple[str, Any], Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Ask the table only once for each day: for long runs during which nobody amends a year.

    A run within another one remembers with it.
    """
    known = _memory.get()
    token = _memory.set({} if known is None else known)
    try:
        yield
    finally:
        _memory.reset(token)


def _first(name: str, key: date | int, **conditions: Any) -> Any:
    """One column of the first day that meets the conditions, from memory where there is one."""
    memory = _memory.get()
    if memory is not None and (name, key) in memory:
        return memory[name, key]
    found = Day.objects.filter(**conditions).order_by("date").values_list(name, flat=True).first()
    if memory is not None and found is not None:
        memory[name, key] = found
    return found


SATURDAY = 5


def ordinal(day: date) -> int:
    """Return the number of working days up to and including this day."""
    found: int | None = _first("ordinal", day, date=day)
    if found is None:
        raise Invalid(
            _("The calendar has no entry for %(year)s. Enter that year's working days first.")
            % {"year": day.year}
        )
    return found


def need_known(day: date) -> None:
    """Refuse a deadline in a year whose working days nobody has entered: it could not be counted."""
    ordinal(day)


def add_workdays(day: date, count: int) -> date:
    """Return the working day that lies `count` working days after this day."""
    target = ordinal(day) + count
    found: date | None = _first("date", target, ordinal=target, is_workday=True)
    if found is None:
        raise Invalid(
            _("The calendar does not reach %(count)s working days beyond %(day)s.")
            % {"count": count, "day": day}
        )
    return found


def workdays_between(first: date, last: date) -> int:
    """Return the working days from one day to another: 0 on the same day, negative backwards."""
    if _memory.get() is not None:
        return ordinal(last) - ordinal(first)
    found = dict(Day.objects.filter(date__in={first, last}).values_list("date", "ordinal"))
    if len(found) < len({first, last}):
        return ordinal(last) - ordinal(first)
    return found[last] - found[first]


def first_workday_from(day: date) -> date:
    """Return this day if it is worked, else the next one that is."""
    found: date | None = _first("date", day, date__gte=day, is_workday=True)
    return found or day


def days() -> Iterable[tuple[date, bool, str]]:
    """Every day that the table holds, whether it is worked, and the name of the holiday."""
    return Day.objects.values_list("date", "is_workday", "name")


def is_provisional(day: date) -> bool:
    """Whether this day lies in a year whose holiday notice has not been entered."""
    return not Year.objects.filter(year=day.year, status=YearStatus.CONFIRMED).exists()


def provisional_years() -> frozenset[int]:
    """The years on which deadlines must be labelled provisional."""
    return frozenset(Year.objects.filter(status=YearStatus.PROVISIONAL).values_list("year", flat=True))


@dataclass(frozen=True)
class Remarks:
    """What has to be said beside some days: not worked, or in a year whose holidays are not announced yet."""

    free: frozenset[date]
    provisional: frozenset[date]


def remarks(days: Iterable[date]) -> Remarks:
    """What has to be said beside these days, in one query."""
    year = Year.objects.filter(year=ExtractYear(OuterRef("date")), status=YearStatus.PROVISIONAL)
    found = Day.objects.filter(date__in=set(days)).annotate(is_doubtful=Exists(year))
    rows = list(found.values_list("date", "is_workday", "is_doubtful"))
    return Remarks(
        free=frozenset(day for day, is_workday, _doubtful in rows if not is_workday),
        provisional=frozenset(day for day, _workday, is_doubtful in rows if is_doubtful),
    )


def remarks_on(column: str) -> dict[str, Exists]:
    """The same for a date of a row, as columns of its own query; `read_remarks` reads them."""
    day = Day.objects.filter(date=OuterRef(column), is_workday=False)
    year = Year.objects.filter(year=ExtractYear(OuterRef(column)), status=YearStatus.PROVISIONAL)
    return {f"{column}_free": Exists(day), f"{column}_doubtful": Exists(year)}


def read_remarks(row: Any, column: str) -> Remarks:
    """What has to be said beside a row's date, as `remarks_on` found it."""
    day = frozenset({getattr(row, column)})
    none: frozenset[date] = frozenset()
    free, doubtful = getattr(row, f"{column}_free"), getattr(row, f"{column}_doubtful")
    return Remarks(free=day if free else none, provisional=day if doubtful else none)


@dataclass(frozen=True)
class Month:
    """A month of the year table: its working days, and the days that differ from an ordinary week."""

    first: date
    workdays: int
    exceptions: list[Day]


def months_of(year: int) -> list[Month]:
    """The year table: a month per row. An ordinary week works from Monday to Friday."""
    days: dict[int, list[Day]] = {month: [] for month in range(1, 13)}
    for day in Day.objects.filter(date__year=year).order_by("date"):
        days[day.date.month].append(day)
    return [
        Month(
            first=date(year, month, 1),
            workdays=sum(day.is_workday for day in rows),
            exceptions=[day for day in rows if day.is_workday != (day.date.weekday() < SATURDAY)],
        )
        for month, rows in days.items()
    ]
