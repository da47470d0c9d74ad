"""Working-day arithmetic on the calendar's table. The day of departure never counts."""

from datetime import date

from django.utils.translation import gettext as _

from bihuan.calendar.models import Day, Year, YearStatus
from bihuan.kernel.errors import Invalid


def ordinal(day: date) -> int:
    """Return the number of working days up to and including this day."""
    found = Day.objects.filter(date=day).values_list("ordinal", flat=True).first()
    if found is None:
        raise Invalid(
            _("The calendar has no entry for %(year)s. Enter that year's working days first.")
            % {"year": day.year}
        )
    return found


def add_workdays(day: date, count: int) -> date:
    """Return the working day that lies `count` working days after this day."""
    target = ordinal(day) + count
    found = Day.objects.filter(ordinal=target, is_workday=True).values_list("date", flat=True).first()
    if found is None:
        raise Invalid(
            _("The calendar does not reach %(count)s working days beyond %(day)s.")
            % {"count": count, "day": day}
        )
    return found


def workdays_between(first: date, last: date) -> int:
    """Return the working days from one day to another: 0 on the same day, negative backwards."""
    found = dict(Day.objects.filter(date__in={first, last}).values_list("date", "ordinal"))
    if len(found) < len({first, last}):
        return ordinal(last) - ordinal(first)
    return found[last] - found[first]


def first_workday_from(day: date) -> date:
    """Return this day if it is worked, else the next one that is."""
    found = Day.objects.filter(date__gte=day, is_workday=True).order_by("date").values_list("date", flat=True)
    return found.first() or day


def is_provisional(day: date) -> bool:
    """Whether this day lies in a year whose holiday notice has not been entered."""
    return not Year.objects.filter(year=day.year, status=YearStatus.CONFIRMED).exists()


def provisional_years() -> frozenset[int]:
    """The years on which deadlines must be labelled provisional."""
    return frozenset(Year.objects.filter(status=YearStatus.PROVISIONAL).values_list("year", flat=True))
