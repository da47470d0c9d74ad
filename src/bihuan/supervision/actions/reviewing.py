"""What the office does while units work and when they hand in: urge, return, verify, conclude."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.queries import first_workday_from
from bihuan.files.models import StoredFile
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Unit
from bihuan.supervision.actions.step import Step, begin, clean, evidence, words
from bihuan.supervision.models import (
    Reminder,
    ReturnReason,
    Status,
    SupervisionItem,
    Verification,
    VerificationMethod,
    VerificationResult,
)
from bihuan.supervision.rules.clocks import report_after
from bihuan.supervision.rules.moves import live_parts


@transaction.atomic
def urge(
    *, item: SupervisionItem, by: Person, at: datetime, text: str = "", unit: Unit | None = None
) -> SupervisionItem:
    """Urge one unit, or all units of a matter (催办)."""
    step = begin("urge", item, by, at)
    said = clean(text)
    parts = [part for part in live_parts(step.item) if unit is None or part.unit_id == unit.pk]
    if not parts:
        raise Invalid(_("This unit has no part in the matter."))
    for part in parts:
        step.add(Reminder(item=step.item, unit_id=part.unit_id, text=said, by=by, at=at))
    step.item.urges += 1
    return step.land(payload={"text": said, "units": [part.unit_id for part in parts]})


@transaction.atomic
def send_back(
    *, item: SupervisionItem, by: Person, at: datetime, reason: str, text: str = ""
) -> SupervisionItem:
    """Return a submission to the unit (退回重办) for a reason of the fixed list.

    The finish date stays. A report date that passed while the result lay here moves on in its cycle.
    """
    step = begin("send_back", item, by, at)
    if reason not in ReturnReason.values:
        raise Invalid(_("Choose a reason from the list."))
    row = step.item
    row.returns += 1
    if row.report_due and row.report_due < step.today:
        row.report_due = first_workday_from(report_after(row.report_cycle, row.report_due, step.today))
    return step.land(payload={"reason": reason, "text": clean(text)})


@transaction.atomic
def send_to_verify(*, item: SupervisionItem, by: Person, at: datetime) -> SupervisionItem:
    """Have a submitted result checked before it is concluded."""
    return begin("send_to_verify", item, by, at).land()


@transaction.atomic
def verify(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    method: str,
    result: str,
    text: str,
    files: tuple[StoredFile, ...] = (),
) -> SupervisionItem:
    """Record what somebody else than the unit found when looking at the result (核查)."""
    step = begin("verify", item, by, at)
    if method not in VerificationMethod.values or result not in VerificationResult.values:
        raise Invalid(_("Choose a method and a result from the lists."))
    said = words(text, _("Say what was found."))
    attached = evidence(files, by)
    row = Verification(item=step.item, method=method, result=result, text=said, by=by, at=at)
    step.add(row)
    if files:
        row.files.set(files)
    return step.land(payload={"method": method, "result": result, "text": said, "files": attached})


@transaction.atomic
def conclude(*, item: SupervisionItem, by: Person, at: datetime, note: str = "") -> SupervisionItem:
    """Decide that the order has been carried out (办结). What was sent to be verified must have been."""
    step = begin("conclude", item, by, at)
    if step.item.status == Status.TO_VERIFY and not _is_verified(step):
        raise Conflict(
            _("No verification since the submission says that the result is true. Record one, or return it.")
        )
    step.item.concluded_at = at
    step.item.done_date = clock.day_of(step.item.submitted_at or at)
    return step.land(payload={"note": clean(note)})


def _is_verified(step: Step) -> bool:
    """Whether the latest look at this submission found it true, at least in part."""
    looks = step.item.verifications.filter(at__gte=step.item.submitted_at)
    result = looks.order_by("-id").values_list("result", flat=True).first()
    return result in (VerificationResult.TRUE, VerificationResult.PARTLY)
