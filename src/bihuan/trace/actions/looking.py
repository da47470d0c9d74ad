"""Whoever follows a number down to a unit's conduct is on record himself."""

from collections.abc import Mapping

from bihuan.conduct.actions import notice
from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.trace.queries.path import Trace, trace


def follow(*, by: Person, query: Mapping[str, str]) -> Trace | None:
    """Follow a number down, and note whose conduct was seen on the way; one's own unit is no look."""
    found = trace(by, query, clock.today())
    if found and found.conduct and found.party and found.party.unit:
        notice(unit=found.party.unit, by=by, today=found.today)
    return found
