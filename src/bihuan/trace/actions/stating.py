"""A unit says itself how it was with what is on record of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.canonical import text as canonical
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role, Unit
from bihuan.people.rules import acting_role
from bihuan.trace.models import Statement
from bihuan.trace.rules import LONGEST_STATEMENT, Facts, may_state


@transaction.atomic
def state(
    *, unit: Unit, facts: Facts, text: str, by: Person, at: datetime, file: StoredFile | None = None
) -> Statement:
    """Put a unit's own words beside what is on record of it. They stay as they are; more can be added."""
    if not may_state(by, unit):
        raise Denied(_("Only the unit itself says how it was: its head or its contact."))
    said = canonical(text).strip()
    if not said:
        raise Invalid(_("Say how it was."))
    if len(said) > LONGEST_STATEMENT:
        raise Invalid(_("A statement has at most %(count)s characters.") % {"count": LONGEST_STATEMENT})
    row = Statement.objects.create(unit=unit, text=said, file=file, by=by, at=at, **facts.columns())
    said_so = {**facts.told(), "text": said, "file": file.pk if file else None}
    claim = Claim(said_so, unit_id=unit.pk, role=acting_role(by, Role.HEAD, Role.HANDLER))
    journal.record(verb="trace.state", thing=Change(row), by=by, claim=claim)
    return row
