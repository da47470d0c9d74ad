"""Progress against time (序时进度): how far a matter should be, how far it is, and what that comes to.

Each sum is written twice, for one matter in Python and for many in SQL, one under the other. A share done
is held against the day on which it was reported: later nobody knows more. What cannot be known is nothing.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from django.db.models import Case, F, Func, IntegerField, OuterRef, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bihuan.supervision.models import OPEN, Node, ScheduleRule, SupervisionItem

WHOLE = 100
# Who is so many points before his time is ahead; whoever lacks any is behind.
AHEAD_POINTS = 10
# Judged by nothing but the end.
AT_THE_END = (ScheduleRule.ANNUAL, ScheduleRule.EVENT)


@dataclass(frozen=True)
class Wanted:
    """A node as the office sets it."""

    due: date
    percent: int
    text: str = ""


class Pace(TextChoices):
    """What progress against time comes to."""

    AHEAD = "ahead", _("Ahead of schedule")
    ON_TRACK = "on_track", _("On schedule")
    BEHIND = "behind", _("Behind schedule")


def expected(item: SupervisionItem, today: date) -> Fraction | None:
    """How many per cent of the whole should have been done on the day of the last report."""
    due = item.finish_due
    if item.schedule_rule in AT_THE_END:
        return Fraction(WHOLE) if due and due < today else None
    if item.percent_date is None or due is None:
        return None
    if item.schedule_rule == ScheduleRule.NODES:
        return Fraction(nodes_reached(item))
    if item.schedule_rule == ScheduleRule.LINEAR and item.schedule_start:
        return _evenly(item.schedule_start, item.percent_date, due)
    return None


def _evenly(start: date, day: date, due: date) -> Fraction:
    if day >= due:
        return Fraction(WHOLE)
    return Fraction(WHOLE * max(0, (day - start).days), max(1, (due - start).days))


def behind(item: SupervisionItem, today: date) -> Fraction | None:
    """By how many points a matter is behind what is expected; below nought it is before its time."""
    if item.status not in OPEN or item.percent is None:
        return None
    share = expected(item, today)
    return None if share is None else share - item.percent


def points_behind(item: SupervisionItem, today: date) -> int | None:
    """The same in whole points."""
    gap = behind(item, today)
    return None if gap is None else floor(gap)


def pace(item: SupervisionItem, today: date) -> str | None:
    """Ahead, on schedule or behind; nothing when it cannot be judged."""
    gap = behind(item, today)
    if gap is None:
        return None
    if gap > 0:
        return Pace.BEHIND
    return Pace.AHEAD if gap <= -AHEAD_POINTS else Pace.ON_TRACK


def nodes_reached(item: SupervisionItem) -> int:
    """The share that the last node before the last report names."""
    if hasattr(item, "node_percent"):
        return item.node_percent or 0
    last = item.nodes.filter(is_current=True, due__lte=item.percent_date).order_by("-due").first()
    return last.percent if last else 0


class DayNumber(Func):
    """A day as a whole number, so that two of them can be subtracted on every database."""

    template = "(%(expressions)s - DATE '2000-01-01')"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(julianday(%(expressions)s) AS INTEGER)")


def node_percent() -> Case:
    """The column that `nodes_reached` reads, for lists."""
    reached = Node.objects.filter(item=OuterRef("pk"), is_current=True, due__lte=OuterRef("percent_date"))
    share = Subquery(reached.order_by("-due").values("percent")[:1])
    return Case(When(schedule_rule=ScheduleRule.NODES, then=share), output_field=IntegerField())


def scaled_gap(points: int, today: date) -> Case:
    """`behind` less so many points, times something above nought: its sign says whether they are reached."""
    lacking = Value(WHOLE - points) - F("percent")
    start, due = DayNumber(F("schedule_start")), DayNumber(F("finish_due"))
    elapsed = DayNumber(F("percent_date")) - start
    linear = {"status__in": OPEN, "schedule_rule": ScheduleRule.LINEAR}
    running = {"percent_date__lt": F("finish_due"), "percent_date__gt": F("schedule_start")}
    return Case(
        When(**linear, percent_date__gte=F("finish_due"), schedule_start__isnull=False, then=lacking),
        When(**linear, **running, then=Value(WHOLE) * elapsed - (F("percent") + points) * (due - start)),
        When(**linear, percent_date__lte=F("schedule_start"), then=Value(-points) - F("percent")),
        When(
            status__in=OPEN,
            schedule_rule=ScheduleRule.NODES,
            finish_due__isnull=False,
            then=Coalesce(node_percent(), 0) - points - F("percent"),
        ),
        When(status__in=OPEN, schedule_rule__in=AT_THE_END, finish_due__lt=today, then=lacking),
        output_field=IntegerField(),
    )
