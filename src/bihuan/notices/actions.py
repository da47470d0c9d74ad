"""Sending messages and noting that they have been read. The event they tell of is already in the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bihuan.notices.models import Notice
from bihuan.people.models import Person

LONGEST = 200


@dataclass(frozen=True)
class Message:
    """What one person is to be told of one event."""

    person_id: int
    event_id: int
    verb: str
    title: str
    url: str


def send(*, person_ids: Iterable[int], event_id: int, verb: str, title: str, url: str, at: datetime) -> None:
    """Tell people of an event. Called again for the same event it reaches only those it had not reached."""
    send_all(messages=[Message(pk, event_id, verb, title, url) for pk in sorted(set(person_ids))], at=at)


@transaction.atomic
def send_all(*, messages: Iterable[Message], at: datetime) -> None:
    """Send many messages; whoever has been told of an event before is not told again."""
    rows = [
        Notice(
            person_id=message.person_id,
            event_id=message.event_id,
            verb=message.verb,
            title=message.title[:LONGEST],
            url=message.url,
            created_at=at,
        )
        for message in messages
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=400)


@transaction.atomic
def mark_read(*, by: Person, at: datetime, notices: Iterable[Notice] | None = None) -> int:
    """Note that a person has read these of his notices, or all of them; says how many were unread.

    Reading leaves no event: it changes nothing but the reader's own list.
    """
    unread = Notice.objects.visible_to(by).unread()
    if notices is not None:
        unread = unread.filter(pk__in=[notice.pk for notice in notices])
    return unread.update(read_at=at)
