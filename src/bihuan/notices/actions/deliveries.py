"""What the system administrator decides about messages that did not get through."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Claim, before
from bihuan.kernel.errors import Conflict
from bihuan.notices.models import Delivery, DeliveryStatus
from bihuan.people.models import Person, Role
from bihuan.people.rules import need_role

STUCK = (DeliveryStatus.DEAD, DeliveryStatus.UNCLEAR)


@transaction.atomic
def resend_delivery(*, delivery: Delivery, by: Person, at: datetime) -> Delivery:
    """Try a message again that was given up, under the same key."""
    row = _stuck(delivery, by)
    receiver = row.line or row.webhook
    if receiver is None or receiver.closed_at is not None:
        raise Conflict(_("The line or webhook of this message is closed."))
    row.status, row.due_at, row.attempts, row.ended_at = DeliveryStatus.WAITING, at, 0, None
    row.save(update_fields=["status", "due_at", "attempts", "ended_at"])
    return _recorded("notices.resend", row, by)


@transaction.atomic
def discard_delivery(*, delivery: Delivery, by: Person, at: datetime) -> Delivery:
    """Say that a message need not be sent any more, and forget its words."""
    row = _stuck(delivery, by)
    row.status, row.ended_at, row.title, row.text = DeliveryStatus.DISCARDED, at, "", ""
    row.save(update_fields=["status", "ended_at", "title", "text"])
    return _recorded("notices.discard", row, by)


def _stuck(delivery: Delivery, by: Person) -> Delivery:
    need_role(by, Role.SYSTEM_ADMIN)
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.status not in STUCK:
        raise Conflict(_("This message has not been given up: there is nothing to decide."))
    return row


def _recorded(verb: str, row: Delivery, by: Person) -> Delivery:
    """The event stands with the line or webhook: a message has no history of its own."""
    receiver = before(row.line or row.webhook)
    journal.record(verb=verb, thing=receiver, by=by, claim=Claim(payload={"delivery": row.pk}))
    return row
