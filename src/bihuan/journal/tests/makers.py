"""Events for the record, and their sealing, as the tests of its parts need them."""

from datetime import UTC, datetime

from bihuan.calendar.models import Year
from bihuan.journal import actions as journal
from bihuan.journal import clock, sealing
from bihuan.journal.rules import before

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def write(count: int = 1, at: datetime = AT) -> None:
    """Let a year's basis change so many times, an event each."""
    year = Year.objects.get(year=2026)
    with clock.moving(at):
        for _each in range(count):
            was = before(year)
            year.basis = "" if year.basis else "."
            year.save()
            journal.record(verb="calendar.test", thing=was, by=None)


def write_sealed(count: int = 1, at: datetime = AT) -> None:
    """Write so many events, and seal everything that waits."""
    write(count, at)
    while sealing.seal(at=at):
        pass
