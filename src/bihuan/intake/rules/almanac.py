"""Days counted from the day of the document: periods after its issue, and the eve of a holiday."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bihuan.intake.rules.drafts import DECEMBER, Deadline

WEEKEND = 5
WEEK_LENGTH = 7
AHEAD = 400
PERIOD = re.compile(r"P(?P<n>\d+)(?P<unit>BD|D|W|M|Y)")
# The document itself, or the meeting it reports: their day is the day of the document.
ISSUE = re.compile(r"印发|下发|发布|公布|发文|会后|会议|散会|即日|今日|本通知|本方案|本意见|本文|文件")
EVENT = re.compile(r"(?:后|起|以来)(?:的)?[\d一二三四五六七八九十两半]")
HOLIDAY = re.compile(r"春节|年关|除夕|元宵|清明|端午|中秋|节日?前")
NAMES = {"年关": "春节", "除夕": "春节"}


@dataclass(frozen=True)
class Almanac:
    """The days of the calendar's table: worked or not, and their names. Days it lacks are weekdays or not."""

    worked: Mapping[date, bool] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[date, bool, str]]) -> "Almanac":
        """An almanac from (day, whether it is worked, name of the holiday)."""
        listed = list(rows)
        return cls(
            {day: is_worked for day, is_worked, _ in listed}, {day: name for day, _, name in listed if name}
        )

    def is_workday(self, day: date) -> bool:
        return self.worked.get(day, day.weekday() < WEEKEND)

    def after_workdays(self, day: date, count: int) -> date:
        """The working day that lies `count` working days after this day."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def eve(self, holiday: str, after: date) -> date | None:
        """The day before the next holiday of this name (of any name when none is given)."""
        days = sorted(d for d, name in self.names.items() if after < d <= after + timedelta(days=AHEAD))
        found = next((d for d in days if holiday in self.names[d] and not self.is_workday(d)), None)
        return found - timedelta(days=1) if found else None


def settled(due: Deadline, issued: date, almanac: Almanac) -> Deadline:
    """The deadline with the day it comes to, where that follows from the day of the document."""
    period = PERIOD.fullmatch(due.code or "")
    if period and (ISSUE.search(due.text) or not EVENT.search(due.text)):
        day = _after(issued, int(period["n"]), period["unit"], almanac)
        is_sure = period["unit"] != "BD" or day in almanac.worked
        return replace(due, on=day, note="counted" if is_sure else "weekdays")
    holiday = HOLIDAY.search(due.text) if due.code is None and not due.note else None
    if holiday:
        name = NAMES.get(holiday.group(), holiday.group())
        eve = almanac.eve("" if name.startswith("节") else name, issued)
        return replace(due, on=eve, note="eve") if eve else due
    return due


def _after(day: date, count: int, unit: str, almanac: Almanac) -> date:
    """The day so many working days, days, weeks, months or years after another."""
    if unit == "BD":
        return almanac.after_workdays(day, count)
    if unit in "DW":
        return day + timedelta(days=count * (WEEK_LENGTH if unit == "W" else 1))
    months = day.month - 1 + count * (DECEMBER if unit == "Y" else 1)
    year, month = day.year + months // DECEMBER, months % DECEMBER + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
