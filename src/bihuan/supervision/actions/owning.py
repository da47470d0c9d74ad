"""Whose matter it is: a unit objects, somebody above it rules, and each ruling becomes a precedent."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.queries import add_workdays
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Unit
from bihuan.supervision.actions.asking import collecting
from bihuan.supervision.actions.boundaries import write_ruling
from bihuan.supervision.actions.filing import need_active, put
from bihuan.supervision.actions.slips import lapse_slip
from bihuan.supervision.actions.step import Step, begin, clean, reason_of, words
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Decision,
    DisputeLevel,
    Mark,
    OwnershipDispute,
    SupervisionItem,
)
from bihuan.supervision.rules.moves import live_parts
from bihuan.supervision.rules.owning import RULING_WORKDAYS, is_final, level_of, proposed, returns_of


@transaction.atomic
def propose_dispute(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    reason: str,
    suggested: Unit | None = None,
    basis: str = "",
) -> SupervisionItem:
    """Write an objection for the head of one's unit. It counts for nothing until he has approved it."""
    step = begin("propose_dispute", item, by, at)
    part = collecting(step)
    row = _objection(step, part, reason, suggested, basis)
    _keep(step, row)
    payload = {"reason": row.reason, "suggested": row.suggested_id} | _basis(row)
    return step.land(part=part, payload=payload)


@transaction.atomic
def dispute(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    reason: str,
    suggested: Unit | None = None,
    basis: str = "",
) -> SupervisionItem:
    """Say that a matter is not one's own unit's (承办异议). It goes up for a ruling; nobody passes it on.

    What a contact has proposed is thereby approved, in the words in which the head sends it.
    """
    step = begin("dispute", item, by, at)
    part = collecting(step)
    row = _objection(step, part, reason, suggested, basis)
    row.approved_by, row.approved_at = by, at
    row.answer_due = add_workdays(step.today, RULING_WORKDAYS)
    _keep(step, row)
    payload = {"reason": row.reason, "suggested": row.suggested_id, "goes_to": row.level}
    return step.land(part=part, payload=payload | {"answer_due": row.answer_due} | _basis(row))


def _basis(row: OwnershipDispute) -> dict[str, str]:
    return {"basis": row.basis} if row.basis else {}


def _objection(
    step: Step, part: Assignment, reason: str, suggested: Unit | None, basis: str
) -> OwnershipDispute:
    """The objection as it shall stand: what waits for this head's approval, or a new one."""
    returns = returns_of(step.item)
    _check_time(part, step.today)
    if is_final(returns):
        raise Conflict(_("A superior has ruled whose matter this is. There is no further objection to it."))
    if suggested is None:
        raise Invalid(_("Name the unit whose matter it is."))
    if suggested.pk == part.unit_id:
        raise Invalid(_("Suggest another unit than your own."))
    need_active(suggested)
    level = level_of(len(returns) + 1)
    if level != DisputeLevel.ORDINARY:
        words(
            basis,
            _("This matter has been objected to before. Give the written grounds: which document says so."),
        )
    row = proposed(step.item, part.unit_id) or OwnershipDispute(
        item=step.item, unit_id=part.unit_id, by=step.by, at=step.at
    )
    if row.pk:
        step.remember(row)
    row.reason, row.suggested, row.basis, row.level = reason_of(reason), suggested, clean(basis), level
    return row


def _check_time(part: Assignment, today: date) -> None:
    if part.sign_due and today > part.sign_due:
        raise Conflict(
            _("An objection was possible until %(day)s, while the unit had to sign.") % {"day": part.sign_due}
        )


def _keep(step: Step, row: OwnershipDispute) -> None:
    if not row.pk:
        step.add(row)


@transaction.atomic
def rule(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    granted: bool,
    ground: str,
    new_lead: Unit | None = None,
    subject: str = "",
) -> SupervisionItem:
    """Rule on an objection: release the unit and name another lead, or leave the matter with it.

    The ruling goes into the library under the subject given, or the matter's title.
    """
    step = begin("rule", item, by, at)
    part = collecting(step)
    row = step.item.disputes.waiting().select_for_update().get()
    step.remember(row)
    row.ground, row.decided_by, row.decided_at = words(ground, _("Give the ground of the ruling.")), by, at
    row.decision = Decision.GRANTED if granted else Decision.REFUSED
    if granted:
        row.new_lead = _replace(step, part, new_lead)
        lapse_slip(step)
        _lift_marks(step, part)
    else:
        put(step, part, None)
        step.item.sign_due = part.sign_due
    write_ruling(step, row, part.unit, subject)
    payload = {
        "granted": granted,
        "ground": row.ground,
        "new_lead": row.new_lead.pk if row.new_lead else None,
        "released": part.unit_id if granted else None,
    }
    return step.land(payload=payload)


def _lift_marks(step: Step, part: Assignment) -> None:
    """What this dispatch has set against a unit whose duty it never was counts no more, but stays."""
    assert step.item.dispatched_at is not None  # noqa: S101 - what was never dispatched has no objection
    since = clock.day_of(step.item.dispatched_at)
    marks = Mark.objects.select_for_update().filter(item=step.item, unit_id=part.unit_id, counts=True)
    for mark in marks.filter(day__gte=since).order_by("pk"):
        step.remember(mark)
        mark.counts = False


def _replace(step: Step, part: Assignment, new_lead: Unit | None) -> Unit:
    """Release a lead unit; the named unit, or the next lead unit in order, collects from now on."""
    rest = [other for other in live_parts(step.item) if other != part]
    next_lead = next((other for other in rest if other.role == AssignmentRole.LEAD), None)
    if new_lead is not None and new_lead.pk == part.unit_id:
        raise Invalid(_("Name another unit than the one that objected."))
    if new_lead is not None:
        need_active(new_lead)
    step.remember(part)
    part.status, part.open_due = AssignmentStatus.RELEASED, None
    if new_lead is None:
        if next_lead is None:
            raise Invalid(_("Name the unit that shall take the lead."))
        # It may have signed as second in line; now that it collects, it signs for the whole.
        put(step, next_lead, None)
        step.item.sign_due = next_lead.sign_due
        return next_lead.unit
    old = next((other for other in step.item.assignments.all() if other.unit_id == new_lead.pk), None)
    if old is None:
        fresh = Assignment(item=step.item, unit=new_lead, role=AssignmentRole.LEAD, position=part.position)
        _fresh(step, fresh)
        step.add(fresh)
        return new_lead
    put(step, old, None)
    old.role, old.position = AssignmentRole.LEAD, part.position
    step.item.sign_due = old.sign_due
    return new_lead


def _fresh(step: Step, part: Assignment) -> None:
    put(step, part, None)
    step.changes.pop()
    step.item.sign_due = part.sign_due
