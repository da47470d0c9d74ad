"""Sending: take one message that is due, hand it over, note how that went.

Three steps, each in a transaction of its own, so that nothing is locked while the other side thinks, and a
sender that dies leaves a row that says so.
"""

from datetime import datetime

from django.db import transaction

from bihuan.notices.actions.webhooks import end_webhook
from bihuan.notices.channels import CHANNELS
from bihuan.notices.channels.interface import Failure, Letter, NotSent, Refused, Unclear
from bihuan.notices.models import Delivery, DeliveryStatus, Problem
from bihuan.notices.rules import timing
from bihuan.notices.rules.sealing import Unsealed, unseal

LONGEST_ANSWER = 200


def send_next(*, at: datetime) -> Delivery | None:
    """Send the message that has been due for the longest; None when none is due."""
    _give_up_lost(at)
    delivery = _claim(at)
    if delivery is None:
        return None
    failure: Failure | None = None
    try:
        CHANNELS[delivery.channel].send(_letter(delivery, at))
    except Failure as problem:
        failure = problem
    return _conclude(delivery, failure, at)


def _give_up_lost(at: datetime) -> None:
    """Whose sender has died in the middle: nobody knows whether it arrived."""
    lost = Delivery.objects.filter(status=DeliveryStatus.SENDING, due_at__lte=at)
    for delivery in lost.select_related("line", "webhook")[:20]:
        _conclude(delivery, Unclear(Problem.SILENT), at)


@transaction.atomic
def _claim(at: datetime) -> Delivery | None:
    """Take the next message for oneself: until the lease ends, nobody else does."""
    due = Delivery.objects.filter(status=DeliveryStatus.WAITING, due_at__lte=at)
    due = due.select_for_update(of=("self",), skip_locked=True).select_related("line", "webhook")
    delivery = due.order_by("due_at", "id").first()
    if delivery is None:
        return None
    delivery.status, delivery.due_at = DeliveryStatus.SENDING, at + timing.LEASE
    delivery.attempts += 1
    delivery.save(update_fields=["status", "due_at", "attempts"])
    return delivery


def _letter(delivery: Delivery, at: datetime) -> Letter:
    """What is handed over. Raises Refused when it can no longer be."""
    receiver = delivery.line or delivery.webhook
    if receiver is None or receiver.closed_at is not None:
        raise Refused(Problem.ENDED)
    try:
        address, secret = unseal(receiver.address), unseal(receiver.secret)
    except Unsealed as error:
        raise Refused(Problem.UNSEALED) from error
    return Letter(delivery.key, address, secret, delivery.title, delivery.text, at)


@transaction.atomic
def _conclude(delivery: Delivery, failure: Failure | None, at: datetime) -> Delivery:
    """Note how it went, unless somebody else has noted it meanwhile."""
    held = Delivery.objects.select_for_update().filter(pk=delivery.pk, status=DeliveryStatus.SENDING)
    row = held.filter(attempts=delivery.attempts).first()
    if row is None:
        return delivery
    row.problem = failure.problem if failure else ""
    row.answer = failure.answer[:LONGEST_ANSWER] if failure else ""
    again = timing.next_try(row.attempts, at, failure.wait) if failure and _may_repeat(row, failure) else None
    row.status = DeliveryStatus.WAITING if again else _end_of(row, failure)
    if again:
        row.due_at = again
        _let_queue(row, again)
    else:
        row.ended_at = at
    if row.status in (DeliveryStatus.SENT, DeliveryStatus.DISCARDED):
        row.title = row.text = ""
    row.save()
    if failure and failure.problem == Problem.GONE and delivery.webhook:
        end_webhook(delivery.webhook, at)
    return row


def _may_repeat(row: Delivery, failure: Failure) -> bool:
    """Whether sending it again can do no harm: it surely was not taken, or would be known again."""
    if isinstance(failure, Unclear):
        return CHANNELS[row.channel].repeats_safely
    return isinstance(failure, NotSent)


def _end_of(row: Delivery, failure: Failure | None) -> DeliveryStatus:
    if failure is None:
        return DeliveryStatus.SENT
    if failure.problem == Problem.ENDED:
        # Its receiver wants it no more: there is nothing to decide.
        return DeliveryStatus.DISCARDED
    return DeliveryStatus.UNCLEAR if isinstance(failure, Unclear) else DeliveryStatus.DEAD


def _let_queue(row: Delivery, until: datetime) -> None:
    """Where nobody answers, the other messages for the same host need not each find that out."""
    if row.problem == Problem.UNREACHABLE:
        others = Delivery.objects.filter(status=DeliveryStatus.WAITING, host=row.host, channel=row.channel)
        others.exclude(pk=row.pk).filter(due_at__lt=until).update(due_at=until)
