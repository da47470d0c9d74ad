"""A later finish date: a unit asks for it, and somebody above it decides."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.queries import need_known
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.filing import input_due
from bihuan.supervision.actions.step import Step, begin, clean, reason_of, words
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    Decision,
    ExtensionRequest,
    SupervisionItem,
)
from bihuan.supervision.queries.extensions import standing
from bihuan.supervision.rules.moves import collector, live_parts


@transaction.atomic
def request_extension(
    *, item: SupervisionItem, by: Person, at: datetime, wanted_date: date, reason: str, progress: str
) -> SupervisionItem:
    """Ask for a later finish date (申请延期), before the one in force has passed; reports go on.

    How often, and by how many days in all, the city limits.
    """
    step = begin("request_extension", item, by, at)
    part, due = collecting(step), step.item.finish_due
    if due is None or step.today > due:
        raise Conflict(
            _("The finish date %(day)s has passed. An extension can only be asked for before it.")
            % {"day": due}
        )
    used = standing(step.item, step.today)
    used.need_room()
    if wanted_date <= due:
        raise Invalid(_("The date asked for must be later than %(day)s.") % {"day": due})
    need_known(wanted_date)
    used.check(due, wanted_date)
    row = ExtensionRequest(
        item=step.item,
        unit_id=part.unit_id,
        reason=reason_of(reason),
        progress=words(progress, _("Say how far the work is.")),
        from_due=due,
        wanted_date=wanted_date,
        by=by,
        at=at,
    )
    step.add(row)
    payload = {"wanted_date": wanted_date, "reason": row.reason, "progress": row.progress}
    return step.land(part=part, payload=payload)


@transaction.atomic
def decide_extension(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    granted: bool,
    ground: str,
    granted_date: date | None = None,
) -> SupervisionItem:
    """Grant a later finish date, or refuse it with a ground. The first date stays on record.

    Assisting units that have not given their input get the later date for it, too.
    """
    step = begin("decide_extension", item, by, at)
    row = step.item.extension_requests.select_for_update().get(decision=Decision.PENDING)
    step.remember(row)
    row.ground, row.decided_by, row.decided_at = clean(ground), by, at
    if granted:
        asked_on = clock.day_of(row.at)
        row.granted_date = step.item.finish_due = _later(granted_date, step, asked_on)
        row.decision = Decision.GRANTED
        _give_time(step)
    else:
        words(ground, _("Give the ground of the refusal."))
        row.decision = Decision.REFUSED
    payload = {"granted": granted, "ground": row.ground, "finish_due": row.granted_date}
    return step.land(payload=payload)


def _later(granted_date: date | None, step: Step, asked_on: date) -> date:
    """The date that is granted, within the limits that held when it was asked for."""
    if granted_date is None:
        raise Invalid(_("Name the new finish date."))
    due = step.item.finish_due or step.today
    if granted_date <= max(due, step.today):
        raise Invalid(_("The new finish date must be later than %(day)s.") % {"day": max(due, step.today)})
    need_known(granted_date)
    standing(step.item, asked_on).check(due, granted_date)
    return granted_date


def _give_time(step: Step) -> None:
    """Let the input of assisting units be due as long before the new finish date as before the old one."""
    for part in live_parts(step.item):
        if part.role == AssignmentRole.CO and part.input_due and not part.input_at:
            step.remember(part)
            part.input_due = max(part.input_due, input_due(step.item))


def collecting(step: Step) -> Assignment:
    """The part of the unit that answers for a dispatched matter."""
    part = collector(step.item)
    assert part is not None  # noqa: S101 - no matter is dispatched without a lead unit
    return part
