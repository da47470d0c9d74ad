"""Who may be drawn to look, and what binds them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal.actions import once
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Denied
from bihuan.people.models import Person, Unit
from bihuan.spotcheck.actions.step import record
from bihuan.spotcheck.models import Inspector, Interest
from bihuan.spotcheck.rules.moves import is_office, need_office

LONGEST_REASON = 200


@transaction.atomic
def set_inspector(*, person: Person, by: Person, at: datetime, is_active: bool = True) -> Inspector:
    """Let somebody be drawn to look from now on, or no longer."""
    need_office(by)
    found = Inspector.objects.select_for_update().filter(person=person).first()
    was = before(found) if found else None
    row = found or Inspector(person=person)
    row.is_active = is_active
    with once(_("Somebody else has named this inspector at this moment. Look again.")):
        row.save()
    record("inspector.set", was or Change(row), by, {"name": person.name})
    return row


@transaction.atomic
def declare(*, inspector: Inspector, unit: Unit, reason: str, by: Person, at: datetime) -> Interest:
    """Say what binds an inspector to a unit (回避): he himself, or the office."""
    if inspector.person_id != by.pk and not is_office(by):
        raise Denied(_("An inspector declares his own interests, or the office does."))
    if Interest.objects.filter(inspector=inspector, unit=unit).exists():
        raise Conflict(_("This has been declared already."))
    said = words(reason, _("Say what binds the inspector to the unit."), LONGEST_REASON)
    with once(_("This has been declared already.")):
        row = Interest.objects.create(inspector=inspector, unit=unit, reason=said)
    record("inspector.declare", before(inspector), by, {"unit": unit.pk, "reason": said}, [Change(row)])
    return row
