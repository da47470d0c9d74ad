"""Spans of days for which figures are computed."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MONTHS = 12
# The last day that every month has.
LAST_SHARED = 28


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def year_of(day: date) -> Period:
    """The calendar year up to and including a day's last day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def month_of(day: date) -> Period:
    """The calendar month in which a day lies."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def shifted(day: date, months: int) -> date:
    """The same day so many months later, or earlier; never beyond the 28th, which every month has."""
    count = day.year * MONTHS + day.month - 1 + months
    return date(count // MONTHS, count % MONTHS + 1, min(day.day, LAST_SHARED))


def months_to(day: date, count: int) -> list[Period]:
    """The months that end with the one in which a day lies, oldest first."""
    found = [month_of(day)]
    while len(found) < count:
        found.append(month_of(found[-1].first - timedelta(1)))
    return found[::-1]


def name_of(period: Period) -> str:
    """How an address names whole months: 2026-03, or 2025-12.2026-11 with both ends included."""
    first, last = f"{period.first:%Y-%m}", f"{period.last:%Y-%m}"
    return first if first == last else f"{first}.{last}"


def named(text: str) -> Period:
    """The months that an address names. ValueError when it names none."""
    first, _dot, last = text.partition(".")
    period = Period(_first_of(first), month_of(_first_of(last or first)).last)
    if period.first > period.last:
        raise ValueError(text)
    return period


def _first_of(month: str) -> date:
    return datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
