"""The city chooses its clocks and its ladder of urging: a version is put in force from a day on."""

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
from bihuan.supervision.models import ClockUse, ClockVersion
from bihuan.supervision.rules import ladders, terms
from bihuan.supervision.rules.ladders import Ladder
from bihuan.supervision.rules.terms import Terms


@transaction.atomic
def put_clocks_in_force(
    *, rules: Terms | Ladder, first_day: date, by: Person, at: datetime, note: str = ""
) -> ClockVersion:
    """Put clocks or a ladder in force from a day on: today or a later one. No past day is counted anew."""
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office chooses the rules."))
    if first_day < clock.day_of(at):
        raise Invalid(_("A version is in force from today or a later day."))
    is_ladder = isinstance(rules, Ladder)
    use = ClockUse.LADDER if is_ladder else ClockUse.TERMS
    text = ladders.written(rules) if isinstance(rules, Ladder) else terms.written(terms.checked(rules))
    # Locked while the next number is taken.
    list(ClockVersion.objects.select_for_update().filter(use=use).values_list("pk", flat=True))
    last = ClockVersion.objects.filter(use=use).aggregate(top=Max("number"))["top"] or 0
    version = ClockVersion(
        use=use,
        number=last + 1,
        preset=rules.name,
        rules=text,
        first_day=first_day,
        note=clean(note),
        by=by,
        at=at,
    )
    version.save(force_insert=True)
    claim = Claim({"note": version.note}, role=Role.SUPERVISOR)
    journal.record(verb="clocks.put_in_force", thing=Change(version), by=by, claim=claim)
    return version
