"""Reading the record: histories, and the proof that the tables equal the record."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Count, F, Max, Model, Q, Subquery
from django.urls import reverse

from bihuan.journal.models import Event, EventPayload, EventQuerySet, PersonalValue
from bihuan.journal.personal import commitment_in
from bihuan.journal.rules import QUIET, named, plain, snapshot
from bihuan.kernel import canonical
from bihuan.kernel.actors import Actor
from bihuan.kernel.personal import columns_of


@dataclass(frozen=True)
class Difference:
    """A governed column whose value in the table is not what its events add up to."""

    kind: str
    number: int
    column: str
    in_table: Any
    in_record: Any

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.number


def governed_models() -> list[type[Model]]:
    """All models whose governed columns only change together with an event."""
    return [model for model in apps.get_models() if hasattr(model, "governed")]


def fold() -> dict[tuple[str, int], dict[str, Any]]:
    """Replay the whole record: the governed columns of every thing and part, by kind and number."""
    state: dict[tuple[str, int], dict[str, Any]] = {}
    events = Event.objects.order_by("pk").values_list("thing_kind", "thing_id", "body")
    for kind, pk, body in events.iterator(chunk_size=2000):
        said = json.loads(body)
        was, now = said["bef"], said["aft"]
        state.setdefault((kind, pk), {}).update(now["set"])
        new = {(part["kind"], part["id"]): part["set"] for part in now.get("parts", ())}
        for key, columns in new.items():
            state.setdefault(key, {}).update(columns)
        for part in was.get("parts", ()):
            # What had columns before and has none after was removed.
            if (part["kind"], part["id"]) not in new:
                state.pop((part["kind"], part["id"]), None)
    return state


def differences() -> Iterator[Difference]:
    """Every difference between the governed columns and the fold of their events, both ways round.

    A column that came later than a row's events stands at its default there until an event names it. A
    personal value is compared with the commitment to it.
    """
    state = fold()
    for model in governed_models():
        kind, usual = model._meta.label_lower, _defaults(model)
        salts = _salts(model)
        for row in model._default_manager.iterator(chunk_size=2000):
            said = state.pop((kind, row.pk), {})
            for name, value in snapshot(row).items():
                told = {**usual, **said} if said else {}
                if name not in told or not _is_told(told[name], value, salts):
                    yield Difference(kind, row.pk, name, value, told.get(name, "never recorded"))
    known = {model._meta.label_lower for model in governed_models()}
    for kind, pk in state:
        if kind in known:
            yield Difference(kind, pk, "", "no such row", "recorded")


def _salts(model: type[Model]) -> dict[str, str]:
    """The salts of all commitments to the personal values of a model's rows."""
    if not columns_of(model):
        return {}
    rows = PersonalValue.objects.filter(kind=model._meta.label_lower)
    return dict(rows.values_list("com", "salt").iterator(chunk_size=2000))


def _is_told(said: Any, value: Any, salts: Mapping[str, str]) -> bool:
    """Whether what an event says is a value, or the commitment to it."""
    com = commitment_in(said)
    if not com:
        return bool(said == value)
    salt = salts.get(com)
    return salt is not None and canonical.field_commitment(bytes.fromhex(salt), value) == com


def _defaults(model: type[Model]) -> dict[str, Any]:
    """What the governed columns hold before anybody has said anything, as the record writes it."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    governed: tuple[str, ...] = model.governed  # type: ignore[attr-defined]
    return {
        name: plain(fields[name].get_default())
        for name in governed
        if name in fields and (fields[name].has_default() or fields[name].null)
    }


@dataclass(frozen=True)
class Wanted:
    """Which events somebody looks for."""

    verb: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


def search(reader: Actor, wanted: Wanted) -> EventQuerySet:
    """The events that a reader may see and looks for, the newest first."""
    found = Event.objects.visible_to(reader).order_by("-id")
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.person:
        people = get_user_model()._default_manager.filter(name__icontains=wanted.person)
        found = found.filter(actor_id__in=list(people.values_list("pk", flat=True)[:200]))
    if wanted.since:
        found = found.filter(local_date__gte=wanted.since)
    if wanted.until:
        found = found.filter(local_date__lte=wanted.until)
    return found


def names_of(events: Iterable[Event]) -> dict[int, str]:
    """The names of those who acted, by number."""
    ids = {event.actor_id for event in events if event.actor_id}
    return {pk: str(person) for pk, person in get_user_model()._default_manager.in_bulk(ids).items()}


@dataclass(frozen=True)
class Thing:
    """What an event is about, as a reader is told of it: by its own name and page only if he may see it."""

    words: str
    url: str = ""


def things_of(keys: Iterable[tuple[str, int]], reader: Actor) -> dict[tuple[str, int], Thing]:
    """How to speak of these things, given by kind and number; one query for each kind that has a page."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for kind, pk in keys:
        numbers[kind].add(pk)
    found: dict[tuple[str, int], Thing] = {}
    for kind, pks in numbers.items():
        called = named(kind)
        found |= {(kind, pk): Thing(f"{called.label} {pk}") for pk in pks}
        if called.url_name:
            seen: Any = apps.get_model(kind)._default_manager
            for pk, row in seen.visible_to(reader).in_bulk(pks).items():
                found[kind, pk] = Thing(f"{called.label} {row}", reverse(called.url_name, args=[pk]))
    return found


@dataclass(frozen=True)
class Proof:
    """What one event proves of itself. None where there is nothing left to prove, or nothing to be shown."""

    is_hash_right: bool
    is_chain_right: bool
    is_payload_right: bool | None
    payload: str


def proof_of(event: Event, reader: Actor) -> Proof:
    """Compute an event's hash and its link to the one before anew, and its words' commitment."""
    body = json.loads(event.body)
    before = Event.objects.filter(
        thing_kind=event.thing_kind, thing_id=event.thing_id, version=event.version - 1
    ).first()
    kept = EventPayload.objects.visible_to(reader).filter(event=event).first()
    said = kept and canonical.commitment(bytes.fromhex(kept.salt), kept.content.encode())
    return Proof(
        is_hash_right=hashlib.sha256(b"\x00" + event.body.encode()).hexdigest() == event.leaf,
        is_chain_right=body["prv"] == event.previous == (before.leaf if before else canonical.NO_EVENT),
        is_payload_right=said == body["com"] if kept else None,
        payload=kept.content if kept else "",
    )


# No write is overtaken by so many others between its event's number and its end.
OVERTAKEN = 2000


def position() -> str:
    """How far the record has come: it changes with every write that ends, whatever order they end in.

    Verbs that are said to change no number are left out: who only looks makes nobody's page anew.
    Numbers are given out before transactions end, so the highest alone may stand still while one below it
    appears; how many of the last stand there tells of that one too.
    """
    loud = Event.objects.exclude(verb__in=sorted(QUIET))
    newest = loud.order_by("-pk").annotate(since=F("pk") - OVERTAKEN).values("since")[:1]
    found = loud.filter(pk__gt=Subquery(newest)).aggregate(last=Max("pk"), count=Count("pk"))
    return f"{found['last'] or 0}-{found['count']}"


def written_since(old: int, new: int) -> Any:
    """By kind of thing how many events lie above one number and above a second, quiet ones aside."""
    loud: Any = Event.objects.exclude(verb__in=sorted(QUIET)).filter(pk__gt=min(old, new)).order_by()
    counts = {"since": Count("pk", filter=Q(pk__gt=old)), "late": Count("pk", filter=Q(pk__gt=new))}
    return loud.values("thing_kind").annotate(**counts).values_list("thing_kind", "since", "late")
