"""The record, for programs that look back: events in order, with their canonical bytes."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from bihuan.journal.models import Event
from bihuan.kernel import canonical
from bihuan.kernel.actors import Actor
from bihuan.ui.schemas import LARGEST_PAGE, Cursor, Limit, answers, keyset

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
