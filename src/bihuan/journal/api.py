"""The record, for programs that look back: events in order, with their canonical bytes."""

import base64
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from bihuan.journal import clock, erasing, stamping, witnessing
from bihuan.journal.models import READERS, Checkpoint, Erasure, Event, Log, Stamp
from bihuan.journal.receipts import note_of
from bihuan.journal.sealing import store_of
from bihuan.kernel import canonical
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Denied
from bihuan.ui.schemas import LARGEST_PAGE, AnyId, Cursor, Limit, StrictSchema, answers, keyset

router = Router(tags=["journal"])


class EventOut(Schema):
    """One fact that cannot be changed. `body` holds the bytes whose leaf hash is `leaf`."""

    id: int
    verb: str
    thing_kind: str
    thing_id: int
    version: int
    actor_id: int | None
    unit_id: int | None
    at: datetime
    previous: str
    leaf: str
    body: str


class EventPage(Schema):
    items: list[EventOut]
    next: str


@router.get("/events", response=answers(EventPage))
def event_list(
    request: Any, limit: Limit = LARGEST_PAGE, cursor: Cursor = "", verb: str = ""
) -> dict[str, Any]:
    reader: Actor = request.user
    events = Event.objects.visible_to(reader)
    if verb:
        events = events.filter(verb=canonical.text(verb)[:40])
    return keyset(events, limit, cursor)


# The sealed record in the paths of C2SP tlog-tiles, for witnesses who copy it over the line.
record = Router(tags=["record"])


class CosignaturesIn(StrictSchema):
    """A checkpoint as witness.py printed it, with the witness's line."""

    note: str = Field(max_length=8000)


class CosignaturesOut(Schema):
    """How many of the signatures were new."""

    taken: int


@record.get("/{int:year}/checkpoint", response=answers(str))
def checkpoint(request: Any, year: int) -> HttpResponse:
    """The last checkpoint of a year with all its signatures; text, not JSON."""
    reader: Actor = request.user
    found = Checkpoint.objects.visible_to(reader).filter(log__year=year).order_by("-size").first()
    if found is None:
        raise Http404
    return HttpResponse(note_of(found), content_type="text/plain; charset=utf-8")


@record.get("/{int:year}/tile/{path:tile}", response=answers(str))
def tile(request: Any, year: int, tile: str) -> HttpResponse:
    """A tile of hashes, which tell nothing; tiles of entries only for those who read the whole record."""
    reader: Actor = request.user
    if tile.startswith("entries") and not reader.access.has(*READERS):
        raise Denied(_("The entries of the record are open to auditors and supervisors."))
    log = get_object_or_404(Log.objects.visible_to(reader), year=year)
    said = store_of(log).served(tile)
    if said is None:
        raise Http404
    return HttpResponse(said, content_type="application/octet-stream")


@record.post("/cosignatures", response=answers(CosignaturesOut))
def cosignatures(request: Any, said: CosignaturesIn) -> dict[str, int]:
    """Hand in what a witness signed."""
    return {"taken": witnessing.take_cosignatures(note=said.note, by=request.user)}


class StampOut(Schema):
    """A day's request to the time-stamp authority; files in base 64, `stamp` empty while there is none."""

    id: int
    day: date
    origin: str
    size: int
    checkpoint: str
    request: str
    stamp: str
    stamped_at: datetime | None
    serial: str


class StampPage(Schema):
    items: list[StampOut]
    next: str


class ReplyIn(StrictSchema):
    """What the authority answered, in base 64."""

    stamp: str = Field(max_length=stamping.LARGEST_REPLY * 2)


@record.get("/stamps", response=answers(StampPage))
def stamp_list(request: Any, limit: Limit = LARGEST_PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """All time stamps of the record, in order, each with what it stamps."""
    found = Stamp.objects.visible_to(request.user).select_related("point__log")
    page = keyset(found, limit, cursor)
    return page | {"items": [_stamp_out(each) for each in page["items"]]}


@record.post("/stamps/{pk}", response=answers(StampOut))
def stamp_take(request: Any, pk: AnyId, said: ReplyIn) -> dict[str, Any]:
    """Hand in the authority's answer to a request."""
    stamp = get_object_or_404(Stamp.objects.visible_to(request.user), pk=pk)
    try:
        reply = base64.b64decode(said.stamp, validate=True)
    except ValueError:
        reply = b""
    return _stamp_out(stamping.take(stamp=stamp, reply=reply, by=request.user))


def _stamp_out(row: Stamp) -> dict[str, Any]:
    files = {name: base64.b64encode(said).decode() for name, said in stamping.files_of(row).items()}
    return {
        "id": row.pk,
        "day": row.day,
        "origin": row.point.log.origin,
        "size": row.point.size,
        "checkpoint": files["note"],
        "request": files["tsq"],
        "stamp": files.get("tsr", ""),
        "stamped_at": row.stamped_at,
        "serial": row.serial,
    }


class ErasureOut(Schema):
    """What was erased of which thing, and under which law."""

    id: int
    kind: str
    number: int
    columns: str
    words: bool
    of_event: int | None
    law: str
    at: datetime


class ErasurePage(Schema):
    items: list[ErasureOut]
    next: str


class ErasureIn(StrictSchema):
    """Personal columns of a thing, or the words of one event; the law, and in which case."""

    kind: str = Field("", max_length=40)
    number: AnyId | None = None
    columns: list[str] = Field([], max_length=20)
    with_words: bool = False
    of_event: AnyId | None = None
    law: str = Field(max_length=8)
    ground: str = Field(max_length=erasing.LONGEST_GROUND)


@record.get("/erasures", response=answers(ErasurePage))
def erasure_list(request: Any, limit: Limit = LARGEST_PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """All erasures, in order."""
    return keyset(Erasure.objects.visible_to(request.user), limit, cursor)


@record.post("/erasures", response=answers(ErasureOut, 201))
def erasure_add(request: Any, said: ErasureIn) -> Any:
    """Erase personal data: values and salts go, the tree and every proof stay."""
    ground = erasing.Ground(said.law, said.ground)
    if said.of_event:
        done = erasing.erase_words(event=said.of_event, ground=ground, by=request.user, at=clock.now())
    else:
        columns = tuple(canonical.text(name) for name in said.columns)
        done = erasing.erase_columns(
            kind=canonical.text(said.kind),
            number=said.number or 0,
            columns=columns,
            with_words=said.with_words,
            ground=ground,
            by=request.user,
            at=clock.now(),
        )
    return Status(201, done)
