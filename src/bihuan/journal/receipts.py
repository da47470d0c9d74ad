"""Receipts of the record: that an event stands in it, to be checked by anybody, offline (C2SP tlog-proof)."""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import segno
from django.db.models import Count
from django.utils.safestring import SafeString, mark_safe

from bihuan.journal.models import Checkpoint, Event, Sealed
from bihuan.journal.rules import verb_name
from bihuan.journal.sealing import store_of
from bihuan.kernel.merkle import Tree

FORMAT = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Seal:
    """Where an event stands in the sealed record."""

    event: int
    origin: str
    place: int
    leaf: str
    verb: str
    at: datetime

    @property
    def what(self) -> str:
        """What was done, in the reader's language."""
        return verb_name(self.verb)

    @property
    def words(self) -> str:
        """What a printed code says: log, place, hash."""
        return f"{self.origin} {self.place} {self.leaf}"

    def drawn(self) -> SafeString:
        """The printed code as a picture."""
        picture = segno.make(self.words, error="m").svg_inline(scale=2, border=2)
        return mark_safe(picture)  # noqa: S308 - drawn here, from our own words


def seals_of(kind: str, pk: int, verbs: Collection[str]) -> list[Seal]:
    """Where events of these kinds about a thing stand, the newest first; without those not sealed."""
    rows = Sealed.objects.filter(event__thing_kind=kind, event__thing_id=pk, event__verb__in=verbs)
    return [
        Seal(row.event_id, row.log.origin, row.place, row.event.leaf, row.event.verb, row.event.at)
        for row in rows.select_related("event", "log").order_by("-event_id")
    ]


def note_of(point: Checkpoint) -> str:
    """A checkpoint with all signatures that are known of it."""
    return point.note + "".join(each.line for each in point.cosignatures.order_by("pk"))


def receipt(seal: Seal) -> str:
    """The receipt of an event, under the last checkpoint with witnesses, or without any the last of all.

    The event's own bytes stand in it, so that nothing else is needed to check it.
    """
    event = Event.objects.get(pk=seal.event)
    points = Checkpoint.objects.filter(log=event.sealed.log_id, size__gt=seal.place)
    witnessed = points.annotate(seen=Count("cosignatures")).select_related("log").order_by("-seen", "-size")
    point = witnessed[0]
    hashes = Tree(store_of(point.log).tile, point.size).inclusion(seal.place)
    lines = [
        FORMAT,
        f"extra {base64.b64encode(event.body.encode()).decode()}",
        f"index {seal.place}",
        *(base64.b64encode(each).decode() for each in hashes),
    ]
    return "\n".join(lines) + "\n\n" + note_of(point)
