"""Everything that changes the calendar."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import chinese_calendar
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.models import Day, Year, YearStatus
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Denied, Invalid

SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 2000, 2100


@transaction.atomic
def seed_year(*, year: int, by: Actor | None) -> Year:
    """Enter a year: confirmed where its notice is known to the library, else weekends only, provisional."""
    _need_keeper(by)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(_("Name a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    if Year.objects.filter(year=year).exists():
        raise Invalid(_("The calendar already has the year %(year)s.") % {"year": year})
    beside = Year.objects.filter(year__in=(year - 1, year + 1)).exists()
    if Year.objects.exists() and not beside:
        raise Invalid(_("The calendar has no gaps: enter the years between first."))
    known = date(year, 12, 31) in _known_days(year)
    row = Year.objects.create(
        year=year,
        status=YearStatus.CONFIRMED if known else YearStatus.PROVISIONAL,
        basis="chinesecalendar" if known else "",
    )
    days = _known_days(year) if known else _weekdays(year)
    _write_days(year, days)
    journal.record(verb="calendar.seed_year", thing=Change(row), by=by, claim=Claim({"days": len(days)}))
    return row


@transaction.atomic
def amend_year(
    *, year: Year, changes: Mapping[date, tuple[bool, str]], basis: str, by: Actor | None, at: datetime
) -> Year:
    """Enter the holiday notice of a year: which days are off, which weekend days are worked; confirm it."""
    _need_keeper(by)
    if not basis.strip():
        raise Invalid(_("Name the notice that sets these days."))
    if any(day.year != year.year for day in changes):
        raise Invalid(_("Only days of %(year)s can be changed here.") % {"year": year.year})
    year = Year.objects.select_for_update().get(pk=year.pk)
    was = before(year)
    days = dict(Day.objects.filter(date__year=year.year).values_list("date", "is_workday"))
    names = dict(Day.objects.filter(date__year=year.year).values_list("date", "name"))
    merged = {day: changes.get(day, (days[day], names[day])) for day in days}
    year.status, year.basis = YearStatus.CONFIRMED, basis.strip()
    year.save(update_fields=["status", "basis"])
    _write_days(year.year, merged)
    said = {day.isoformat(): [is_workday, name] for day, (is_workday, name) in changes.items()}
    journal.record(
        verb="calendar.amend_year",
        thing=was,
        by=by,
        claim=Claim({"days": [[day, *values] for day, values in said.items()], "basis": basis}),
    )
    return year


def _need_keeper(by: Actor | None) -> None:
    """Refuse whoever is not the system administrator. None is the house itself, by its commands."""
    if by is not None and not by.access.has("system_admin"):
        raise Denied(_("Only the system administrator changes the calendar."))


def _known_days(year: int) -> dict[date, tuple[bool, str]]:
    """The days of a year as the library knows them, or nothing when its notice is not out."""
    try:
        return {day: (chinese_calendar.is_workday(day), _holiday_name(day)) for day in _all_days(year)}
    except NotImplementedError:
        return {}


def _holiday_name(day: date) -> str:
    is_holiday, name = chinese_calendar.get_holiday_detail(day)
    if not name:
        return ""
    return chinese_calendar.Holiday(name).chinese if is_holiday else ""


def _weekdays(year: int) -> dict[date, tuple[bool, str]]:
    return {day: (day.weekday() < SATURDAY, "") for day in _all_days(year)}


def _all_days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


def _write_days(year: int, days: Mapping[date, tuple[bool, str]]) -> None:
    """Write a year's days and shift the ordinals of all later ones."""
    earlier = Day.objects.filter(date__lt=date(year, 1, 1)).order_by("-date")
    rows, ordinal = [], earlier.values_list("ordinal", flat=True).first() or 0
    for day in sorted(days):
        is_workday, name = days[day]
        ordinal += is_workday
        rows.append(Day(date=day, is_workday=is_workday, ordinal=ordinal, name=name))
    Day.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "ordinal", "name"],
    )
    later = list(Day.objects.filter(date__gt=date(year, 12, 31)).order_by("date"))
    for row in later:
        ordinal += row.is_workday
        row.ordinal = ordinal
    Day.objects.bulk_update(later, ["ordinal"], batch_size=500)
