"""What the office does when units hand in: return, verify, conclude."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.finding import add_mark, find
from bihuan.supervision.actions.step import begin, clean, words
from bihuan.supervision.actions.working import catch_up, days_late
from bihuan.supervision.models import (
    MarkKind,
    ReturnReason,
    ReviewPoint,
    Status,
    SupervisionItem,
    VerificationResult,
)
from bihuan.supervision.models.steps import CHOSEN_METHODS
from bihuan.supervision.queries.result import finding, names, without_input


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
    catch_up(step)
    add_mark(step, MarkKind.RETURNED, by=by)
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
    if method not in CHOSEN_METHODS:
        raise Invalid(_("Choose a method and a result from the lists."))
    return step.land(payload=find(step, method=method, result=result, text=text, files=files))


@transaction.atomic
def conclude(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    review: Collection[str] = (),
    partly_reason: str = "",
    input_reason: str = "",
    note: str = "",
) -> SupervisionItem:
    """Decide that the order has been carried out (办结), by a verification or by the whole review list.

    What a verification found only partly true, and what lacks the input of a unit, needs its reason.
    """
    step = begin("conclude", item, by, at)
    row = step.item
    ground = _listed(review) if row.status == Status.SUBMITTED else _verified(row, partly_reason)
    lacking = without_input(row)
    if lacking:
        asked = _("%(units)s gave no input. Wait for it, or say why it is not needed.")
        ground["input_reason"] = words(input_reason, asked % {"units": names(lacking)})
        ground["lacking"] = [part.unit_id for part in lacking]
    row.concluded_at = at
    row.done_date = clock.day_of(row.submitted_at or at)
    late_days = days_late(row.finish_due, row.done_date)
    if late_days:
        add_mark(step, MarkKind.LATE_FINISH)
        ground["late_days"] = late_days
    return step.land(payload={**ground, "note": clean(note)})


def _listed(review: Collection[str]) -> dict[str, Any]:
    """The points of the review list, all of which must hold when nobody has verified the result."""
    missing = [str(point.label) for point in ReviewPoint if point not in review]
    if missing:
        raise Invalid(
            _("Not ticked: %(points)s. Have the result verified, or return it, unless every point holds.")
            % {"points": "、".join(missing)}
        )
    return {"review": ReviewPoint.values}


def _verified(item: SupervisionItem, partly_reason: str) -> dict[str, Any]:
    """What the verification of this submission found, if it allows an end."""
    found = finding(item)
    if not found:
        raise Conflict(_("Nothing has been verified since the submission. Record what a verification found."))
    if found == VerificationResult.FALSE:
        raise Conflict(_("The latest verification found the result not true. Return it."))
    if found == VerificationResult.TRUE:
        return {}
    asked = _("The verification found the result only partly true. Return it, or say why it may end so.")
    return {"partly": words(partly_reason, asked)}
