"""Enterprises and citizens who would attend a draw."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal.rules import Change, before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.spotcheck.actions.step import record
from bihuan.spotcheck.models import Part, Volunteer
from bihuan.spotcheck.rules.moves import need_office

LONGEST_NAME = 60


@transaction.atomic
def invite(*, name: str, kind: str, by: Person, at: datetime) -> Volunteer:
    """Note somebody who volunteered: each draw chooses by lot who attends the next."""
    need_office(by)
    if kind not in Part.values:
        raise Invalid(_("Say whether it is an enterprise or a citizen."))
    said = words(name, _("Give the name of each who attends."), LONGEST_NAME)
    if Volunteer.objects.filter(name=said, is_active=True).exists():
        raise Conflict(_("This name is on the list already."))
    row = Volunteer.objects.create(name=said, kind=kind)
    record("volunteer.invite", Change(row), by)
    return row


@transaction.atomic
def end_volunteer(*, volunteer: Volunteer, by: Person, at: datetime) -> Volunteer:
    """Choose somebody no longer; who was chosen already stays chosen."""
    need_office(by)
    row: Volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if not row.is_active:
        raise Conflict(_("This name has been taken off the list already."))
    was = before(row)
    row.is_active = False
    row.save(update_fields=["is_active"])
    record("volunteer.end", was, by)
    return row
