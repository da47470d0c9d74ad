"""Working time in memory, read once from the calendar: the generator asks it a hundred thousand times."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from bihuan.calendar.models import Day

OPENS = time(8, 40)
HOURS = 9.0


class WorkTime:
    """The working days of a span, and moments inside working hours."""

    def __init__(self) -> None:
        self.days = list(Day.objects.filter(is_workday=True).order_by("date").values_list("date", flat=True))
        self._zone = ZoneInfo(settings.TIME_ZONE)

    @staticmethod
    def opening(day: date) -> datetime:
        """The moment at which the offices open on a day."""
        return datetime.combine(day, OPENS, ZoneInfo(settings.TIME_ZONE))

    def moment(self, day: date, hours: float) -> datetime:
        """The moment so many hours after the offices open on a day."""
        return self.opening(day) + timedelta(hours=hours)

    def day(self, day: date, count: int) -> date:
        """The working day that lies `count` working days from a day (0: it, or the next one)."""
        place = bisect_left(self.days, day) if count >= 0 else bisect_right(self.days, day) - 1
        return self.days[place + count]

    def last(self, day: date) -> date:
        """A day, or the last working day before it."""
        return self.days[bisect_right(self.days, day) - 1]

    def between(self, first: date, last: date) -> int:
        """Working days after the first day up to the last."""
        return bisect_right(self.days, last) - bisect_right(self.days, first)

    def later(self, moment: datetime, hours: float) -> datetime:
        """A moment that many working hours later."""
        local = moment.astimezone(self._zone)
        start = self.day(local.date(), 0)
        done = 0.0
        if start == local.date():
            since_opening = (local - self.moment(start, 0)).total_seconds() / 3600
            done = min(max(since_opening, 0.0), HOURS)
        whole, rest = divmod(done + hours, HOURS)
        return self.moment(self.day(start, int(whole)), rest)
