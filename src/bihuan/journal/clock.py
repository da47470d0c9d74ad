"""The one clock: the database's. Views and commands ask it; actions are told.

A moving clock, for the demo city's past and for tests, is accepted only inside `moving()`; every event
written under it carries the log name of the demo or the tests, never that of a real city.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import CharField, Func
from django.utils import timezone

_simulated: ContextVar["Simulated | None"] = ContextVar("simulated", default=None)
_held: ContextVar["Held | None"] = ContextVar("held", default=None)

_SQL = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    "postgresql": "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')",
}


def column() -> str:
    """The present moment in a statement with parameters; `told` reads what it gives."""
    return _SQL[connection.vendor].replace("%", "%%")


class Moment(Func):
    """The present moment as a column, for a query that is asked anyhow; `read_moment` reads it."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> Any:  # type: ignore[override]
        return column(), ()


@dataclass
class Simulated:
    """A clock for the past: it stands, or goes on by a step each time somebody looks."""

    moment: datetime
    step: timedelta

    def read(self) -> datetime:
        seen, self.moment = self.moment, self.moment + self.step
        return seen


@dataclass
class Held:
    """The day on which a request is answered, once the clock has been asked."""

    day: date | None = None


class ClockRefused(RuntimeError):
    """A simulated clock was asked for in a real installation."""


def now() -> datetime:
    """Return the present moment by the database's clock, in milliseconds."""
    simulated = _simulated.get()
    if simulated is not None:
        return simulated.read()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_SQL[connection.vendor]}")
        (text,) = cursor.fetchone()
    return read_moment(text)


def read_moment(text: str) -> datetime:
    """Return the moment that the database said, and hold its day while a request is answered."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    held = _held.get()
    if held is not None:
        held.day = held.day or day_of(moment)
    return moment


def told(text: str) -> datetime:
    """Return the moment that a query brought along; a moving clock goes by itself."""
    return now() if is_simulated() else read_moment(text)


def today() -> date:
    """Return the city's present day: in one request always the same, though midnight may pass."""
    held = _held.get()
    return (held and not is_simulated() and held.day) or day_of(now())


def day_of(moment: datetime) -> date:
    """Return the day on which a moment falls in the city's own time zone."""
    return timezone.localtime(moment).date()


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in the city's own time zone."""
    return timezone.make_aware(datetime.combine(day, time()))


@contextmanager
def one_day() -> Iterator[None]:
    """Let everything inside see the same day, which is asked for once. Moments stay exact."""
    token = _held.set(Held())
    try:
        yield
    finally:
        _held.reset(token)


def is_simulated() -> bool:
    """Whether a moving clock is in force."""
    return _simulated.get() is not None


@contextmanager
def moving(moment: datetime, step: timedelta = timedelta(0)) -> Iterator[None]:
    """Let it be this moment for a while. Refused unless the log belongs to a demo or to tests."""
    if settings.LOG_ORIGIN not in ("demo", "test", "bench"):
        raise ClockRefused(f"The log {settings.LOG_ORIGIN} belongs to a real city; its clock does not move.")
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    token = _simulated.set(Simulated(whole, step))
    try:
        yield
    finally:
        _simulated.reset(token)
