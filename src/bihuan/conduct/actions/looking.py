"""Whoever looks at what is on record of a unit's conduct is on record himself, once a day."""

from datetime import date, datetime

from django.core.cache import cache
from django.db import IntegrityError, transaction

from bihuan.conduct.models import Look
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim
from bihuan.people.models import Person, Role, Unit
from bihuan.people.rules import acting_role

ROLES = (Role.LEADER, Role.SUPERVISOR, Role.AUDITOR, Role.HEAD, Role.HANDLER)
# For so many seconds a look of today need not be looked up again.
A_DAY = 24 * 60 * 60


def notice(*, unit: Unit, by: Person, today: date) -> None:
    """Note a look at a unit that is not one's own, unless one of today is known."""
    if unit.pk in by.access.units:
        return
    known = f"looked-{by.pk}-{unit.pk}-{today}"
    if not cache.get(known):
        look(unit=unit, by=by, at=clock.now())
        cache.set(known, True, A_DAY)


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
    claim = Claim({"unit": unit.pk}, unit_id=unit.pk, role=acting_role(by, *ROLES))
    journal.record(verb="conduct.look", thing=Change(row), by=by, claim=claim)
    return row
