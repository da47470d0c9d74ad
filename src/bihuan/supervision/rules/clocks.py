"""The two clocks of a matter. Pure: days in, days out."""

from calendar import monthrange
from datetime import date, timedelta

from bihuan.supervision.models import (
    LIVE,
    REPORTING,
    ReportCycle,
    Status,
    SupervisionItem,
)

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


def next_report(cycle: str, after: date) -> date | None:
    """The next report date of a cycle after a day, before it is moved to a working day.

    Monthly reports are due by the 28th, quarterly ones on the quarter's last day.
    """
    if cycle == ReportCycle.WEEKLY:
        return after + timedelta(weeks=1)
    if cycle == ReportCycle.BIWEEKLY:
        return after + timedelta(weeks=2)
    if cycle == ReportCycle.MONTHLY:
        return _next_month_day(after, MONTHLY_DAY)
    if cycle == ReportCycle.QUARTERLY:
        return _quarter_end(after)
    return None


def report_after(cycle: str, report_due: date, today: date) -> date:
    """The first date of the cycle after today, in the rhythm of the dates before it."""
    day = report_due
    while day <= today or day == report_due:
        following = next_report(cycle, day)
        if following is None:
            return day
        day = following
    return day


MONTHLY_DAY = 28
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
