"""Sending messages and noting that they have been read. The event they tell of is already in the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bihuan.notices.models import Enclosure, Line, Notice
from bihuan.people.models import Person

LONGEST = 200
AT_ONCE = 400


@dataclass(frozen=True)
class Message:
    """What one person is to be told of one event."""

    person_id: int
    event_id: int
    verb: str
    title: str
    url: str
    is_red: bool = False


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
            is_red=message.is_red,
            created_at=at,
        )
        for message in messages
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    _enclose({row.person_id for row in rows}, {row.event_id for row in rows}, at)


def _enclose(person_ids: set[int], event_ids: set[int], at: datetime) -> None:
    """Let the notices of these events wait for the lines of those whom they tell."""
    lines: dict[int, list[int]] = {}
    for person_id, pk in Line.objects.open().filter(person__in=person_ids).values_list("person_id", "id"):
        lines.setdefault(person_id, []).append(pk)
    if not lines:
        return
    notices = Notice.objects.filter(event_id__in=event_ids, person__in=lines)
    rows = [
        Enclosure(notice_id=pk, line_id=line, is_red=is_red, created_at=at)
        for pk, person_id, is_red in notices.values_list("id", "person_id", "is_red")
        for line in lines[person_id]
    ]
    Enclosure.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)


@transaction.atomic
def mark_read(*, by: Person, at: datetime, notices: Iterable[Notice] | None = None) -> int:
    """Note that a person has read these of his notices, or all of them; says how many were unread.

    Reading leaves no event: it changes nothing but the reader's own list.
    """
    unread = Notice.objects.visible_to(by).unread()
    if notices is not None:
        unread = unread.filter(pk__in=[notice.pk for notice in notices])
    return unread.update(read_at=at)
