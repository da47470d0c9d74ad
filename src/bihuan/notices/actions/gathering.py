"""Making up messages: of all notices that wait for a line, one message, once a day unless red."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from bihuan.calendar.models import Day
from bihuan.journal import clock
from bihuan.notices.channels import CHANNELS
from bihuan.notices.models import Delivery, Enclosure, Line
from bihuan.notices.rules import composing, timing
from bihuan.people.rules import new_secret

AT_ONCE = 100
# More than anybody reads in a day; what is beyond goes into the next message.
MOST = 2000
KEY = 32


def gather(*, at: datetime) -> int:
    """Make one message of what waits for each line that is due; return how many messages that were."""
    if not timing.is_day(at) or not Enclosure.objects.filter(delivery=None).exists():
        return 0
    is_workday = Day.objects.filter(date=clock.day_of(at), is_workday=True).exists()
    due = list(_due(at, is_workday=is_workday).order_by("id").values_list("id", flat=True)[:AT_ONCE])
    return sum(_gather(pk, at, is_workday=is_workday) for pk in due)


def _due(at: datetime, *, is_workday: bool) -> QuerySet[Any]:
    """Lines over which something may go out now, each with whether that is the digest of the day."""
    waiting = Enclosure.objects.filter(line=OuterRef("pk"), delivery=None)
    today = clock.day_of(at)
    digest = Q(Exists(waiting.filter(created_at__lte=at - timing.GATHERING)))
    digest &= Q(hour__lte=timezone.localtime(at).hour) & (Q(digest_on=None) | Q(digest_on__lt=today))
    digest = digest if is_workday else Q(pk__in=[])
    red = Q(Exists(waiting.filter(is_red=True)))
    return Line.objects.open().filter(digest | red).annotate(has_digest_due=digest)


@transaction.atomic
def _gather(pk: int, at: datetime, *, is_workday: bool) -> int:
    """Make up the message of one line. Whoever comes second finds nothing more to do."""
    # Locked first and looked at then: on PostgreSQL a locked row is not computed anew.
    if not Line.objects.select_for_update(skip_locked=True).filter(pk=pk).exists():
        return 0
    line = _due(at, is_workday=is_workday).select_related("person").filter(pk=pk).first()
    if line is None:
        return 0
    found = Enclosure.objects.filter(line=line, delivery=None).select_related("notice").order_by("id")
    rows = list((found if line.has_digest_due else found.filter(is_red=True))[:MOST])
    # What has been read inside needs no message: it waits for nothing any more.
    read, unread = (
        [row.pk for row in rows if row.notice.read_at],
        [row for row in rows if not row.notice.read_at],
    )
    Enclosure.objects.filter(pk__in=read).delete()
    if not unread:
        return 0
    day = clock.day_of(at)
    if line.has_digest_due:
        Line.objects.filter(pk=line.pk).update(digest_on=day)
    slot = f"digest:{line.pk}:{day}" if line.has_digest_due else f"red:{line.pk}:{unread[0].pk}"
    delivery = write(line, slot, *_words(line, unread), at)
    Enclosure.objects.filter(pk__in=[row.pk for row in unread]).update(delivery=delivery)
    return 1


def _words(line: Line, rows: list[Enclosure]) -> tuple[str, str]:
    """Heading and body in the language of the receiver: red first, then in the order in which it came."""
    ordered = sorted(rows, key=lambda row: (not row.is_red, row.pk))
    told = [composing.Told(row.notice.verb, row.notice.title, row.notice.url) for row in ordered]
    with translation.override(line.person.language or settings.LANGUAGE_CODE):
        title = composing.heading(len(rows), is_red=ordered[0].is_red)
        room = CHANNELS[line.channel].longest - len(title.encode()) - 1
        return title, composing.body(told, titles=line.channel in settings.TITLES_IN, longest=room)


def write(line: Line, slot: str, title: str, text: str, at: datetime) -> Delivery:
    """Write down a message that is to go over a line."""
    return Delivery.objects.create(
        channel=line.channel,
        line=line,
        key=new_secret()[:KEY],
        slot=slot,
        host=line.host,
        title=title,
        text=text,
        due_at=at,
        created_at=at,
    )
