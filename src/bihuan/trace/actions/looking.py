"""Whoever looks at what is on record of a unit's conduct is on record himself, once a day."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.cache import cache
from django.db import IntegrityError, transaction

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim
from bihuan.people.models import Person, Unit
from bihuan.people.rules import acting_role
from bihuan.trace.models import Look
from bihuan.trace.queries.path import Trace, trace
from bihuan.trace.rules import LOOKING_ROLES

# For so many seconds a look of today need not be looked up again.
A_DAY = 24 * 60 * 60


def follow(*, by: Person, query: Mapping[str, str]) -> Trace | None:
    """Follow a number down, and note whose conduct was seen on the way; one's own unit is no look."""
    found = trace(by, query, clock.today())
    unit = found.party.unit if found and found.party else None
    if found and found.conduct and unit and unit.pk not in by.access.units:
        known = f"looked-{by.pk}-{unit.pk}-{found.today}"
        if not cache.get(known):
            look(unit=unit, by=by, at=clock.now())
            cache.set(known, True, A_DAY)
    return found


def look(*, unit: Unit, by: Person, at: datetime) -> Look:
    """Note that somebody looks at a unit's conduct. What he looks at again that day is noted no more."""
    day = clock.day_of(at)
    found = Look.objects.filter(by=by, unit=unit, day=day).first()
    if found:
        return found
    try:
        return _first(unit, by, day)
    except IntegrityError:
        # The same reader opened it twice at one moment.
        return Look.objects.get(by=by, unit=unit, day=day)


@transaction.atomic
def _first(unit: Unit, by: Person, day: date) -> Look:
    row = Look.objects.create(by=by, unit=unit, day=day)
    claim = Claim({"unit": unit.pk}, unit_id=unit.pk, role=acting_role(by, *LOOKING_ROLES))
    journal.record(verb="trace.look", thing=Change(row), by=by, claim=claim)
    return row
