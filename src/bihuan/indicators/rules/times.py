"""Which months a reading can end with, and which must have appeared by a day."""

from datetime import date, timedelta

from bihuan.indicators.models import Indicator, Rhythm, Span
from bihuan.kernel.periods import month_of, shifted

QUARTER, YEAR = 3, 12
# Most bureaus publish January together with February.
JANUARY = 1


def months_of(rhythm: str) -> tuple[int, ...]:
    """The months of a year with which a reading can end."""
    step = {Rhythm.MONTH: 1, Rhythm.QUARTER: QUARTER}.get(Rhythm(rhythm), YEAR)
    return tuple(range(step, YEAR + 1, step))


def fits(span: str, month: date) -> bool:
    """Whether a time of this length can end with this month."""
    return span != Span.QUARTER or month.month % QUARTER == 0


def due_on(indicator: Indicator, month: date) -> date:
    """The day by which the reading that ends with this month should have appeared."""
    return month_of(month).last + timedelta(days=indicator.lag)


def latest_due(indicator: Indicator, today: date) -> date:
    """The last month whose reading should have appeared by a day. January waits for February."""
    month = today.replace(day=1)
    known = months_of(indicator.rhythm)
    while month.month not in known or month.month == JANUARY or due_on(indicator, month) >= today:
        month = shifted(month, -1)
    return month
