"""The city chooses its rules: a version is put in force from a month on, and never edited."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.lights import RuleSet
from bihuan.people.models import Person, Role
from bihuan.supervision.actions.step import clean
from bihuan.supervision.models import RuleUse, RuleVersion
from bihuan.supervision.rules.presets import PRESETS
from bihuan.supervision.rules.versions import checked, written


@transaction.atomic
def put_in_force(
    *, rules: RuleSet, first_month: date, by: Person, at: datetime, note: str = ""
) -> RuleVersion:
    """Put a version of the rules for lights or slips in force from a month on: this one or a later one.

    A past month is never judged anew, so no version reaches back into one.
    """
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office chooses the rules."))
    if first_month.day != 1 or first_month < clock.day_of(at).replace(day=1):
        raise Invalid(_("A version is in force from the first day of this month or a later one."))
    use = RuleUse(PRESETS[rules.name].use)
    checked(rules, use)
    # Locked while the next number is taken.
    list(RuleVersion.objects.select_for_update().filter(use=use).values_list("pk", flat=True))
    last = RuleVersion.objects.filter(use=use).aggregate(top=Max("number"))["top"] or 0
    version = RuleVersion(
        use=use,
        number=last + 1,
        preset=rules.name,
        rules=written(rules),
        first_month=first_month,
        note=clean(note),
        by=by,
        at=at,
    )
    version.save(force_insert=True)
    claim = Claim({"note": version.note}, role=Role.SUPERVISOR)
    journal.record(verb="rules.put_in_force", thing=Change(version), by=by, claim=claim)
    return version
