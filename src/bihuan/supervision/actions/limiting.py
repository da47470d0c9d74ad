"""The office limits extensions: how often, and by how many days in all."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.supervision.actions.step import clean
from bihuan.supervision.models import ExtensionLimit
from bihuan.supervision.rules.extending import LONGEST_COUNT, LONGEST_DAYS


@transaction.atomic
def limit_extensions(
    *, most: int, days: int, first_day: date, by: Person, at: datetime, note: str = ""
) -> ExtensionLimit:
    """Put limits of extensions in force for what is asked for from today or a later day on.

    What waits for a decision is decided by the limits of the day on which it was asked for.
    """
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office chooses the rules."))
    if not 0 <= most <= LONGEST_COUNT:
        raise Invalid(_("Between 0 and %(most)s extensions.") % {"most": LONGEST_COUNT})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("Between 1 and %(days)s days.") % {"days": LONGEST_DAYS})
    if first_day < clock.day_of(at):
        raise Invalid(_("Limits hold from today or a later day on."))
    # Locked while the next number is taken.
    list(ExtensionLimit.objects.select_for_update().values_list("pk", flat=True))
    last = ExtensionLimit.objects.aggregate(top=Max("number"))["top"] or 0
    row = ExtensionLimit(
        number=last + 1, most=most, days=days, first_day=first_day, note=clean(note), by=by, at=at
    )
    row.save(force_insert=True)
    claim = Claim({"note": row.note}, role=Role.SUPERVISOR)
    journal.record(verb="extensions.limit", thing=Change(row), by=by, claim=claim)
    return row
