"""Personal data in the record as its readers see them: what is kept, erased and why, or missing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from bihuan.journal.models import Erasure, Event, EventPayload, PersonalValue
from bihuan.journal.personal import commitment_in, model_of
from bihuan.journal.queries import Difference
from bihuan.kernel.actors import Actor
from bihuan.kernel.personal import columns_of

# How a commitment to one value begins in the canonical bytes of an event.
MARK = '{"com":"'


@dataclass(frozen=True)
class Said:
    """One personal value that an event commits to: the value to whoever may read it, or its erasure."""

    column: Any
    is_after: bool
    value: str
    is_kept: bool
    erasure: Erasure | None


@dataclass(frozen=True)
class Holding:
    """What is kept of one thing in a personal column: how many values, and events that say it in clear."""

    column: Any
    name: str
    kept: int
    in_clear: int


def personal_kinds() -> list[str]:
    """The kinds of things of which something personal is kept."""
    return sorted(model._meta.label_lower for model in apps.get_models() if columns_of(model))


def said_in(event: Event, reader: Actor) -> list[Said]:
    """The personal values of an event, in its order: before and after."""
    kept = dict(PersonalValue.objects.filter(event=event).values_list("com", "value"))
    open_to = set(PersonalValue.objects.visible_to(reader).filter(event=event).values_list("com", flat=True))
    found = []
    for is_after, kind, number, name, com in _commitments(event.body):
        column = columns_of(apps.get_model(kind)).get(name)
        value = json.loads(kept[com]) if com in open_to else ""
        erasure = None if com in kept else erasure_of(kind, number, name, event)
        found.append(Said(column.label if column else name, is_after, str(value), com in kept, erasure))
    return found


def erasure_of(kind: str, number: int, column: str, event: Event) -> Erasure | None:
    """By which act a column of a thing, as an event said it, was erased."""
    rows = Erasure.objects.filter(kind=kind, number=number, event__gte=event.pk).order_by("pk")
    return next((row for row in rows if column in row.columns.split(",")), None)


def words_erasure_of(event: Event) -> Erasure | None:
    """By which act the words of an event were erased."""
    return _of_words(event.thing_kind, event.thing_id, event).order_by("pk").first()


def _of_words(kind: str, number: int, event: Event) -> QuerySet[Erasure]:
    rows = Erasure.objects.filter(kind=kind, number=number, words=True, event__gte=event.pk)
    return rows.filter(Q(of_event=event.pk) | Q(of_event=None))


def holdings(kind: str, number: int) -> list[Holding]:
    """What is kept of a thing, column by column; raises Invalid for a kind that has no such column."""
    columns = columns_of(model_of(kind))
    kept = dict.fromkeys(columns, 0)
    for name in PersonalValue.objects.filter(kind=kind, number=number).values_list("column", flat=True):
        kept[name] += 1
    clear = in_clear(kind, number)
    return [Holding(column.label, name, kept[name], clear[name]) for name, column in columns.items()]


def in_clear(kind: str, number: int) -> dict[str, int]:
    """How many events say each personal column of a thing in clear: they are older than commitments.

    Their bytes are hashed into the tree; nothing erases them but the end of the whole log.
    """
    columns = columns_of(model_of(kind))
    found = dict.fromkeys(columns, 0)
    about = _told_by(model_of(kind), number)
    for body in Event.objects.filter(about).values_list("body", flat=True).iterator(chunk_size=200):
        for of_kind, of_number, name, value in _values(json.loads(body)):
            if (of_kind, of_number) == (kind, number) and name in columns and value:
                is_blank = value == columns[name].erased(number)
                found[name] += not is_blank and not commitment_in(value)
    return found


def _told_by(model: Any, number: int) -> Q:
    """Which events may speak of a thing: its own, and those of each thing that it points to.

    A part stands in the events of the whole that it belongs to, for good; so no other event need be read.
    What a part that is gone belonged to nobody knows any more: its canonical bytes are looked for in all.
    """
    kind = model._meta.label_lower
    about = Q(thing_kind=kind, thing_id=number)
    row = model._default_manager.filter(pk=number).first()
    if row is None:
        return about | Q(body__contains=f'"id":{number},"kind":"{kind}"')
    for field in model._meta.concrete_fields:
        whole = getattr(row, field.attname)
        if field.is_relation and whole and hasattr(field.related_model, "governed"):
            about |= Q(thing_kind=field.related_model._meta.label_lower, thing_id=whole)
    return about


def lost() -> Iterator[Difference]:
    """What an event commits to and is neither kept nor erased by an event: values, and words."""
    kept = set(PersonalValue.objects.values_list("com", flat=True).iterator(chunk_size=2000))
    for event in Event.objects.filter(body__contains=MARK).order_by("pk").iterator(chunk_size=500):
        for _after, kind, number, name, com in _commitments(event.body):
            if com not in kept and erasure_of(kind, number, name, event) is None:
                yield Difference(kind, number, name, "no value kept", "never erased")
    for event in Event.objects.filter(payload=None).order_by("pk").iterator(chunk_size=500):
        if words_erasure_of(event) is None:
            yield Difference(event.thing_kind, event.thing_id, "", "no words kept", "never erased")


def erasures(reader: Actor) -> QuerySet[Erasure]:
    """All erasures, the newest first."""
    return Erasure.objects.visible_to(reader).order_by("-pk")


def words_kept(kind: str, number: int) -> int:
    """Of how many events about a thing the words are kept."""
    return EventPayload.objects.filter(event__thing_kind=kind, event__thing_id=number).count()


def _commitments(body: str) -> Iterator[tuple[bool, str, int, str, str]]:
    if MARK not in body:
        return
    said = json.loads(body)
    for side in ("bef", "aft"):
        for kind, number, name, value in _values({**said, "bef": {}, "aft": {}, side: said[side]}):
            if com := commitment_in(value):
                yield side == "aft", kind, number, name, com


def _values(said: dict[str, Any]) -> Iterator[tuple[str, int, str, Any]]:
    """Every column that an event names: kind, number, column and value."""
    kind, _colon, number = said["obj"].rpartition(":")
    for side in (said["bef"], said["aft"]):
        for name, value in side.get("set", {}).items():
            yield kind, int(number), name, value
        for part in side.get("parts", ()):
            for name, value in part["set"].items():
                yield part["kind"], part["id"], name, value
