"""Who else works on a document, from the record: nobody is watched, only what has been written counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.intake.models import Document
from bihuan.intake.queries.history import SAID
from bihuan.journal.models import Event
from bihuan.journal.queries import names_of
from bihuan.people.models import Person

RECENT = timedelta(minutes=15)
LAST = 100


@dataclass(frozen=True)
class Hand:
    """Somebody who has changed the document a while ago, and what he did last."""

    name: str
    at: datetime
    did: str


@dataclass(frozen=True)
class Others:
    """Who else is at it, how far the record has come, and how much was written since the page was drawn."""

    hands: list[Hand]
    version: int
    since: int


def others(document: Document, person: Person, now: datetime, seen: int | None = None) -> Others:
    """What other people have done to a document in the last quarter of an hour."""
    events = Event.objects.about(Document._meta.label_lower, document.pk).order_by("-version").defer("body")
    last = list(events[:LAST])
    latest = last[0].version if last else 0
    recent = [event for event in last if event.at >= now - RECENT and event.actor_id != person.pk]
    names = names_of(recent)
    hands: dict[str, Hand] = {}
    for event in recent:
        name = names.get(event.actor_id or 0, "")
        if name:
            hands.setdefault(name, Hand(name, event.at, str(SAID.get(event.verb, event.verb))))
    since = sum(event.version > seen for event in recent) if seen is not None else 0
    return Others(list(hands.values()), latest if seen is None else seen, since)
