"""Spans of days for which figures are computed."""

from dataclasses import dataclass
from datetime import date


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
