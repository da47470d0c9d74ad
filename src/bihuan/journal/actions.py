"""The only way an event gets written."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from bihuan.journal import clock
from bihuan.journal.models import Consumer, Event, EventPayload, Pending, PersonalValue
from bihuan.journal.personal import Apart
from bihuan.journal.pouring import AT_ONCE, pour, pour_values
from bihuan.journal.prepared import asked
from bihuan.journal.rules import RECORD, Change, Claim, Note, difference, kind_of, plain, stamp
from bihuan.kernel import canonical
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Conflict


@contextmanager
def once(refusal: str) -> Iterator[None]:
    """Write what may be there only once: whoever comes second at the same moment is refused, with a sentence.

    The check before has seen nothing; only the database knows of the other. For one row that is new.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(refusal) from error


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
    note = Note(verb, thing, tuple(parts), claim or Claim())
    at, last = _latest(kind_of(thing.thing), thing.thing.pk)
    made = _event(note, by, at, last)
    _append(made)
    return made.event


def record_all(*, notes: Sequence[Note], by: Actor | None) -> list[Event]:
    """Append one event for each of many things at one moment: what record() does, in bulk.

    All things are of one kind, and each stands in one note only.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_all() belongs inside the transaction that makes the changes")
    at = clock.now()
    last = _latest_of([note.thing.thing for note in notes])
    made = [_event(note, by, at, last.get(note.thing.thing.pk)) for note in notes]
    events = [each.event for each in made]
    pour(events)
    payloads = ((each.event.pk, each.salt, each.words) for each in made)
    pour_values(EventPayload, ("event_id", "salt", "content"), payloads)
    pending = ((event.pk, consumer) for event in events for consumer in Consumer.values)
    pour_values(Pending, ("event_id", "consumer"), pending)
    _keep_personal(made)
    return events


@dataclass(frozen=True)
class _Made:
    """An event that is not yet written, its words with their salt, and the personal values it commits to."""

    event: Event
    salt: str
    words: str
    apart: Apart


def _event(note: Note, by: Actor | None, at: datetime, last: tuple[int, str] | None) -> _Made:
    said, row, apart = note.claim, note.thing.thing, Apart()
    kind = kind_of(row)
    room = kind.partition(".")[0]
    if any(kind_of(part.thing).partition(".")[0] not in (room, RECORD) for part in note.parts):
        # What is kept of a room is held to be true until an event of that room (journal/state.py); what was
        # read of the record itself, as of its erasures, is found anew after any event at all.
        raise RuntimeError(f"{note.verb}: parts of an event are rows of the room of its thing")
    version, previous = (last[0] + 1, last[1]) if last else (1, canonical.NO_EVENT)
    salt = secrets.token_bytes(32)
    payload = canonical.encode(plain(said.payload))
    body = canonical.encode(
        {
            "v": 1,
            "log": settings.LOG_ORIGIN,
            "typ": note.verb,
            "obj": f"{kind}:{row.pk}",
            "ver": version,
            "prv": previous,
            "act": by.pk if by else None,
            "org": said.unit_id,
            "role": said.role,
            "dlg": None,
            "at": stamp(at),
            "occ": said.claimed_date.isoformat() if said.claimed_date else None,
            **difference(note.thing, note.parts, apart),
            "com": canonical.commitment(salt, payload),
            "idem": said.idem,
        }
    )
    if len(body) > canonical.LARGEST_EVENT:
        raise canonical.NotCanonical(f"an event of {len(body)} bytes is too large")
    day = clock.day_of(at)
    event = Event(
        log=settings.LOG_ORIGIN,
        verb=note.verb,
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
    return _Made(event, salt.hex(), payload.decode(), apart)


def _latest_of(rows: Sequence[Any]) -> dict[int, tuple[int, str]]:
    """Version and leaf of the last event of each of many things of one kind."""
    found: dict[int, tuple[int, str]] = {}
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        events = Event.objects.filter(thing_kind=kind_of(some[0]), thing_id__in=[row.pk for row in some])
        for pk, version, leaf in events.order_by("version").values_list("thing_id", "version", "leaf"):
            found[pk] = (version, leaf)
    return found


def _latest(kind: str, pk: int) -> tuple[datetime, tuple[int, str] | None]:
    """The present moment, and version and leaf of the thing's last event."""
    with connection.cursor() as cursor:
        cursor.execute(*asked("latest", _latest_sql(connection.vendor), [kind, pk]))
        text, version, leaf = cursor.fetchone()
    return clock.told(text), (version, leaf) if version else None


def _append(made: _Made) -> None:
    """Write the event, its words and what is pending.

    Every write of the house passes here, so the statements are built once instead of each time.
    """
    ops, event = connection.ops, made.event
    values = [
        ops.adapt_datetimefield_value(value)
        if field.attname == "at"
        else ops.adapt_datefield_value(value)
        if isinstance(field, models.DateField)
        else value
        for field in _columns(Event)[1:]
        for value in (getattr(event, field.attname),)
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            words = [*values, made.salt, made.words, *Consumer.values]
            cursor.execute(*asked("append", _whole_sql(), words))
            (event.pk,) = cursor.fetchone()
        else:
            cursor.execute(_insert_sql(Event, 1) + " RETURNING id", values)
            (event.pk,) = cursor.fetchone()
            cursor.execute(_insert_sql(EventPayload, 0), [event.pk, made.salt, made.words])
            waiting = [(event.pk, consumer) for consumer in Consumer.values]
            cursor.executemany(_insert_sql(Pending, 1), waiting)
    event._state.adding, event._state.db = False, connection.alias
    _keep_personal([made])


def _keep_personal(made: Iterable[_Made]) -> None:
    names = ("event_id", "com", "kind", "number", "column", "salt", "value")
    rows = [(each.event.pk, *astuple(kept)) for each in made for kept in each.apart.kept]
    if rows:
        pour_values(PersonalValue, names, rows)


@cache
def _latest_sql(_vendor: str) -> str:
    table = Event._meta.db_table
    return (
        f"SELECT {clock.column()}, version, leaf FROM (SELECT 1) AS one LEFT JOIN "  # noqa: S608 - our own names
        f"(SELECT version, leaf FROM {table} WHERE thing_kind = %s AND thing_id = %s "
        "ORDER BY version DESC LIMIT 1) AS last ON TRUE"
    )


@cache
def _whole_sql() -> str:
    """An event with its words and what is pending in one statement, as PostgreSQL knows it: one way there."""
    quote = connection.ops.quote_name
    words, waits = (quote(model._meta.db_table) for model in (EventPayload, Pending))
    consumers = ", ".join(["(%s)"] * len(Consumer.values))
    return (
        f"WITH made AS ({_insert_sql(Event, 1)} RETURNING id), "  # noqa: S608 - our own names
        f"words AS (INSERT INTO {words} (event_id, salt, content) SELECT id, %s, %s FROM made), "
        f"waits AS (INSERT INTO {waits} (event_id, consumer) "
        f"SELECT made.id, consumer.name FROM made CROSS JOIN (VALUES {consumers}) AS consumer(name)) "
        "SELECT id FROM made"
    )


@cache
def _insert_sql(model: type[models.Model], skip: int) -> str:
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in _columns(model)[skip:]]
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def _columns(model: type[models.Model]) -> "Sequence[models.Field[Any, Any]]":
    return model._meta.local_concrete_fields
