"""What a unit asks for and somebody above it decides: a later finish date, another lead unit."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.queries import need_known
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Unit
from bihuan.supervision.actions.filing import input_due, put
from bihuan.supervision.actions.step import Step, begin, clean, reason_of, words
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Decision,
    ExtensionRequest,
    OwnershipDispute,
    SupervisionItem,
)
from bihuan.supervision.rules.moves import collector, live_parts


@transaction.atomic
def request_extension(
    *, item: SupervisionItem, by: Person, at: datetime, wanted_date: date, reason: str, progress: str
) -> SupervisionItem:
    """Ask for a later finish date (申请延期), before the one in force has passed; reports go on."""
    step = begin("request_extension", item, by, at)
    part, due = _collecting(step), step.item.finish_due
    if due is None or step.today > due:
        raise Conflict(
            _("The finish date %(day)s has passed. An extension can only be asked for before it.")
            % {"day": due}
        )
    if wanted_date <= due:
        raise Invalid(_("The date asked for must be later than %(day)s.") % {"day": due})
    need_known(wanted_date)
    row = ExtensionRequest(
        item=step.item,
        unit_id=part.unit_id,
        reason=reason_of(reason),
        progress=words(progress, _("Say how far the work is.")),
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
        row.granted_date = step.item.finish_due = _later(granted_date, step)
        row.decision = Decision.GRANTED
        _give_time(step)
    else:
        words(ground, _("Give the ground of the refusal."))
        row.decision = Decision.REFUSED
    payload = {"granted": granted, "ground": row.ground, "finish_due": row.granted_date}
    return step.land(payload=payload)


def _later(granted_date: date | None, step: Step) -> date:
    if granted_date is None:
        raise Invalid(_("Name the new finish date."))
    due = step.item.finish_due or step.today
    if granted_date <= max(due, step.today):
        raise Invalid(_("The new finish date must be later than %(day)s.") % {"day": max(due, step.today)})
    need_known(granted_date)
    return granted_date


def _give_time(step: Step) -> None:
    """Let the input of assisting units be due as long before the new finish date as before the old one."""
    for part in live_parts(step.item):
        if part.role == AssignmentRole.CO and part.input_due and not part.input_at:
            step.remember(part)
            part.input_due = max(part.input_due, input_due(step.item))


@transaction.atomic
def dispute(
    *, item: SupervisionItem, by: Person, at: datetime, reason: str, suggested: Unit | None = None
) -> SupervisionItem:
    """Say that a matter is not one's own unit's (承办异议). It goes up for a ruling; nobody passes it on."""
    step = begin("dispute", item, by, at)
    part = _collecting(step)
    if suggested is not None and suggested.pk == part.unit_id:
        raise Invalid(_("Suggest another unit than your own."))
    row = OwnershipDispute(
        item=step.item, unit_id=part.unit_id, reason=reason_of(reason), suggested=suggested, by=by, at=at
    )
    step.add(row)
    payload = {"reason": row.reason, "suggested": suggested.pk if suggested else None}
    return step.land(part=part, payload=payload)


@transaction.atomic
def rule(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    granted: bool,
    ground: str,
    new_lead: Unit | None = None,
) -> SupervisionItem:
    """Rule on an objection: release the unit and name another lead, or leave the matter with it."""
    step = begin("rule", item, by, at)
    part = _collecting(step)
    row = step.item.disputes.select_for_update().get(decision=Decision.PENDING)
    step.remember(row)
    row.ground, row.decided_by, row.decided_at = words(ground, _("Give the ground of the ruling.")), by, at
    row.decision = Decision.GRANTED if granted else Decision.REFUSED
    if granted:
        row.new_lead = new_lead
        _replace(step, part, new_lead)
    else:
        put(step, part, None)
        step.item.sign_due = part.sign_due
    payload = {
        "granted": granted,
        "ground": row.ground,
        "new_lead": new_lead.pk if new_lead else None,
        "released": part.unit_id if granted else None,
    }
    return step.land(payload=payload)


def _replace(step: Step, part: Assignment, new_lead: Unit | None) -> None:
    """Release a lead unit; the named unit, or the next lead unit in order, collects from now on."""
    rest = [other for other in live_parts(step.item) if other != part]
    next_lead = next((other for other in rest if other.role == AssignmentRole.LEAD), None)
    if new_lead is not None and new_lead.pk == part.unit_id:
        raise Invalid(_("Name another unit than the one that objected."))
    step.remember(part)
    part.status, part.open_due = AssignmentStatus.RELEASED, None
    if new_lead is None:
        if next_lead is None:
            raise Invalid(_("Name the unit that shall take the lead."))
        # It may have signed as second in line; now that it collects, it signs for the whole.
        put(step, next_lead, None)
        step.item.sign_due = next_lead.sign_due
        return
    old = next((other for other in step.item.assignments.all() if other.unit_id == new_lead.pk), None)
    if old is None:
        fresh = Assignment(item=step.item, unit=new_lead, role=AssignmentRole.LEAD, position=part.position)
        _fresh(step, fresh)
        step.add(fresh)
        return
    put(step, old, None)
    old.role, old.position = AssignmentRole.LEAD, part.position
    step.item.sign_due = old.sign_due


def _fresh(step: Step, part: Assignment) -> None:
    put(step, part, None)
    step.changes.pop()
    step.item.sign_due = part.sign_due


def _collecting(step: Step) -> Assignment:
    part = collector(step.item)
    assert part is not None  # noqa: S101 - no matter is dispatched without a lead unit
    return part
