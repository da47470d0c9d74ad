"""Sending messages and noting that they have been read. The event they tell of is already in the record."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bihuan.notices.models import Notice
from bihuan.people.models import Person

LONGEST = 200


@transaction.atomic
def send(*, person_ids: Iterable[int], event_id: int, verb: str, title: str, url: str, at: datetime) -> None:
    """Tell people of an event. Called again for the same event it reaches only those it had not reached."""
    Notice.objects.bulk_create(
        [
            Notice(person_id=pk, event_id=event_id, verb=verb, title=title[:LONGEST], url=url, created_at=at)
            for pk in sorted(set(person_ids))
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def mark_read(*, by: Person, at: datetime, notices: Iterable[Notice] | None = None) -> int:
    """Note that a person has read these of his notices, or all of them; says how many were unread.

    Reading leaves no event: it changes nothing but the reader's own list.
    """
    unread = Notice.objects.visible_to(by).unread()
    if notices is not None:
        unread = unread.filter(pk__in=[notice.pk for notice in notices])
    return unread.update(read_at=at)
