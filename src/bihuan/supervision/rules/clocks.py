"""The two clocks of a matter. Pure: days in, days out."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from bihuan.supervision.models import (
    LIVE,
    REPORTING,
    ReportCycle,
    Status,
    SupervisionItem,
)

# The day of the month by which a monthly report is due.
BY_DAY: dict[str, int] = {
    ReportCycle.MONTHLY: 28,
    ReportCycle.MONTH_5: 5,
    ReportCycle.MONTH_10: 10,
    ReportCycle.MONTH_15: 15,
    ReportCycle.MONTH_20: 20,
    ReportCycle.MONTH_25: 25,
}
MONTH_DAY = re.compile(r"每月\s*(?:的)?\s*(\d{1,2})\s*[日号]")
# Working days before the finish date by which assisting units owe their input.
INPUT_WORKDAYS_BEFORE = 5


def is_report_overdue(item: SupervisionItem, today: date) -> bool:
    """Whether a report was due and has not come (过期不报)."""
    return item.status in REPORTING and item.report_due is not None and item.report_due < today


def is_reporting_over(item: SupervisionItem) -> bool:
    """Whether no report is owed any more: the matter has ended, or goes on without a rhythm."""
    if item.status == Status.LONG_TERM:
        return item.report_cycle == ReportCycle.NONE
    return item.status not in LIVE


def next_report(cycle: str, after: date, nodes: Sequence[date] = ()) -> date | None:
    """The next report date of a cycle after a day, before it is moved to a working day.

    Monthly reports are due by the 28th or the day that was chosen, quarterly ones on the quarter's last day,
    those by nodes on the days of the schedule's nodes.
    """
    if cycle == ReportCycle.WEEKLY:
        return after + timedelta(weeks=1)
    if cycle == ReportCycle.BIWEEKLY:
        return after + timedelta(weeks=2)
    if cycle in BY_DAY:
        return _next_month_day(after, BY_DAY[cycle])
    if cycle == ReportCycle.QUARTERLY:
        return _quarter_end(after)
    return min((day for day in nodes if day > after), default=None) if cycle == ReportCycle.NODES else None


def month_cycle(text: str) -> str:
    """The monthly cycle that words such as 每月5日前 ask for: by that day, or by the next earlier choice."""
    if not (found := MONTH_DAY.search(text)):
        return ReportCycle.MONTHLY
    wanted = int(found[1])
    fitting = [(day, cycle) for cycle, day in BY_DAY.items() if day <= wanted]
    return max(fitting)[1] if fitting else ReportCycle.MONTH_5


def report_after(cycle: str, report_due: date, today: date, nodes: Sequence[date] = ()) -> date:
    """The first date of the cycle after today, in the rhythm of the dates before it."""
    day = report_due
    while day <= today or day == report_due:
        following = next_report(cycle, day, nodes)
        if following is None:
            return day
        day = following
    return day


DECEMBER = 12
QUARTER = 3


def _next_month_day(after: date, day: int) -> date:
    if after.day < day:
        return after.replace(day=day)
    first = date(after.year + after.month // DECEMBER, after.month % DECEMBER + 1, 1)
    return first.replace(day=day)


def _quarter_end(after: date) -> date:
    start = after + timedelta(1)
    month = (start.month - 1) // QUARTER * QUARTER + QUARTER
    return date(start.year, month, monthrange(start.year, month)[1])
