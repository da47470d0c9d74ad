"""Which ladder holds on a day, which of its rungs have to be raised, and what was raised of one matter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bihuan.calendar.queries import add_workdays
from bihuan.journal.kept import kept
from bihuan.people.models import Person
from bihuan.supervision.models import (
    OWING,
    REPORTING,
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Clock,
    ClockUse,
    ClockVersion,
    OwnershipDispute,
    Rung,
    SupervisionItem,
)
from bihuan.supervision.rules.ladders import USUAL_LADDER, Ladder, read

UNSIGNED = (*OWING, *REPORTING)
ON_DESK = 6
# The highest number that a row can have.
LAST = 2**63 - 1
MOST_RUNGS = 60


def ladder_on(day: date) -> Ladder:
    """The ladder in force on a day."""
    text = ClockVersion.objects.in_force(ClockUse.LADDER, day).values_list("rules", flat=True).first()
    return read(text) if text else USUAL_LADDER


@dataclass(frozen=True)
class Reign:
    """A ladder, and for which dates that run out it holds: from a day on, before another one."""

    ladder: Ladder
    first: date | None
    before: date | None


def reigns() -> list[Reign]:
    """Which ladder holds for a clock that ran out on any day, the oldest first."""
    versions = ClockVersion.objects.filter(use=ClockUse.LADDER).order_by("first_day", "number")
    # Of those put in force for the same day the newest counts.
    known = {first: read(text) for first, text in versions.values_list("first_day", "rules")}
    days = [None, *known]
    return [
        Reign(known[first] if first else USUAL_LADDER, first, before)
        for first, before in zip(days, [*days[1:], None], strict=True)
    ]


def unsigned(before: date) -> Q:
    """Parts whose signature was due before a day and is owed."""
    late = Q(status=AssignmentStatus.DISPATCHED, sign_due__lt=before, item__status__in=UNSIGNED)
    # While its objection waits for a ruling, the unit that objected need not sign; the others must.
    objecting = OwnershipDispute.objects.waiting().filter(item=OuterRef("item"), unit=OuterRef("unit"))
    return late & ~Q(Exists(objecting))


def without_input(before: date) -> Q:
    """Assisting parts whose input was due before a day and is owed."""
    owing = Q(status__in=(AssignmentStatus.DISPATCHED, AssignmentStatus.ACCEPTED), input_at=None)
    return owing & Q(role=AssignmentRole.CO, input_due__lt=before, item__status__in=OWING)


def collecting() -> Q:
    """The part of the lead unit that collects: none before it leads."""
    led = Assignment.objects.live().filter(role=AssignmentRole.LEAD, item=OuterRef("item"))
    is_first = ~Q(Exists(led.filter(position__lt=OuterRef("position"))))
    return Q(role=AssignmentRole.LEAD) & ~Q(status=AssignmentStatus.RELEASED) & is_first


def _no_report(before: date) -> Q:
    return Q(item__status__in=REPORTING, item__report_due__lt=before) & collecting()


def _unfinished(before: date) -> Q:
    return Q(item__status__in=OWING, item__open_due__lt=before) & collecting()


# Each clock that has a ladder: the column of its date, and whose was due before a day and is owed.
_CLOCKS: dict[str, tuple[str, Any]] = {
    Clock.SIGN: ("sign_due", unsigned),
    Clock.INPUT: ("input_due", without_input),
    Clock.REPORT: ("item__report_due", _no_report),
    Clock.FINISH: ("item__open_due", _unfinished),
}
LADDERED = tuple(_CLOCKS)


@dataclass(frozen=True)
class Climb:
    """One clock under one ladder on a day: whose rungs have to be raised."""

    clock: str
    reign: Reign
    today: date

    def limits(self) -> dict[str, date]:
        """For each rung the day before which a date must lie: so many working days have passed since."""
        return {step.level: add_workdays(self.today, -step.wait) for step in self.reign.ladder.steps}

    def late(self, batch: int, after: int = 0, last: int | None = None) -> list[Any]:
        """Some parts that are late and may lack a rung, after one and up to another one by their numbers.

        Each has the date that ran out as `ran_out`, and as `leader_id` who answers for its matter.
        """
        limits, top = self.limits(), self.reign.ladder.last.level
        days = {
            "before": max(limits.values()),
            "whole": limits[top],
            "first": self.reign.first or date.min,
            "end": self.reign.before or date.max,
        }
        return _late(self.clock, top, batch, after=after, last=last or LAST, **days)


@kept
def _late(clock: str, top: str, batch: int, *, after: int, last: int, **days: date) -> QuerySet[Any]:
    return _all_late(clock, top, **days).filter(pk__gt=after, pk__lte=last).order_by("pk")[:batch]


def _all_late(clock: str, top: str, *, before: date, whole: date, first: date, end: date) -> QuerySet[Any]:
    column, owed = _CLOCKS[clock]
    parts = Assignment.objects.filter(owed(before), **{f"{column}__gte": first, f"{column}__lt": end})
    parts = parts.annotate(ran_out=F(column), leader_id=F("item__leader_id"))
    raised = Rung.objects.filter(
        item=OuterRef("item"), unit=OuterRef("unit"), clock=clock, due=OuterRef("ran_out"), level=top
    )
    # Most of what is late has all its rungs: asked first, it costs one look each.
    return parts.filter(Q(**{f"{column}__gte": whole}) | ~Q(Exists(raised)))


def known_rungs(clock: str, items: Iterable[int]) -> dict[tuple[int, int, date | None], set[str]]:
    """The rungs of one clock that stand, by matter, unit and date."""
    found: dict[tuple[int, int, date | None], set[str]] = defaultdict(set)
    rows = Rung.objects.filter(item_id__in=list(items), clock=clock)
    for item, unit, due, level in rows.values_list("item_id", "unit_id", "due", "level"):
        found[item, unit, due].add(level)
    return found


def climbs(today: date) -> list[Climb]:
    """Every clock under every ladder that still holds for something."""
    return [Climb(clock, reign, today) for clock in LADDERED for reign in reigns()]


def rungs_on_desk(person: Person) -> list[Rung]:
    """The rungs that wait for a person's signature, the oldest first, and one more than fits."""
    rows = Rung.objects.visible_to(person).waiting().held_by(person).select_related("item", "unit")
    return list(rows.order_by("id")[: ON_DESK + 1])


def ladder(item: SupervisionItem) -> list[Rung]:
    """The rungs of a matter's ladders of urging, newest first; asked for once a matter."""
    if not hasattr(item, "ladder"):
        item.ladder = _rungs(item=item.pk)  # type: ignore[attr-defined]
    found: list[Rung] = item.ladder  # type: ignore[attr-defined]
    return found


@kept
def _rungs(*, item: int) -> QuerySet[Rung]:
    rows = Rung.objects.filter(item_id=item).select_related("unit", "holder", "signed_by")
    return rows.order_by("-pk")[:MOST_RUNGS]
