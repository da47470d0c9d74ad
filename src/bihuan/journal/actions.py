"""The only way an event gets written."""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import connection

from bihuan.journal import clock
from bihuan.journal.models import Consumer, Event, EventPayload, Pending
from bihuan.journal.rules import Change, Claim, difference, kind_of, plain, stamp
from bihuan.kernel import canonical
from bihuan.kernel.actors import Actor


def record(
    *,
    verb: str,
    thing: Change,
    by: Actor | None,
    parts: Iterable[Change] = (),
    claim: Claim | None = None,
) -> Event:
    """Append one event. Call it last, inside the transaction that makes the change.

    The moment is the database's clock, never the caller's. `parts` are rows that belong to the thing and
    changed with it. Raises IntegrityError when somebody else has recorded the same version of the thing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction that makes the change")
    said = claim or Claim()
    at = clock.now()
    row = thing.thing
    kind = kind_of(row)
    last = Event.objects.about(kind, row.pk).order_by("-version").values_list("version", "leaf").first()
    version, previous = (last[0] + 1, last[1]) if last else (1, canonical.NO_EVENT)
    salt = secrets.token_bytes(32)
    payload = canonical.encode(plain(said.payload))
    body = canonical.encode(
        {
            "v": 1,
            "log": settings.LOG_ORIGIN,
            "typ": verb,
            "obj": f"{kind}:{row.pk}",
            "ver": version,
            "prv": previous,
            "act": by.pk if by else None,
            "org": said.unit_id,
            "role": said.role,
            "dlg": None,
            "at": stamp(at),
            "occ": said.claimed_date.isoformat() if said.claimed_date else None,
            **difference(thing, parts),
            "com": canonical.commitment(salt, payload),
            "idem": said.idem,
        }
    )
    if len(body) > canonical.LARGEST_EVENT:
        raise canonical.NotCanonical(f"an event of {len(body)} bytes is too large")
    day = clock.day_of(at)
    event = Event.objects.create(
        log=settings.LOG_ORIGIN,
        verb=verb,
        thing_kind=kind,
        thing_id=row.pk,
        version=version,
        actor_id=by.pk if by else None,
        unit_id=said.unit_id,
        role=said.role,
        at=at,
        local_date=day,
        local_month=f"{day:%Y-%m}",
        claimed_date=said.claimed_date,
        idem=said.idem,
        previous=previous,
        leaf=canonical.leaf_hash(body),
        body=body.decode(),
    )
    EventPayload.objects.create(event=event, salt=salt.hex(), content=payload.decode())
    Pending.objects.bulk_create(Pending(event=event, consumer=consumer) for consumer in Consumer.values)
    return event
