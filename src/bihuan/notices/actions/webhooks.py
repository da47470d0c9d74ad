"""Programs that hear of events: opened and closed by the administrator, told with each batch of notices."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.models import Event
from bihuan.journal.rules import Change, before, stamp
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.notices.channels import CHANNELS
from bihuan.notices.channels.webhook import new_key
from bihuan.notices.models import Delivery, Way, Webhook
from bihuan.notices.rules.sealing import seal
from bihuan.people.models import Person, Role
from bihuan.people.rules import need_role

AT_ONCE = 400


@transaction.atomic
def open_webhook(
    *, name: str, address: str, verbs: Collection[str], by: Person, at: datetime
) -> tuple[Webhook, str]:
    """Tell a program of events from now on. Its secret is returned once."""
    need_role(by, Role.SYSTEM_ADMIN)
    if not name.strip():
        raise Invalid(_("Say which program this is."))
    way, secret = CHANNELS[Way.WEBHOOK], new_key()
    way.check(address, secret)
    webhook = Webhook.objects.create(
        name=name.strip(),
        address=seal(address),
        secret=seal(secret),
        host=way.host(address),
        verbs="\n".join(sorted(verbs)),
        opened_by=by,
        opened_at=at,
    )
    journal.record(verb="notices.open_webhook", thing=Change(webhook), by=by)
    return webhook, secret


@transaction.atomic
def close_webhook(*, webhook: Webhook, by: Person, at: datetime) -> Webhook:
    """Tell a program nothing any more."""
    need_role(by, Role.SYSTEM_ADMIN)
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if row.closed_at is not None:
        raise Conflict(_("This webhook is closed."))
    return _closed(row, by, at)


def end_webhook(webhook: Webhook, at: datetime) -> None:
    """The program itself wants no more."""
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if row.closed_at is None:
        _closed(row, None, at)


def _closed(row: Webhook, by: Person | None, at: datetime) -> Webhook:
    was = before(row)
    row.closed_at, row.address, row.secret = at, "", ""
    row.save(update_fields=["closed_at", "address", "secret"])
    journal.record(verb="notices.close_webhook", thing=was, by=by)
    return row


@transaction.atomic
def announce(*, events: Iterable[Event], at: datetime) -> int:
    """Write down for each open webhook the events that it wants to hear of; return how many that were."""
    open_ones = [(row, set(row.verbs.split())) for row in Webhook.objects.open()]
    if not open_ones:
        return 0
    rows = [
        Delivery(
            channel=Way.WEBHOOK,
            webhook=webhook,
            key=f"msg_{webhook.pk}_{event.pk}",
            slot=f"event:{webhook.pk}:{event.pk}",
            host=webhook.host,
            text=_told(event),
            due_at=at,
            created_at=at,
        )
        for event in events
        for webhook, verbs in open_ones
        if not verbs or event.verb in verbs
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    return len(rows)


def _told(event: Event) -> str:
    """That something happened to a thing, and to which one: what it was is read over the API."""
    data = {
        "event": event.pk,
        "kind": event.thing_kind,
        "id": event.thing_id,
        "version": event.version,
    }
    return json.dumps({"type": event.verb, "timestamp": stamp(event.at), "data": data})
