"""How the sealed record stands: its logs, how long events wait, its witnesses and what they last signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, QuerySet, Subquery

from bihuan.journal.models import Checkpoint, Consumer, Cosignature, Log, Pending, Stamp, Witness

# Events that wait longer than this raise the alarm; a witness who has signed nothing for so long, too.
MOST_LAG, MOST_SILENCE = timedelta(seconds=60), timedelta(days=2)
SHORT = 16


@dataclass(frozen=True)
class Waiting:
    """What is not sealed yet."""

    count: int
    seconds: int
    is_late: bool


def waiting(at: datetime) -> Waiting:
    """How many events wait, and since when the oldest does."""
    rows = Pending.objects.filter(consumer=Consumer.SEQUENCER)
    oldest = rows.order_by("event_id").values_list("event__at", flat=True).first()
    lag = max(at - oldest, timedelta(0)) if oldest else timedelta(0)
    return Waiting(rows.count(), int(lag.total_seconds()), lag > MOST_LAG)


def logs() -> QuerySet[Log]:
    """The logs, the newest first, each with the moment of its last checkpoint."""
    return Log.objects.annotate(signed_at=Max("checkpoints__at")).order_by("-year")


def last_checkpoints(most: int) -> QuerySet[Checkpoint]:
    """The last checkpoints of all logs."""
    return Checkpoint.objects.select_related("log").order_by("-pk")[:most]


def printed_root() -> str:
    """The last checkpoint as papers print it: log, number of events, root; nothing before the first."""
    point = Checkpoint.objects.select_related("log").order_by("-pk").first()
    return f"{point.log.origin} {point.size} {point.root}" if point else ""


def witnesses() -> QuerySet[Witness]:
    """The witnesses, those who still sign first, each with his last signature and the size it covers."""
    last = Cosignature.objects.filter(witness=OuterRef("pk")).order_by("-signed_at")
    return Witness.objects.annotate(
        last_at=Subquery(last.values("signed_at")[:1]), last_size=Subquery(last.values("point__size")[:1])
    ).order_by("ended_at", "name")


def stamps(most: int) -> QuerySet[Stamp]:
    """The last requests to the time-stamp authority, the newest first."""
    return Stamp.objects.select_related("point__log").defer("reply").order_by("-pk")[:most]


def unstamped(most: int) -> QuerySet[Stamp]:
    """The last requests that nobody has answered."""
    return Stamp.objects.filter(stamped_at=None).order_by("-pk")[:most]
