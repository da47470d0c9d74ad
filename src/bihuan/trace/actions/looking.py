"""Whoever looks at what is on record of a unit's conduct is on record himself, once a day."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim
from bihuan.people.models import Person, Unit
from bihuan.people.rules import acting_role
from bihuan.trace.models import Look
from bihuan.trace.rules import LOOKING_ROLES


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
