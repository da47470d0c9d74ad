"""What rules of lights may ask about a matter: one table, read from a row in Python and selected in SQL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import F, Q
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lights import Condition
from bihuan.kernel.lights import Fact as Value
from bihuan.supervision.models import DONE, OPEN, WITH_OFFICE, Status, SupervisionItem
from bihuan.supervision.rules.schedule import AHEAD_POINTS, Pace, pace, points_behind, scaled_gap

EVERY = Q(pk__isnull=False)
NONE = Q(pk__in=[])


class Fact(Protocol):
    """One fact: its name for people, its value for one matter, and a condition on it for many."""

    @property
    def label(self) -> Any: ...

    def read(self, item: SupervisionItem, today: date) -> Value: ...

    def select(self, condition: Condition, today: date, wanted: bool) -> Q:
        """The matters for which a condition holds, or those for which it does not; missing does not."""
        ...


@dataclass(frozen=True)
class StatusFact:
    """Whether a matter is in one of some states."""

    label: Any
    statuses: tuple[Status, ...]

    def read(self, item: SupervisionItem, today: date) -> Value:
        return item.status in self.statuses

    def select(self, condition: Condition, today: date, wanted: bool) -> Q:
        inside = (condition.value is True) == wanted
        # Named states on both sides, never NOT: an index on the state then serves either way.
        return Q(status__in=[status for status in Status if (status in self.statuses) == inside])


LOOKUPS = {"equal": "", "below": "__lt", "at_least": "__gte"}
OPPOSITES = {"below": "__gte", "at_least": "__lt"}


def _compared(column: str, how: str, value: Any, wanted: bool) -> Q:
    holds = Q(**{f"{column}{LOOKUPS[how]}": value})
    if wanted:
        return holds
    return Q(**{f"{column}{OPPOSITES[how]}": value}) if how in OPPOSITES else ~holds


@dataclass(frozen=True)
class DayFact:
    """How many days are left to a date; unknown in some states, as no clock runs there."""

    label: Any
    column: str
    unknown: tuple[Status, ...] = ()

    def read(self, item: SupervisionItem, today: date) -> Value:
        day = None if item.status in self.unknown else getattr(item, self.column)
        return (day - today).days if day else None

    def select(self, condition: Condition, today: date, wanted: bool) -> Q:
        day = today + timedelta(int(condition.value))
        compared = _compared(self.column, condition.is_, day, wanted)
        if wanted:
            return compared & ~Q(status__in=self.unknown) if self.unknown else compared
        return compared | Q(**{self.column: None}) | (Q(status__in=self.unknown) if self.unknown else NONE)


@dataclass(frozen=True)
class ColumnFact:
    """A number or a word that stands in the matter's row and is never missing."""

    label: Any
    column: str

    def read(self, item: SupervisionItem, today: date) -> Value:
        value: Value = getattr(item, self.column)
        return value

    def select(self, condition: Condition, today: date, wanted: bool) -> Q:
        return _compared(self.column, condition.is_, condition.value, wanted)


@dataclass(frozen=True)
class MadeUpFact:
    """Whether a matter has ended, but after its date."""

    label: Any

    def read(self, item: SupervisionItem, today: date) -> Value:
        is_dated = item.status in DONE and item.done_date and item.finish_due
        return bool(is_dated and item.done_date > item.finish_due)  # type: ignore[operator]

    def select(self, condition: Condition, today: date, wanted: bool) -> Q:
        if (condition.value is True) == wanted:
            return Q(status__in=DONE, done_date__gt=F("finish_due"))
        others = [status for status in Status if status not in DONE]
        undated = Q(done_date=None) | Q(finish_due=None)
        return Q(status__in=others) | undated | Q(done_date__lte=F("finish_due"))


@dataclass(frozen=True)
class PointsFact:
    """By how many points the share done is behind what the schedule expects."""

    label: Any

    def read(self, item: SupervisionItem, today: date) -> Value:
        return points_behind(item, today)

    def select(self, condition: Condition, today: date, wanted: bool) -> Q:
        gap = scaled_gap(int(condition.value), today)
        is_at_least = condition.is_ == "at_least"
        if wanted:
            return Q(GreaterThanOrEqual(gap, 0) if is_at_least else LessThan(gap, 0))
        fails = LessThan(gap, 0) if is_at_least else GreaterThanOrEqual(gap, 0)
        return Q(fails) | Q(IsNull(gap, True))


@dataclass(frozen=True)
class PaceFact:
    """What progress against time comes to: ahead, on schedule, behind."""

    label: Any

    def read(self, item: SupervisionItem, today: date) -> Value:
        return pace(item, today)

    def select(self, condition: Condition, today: date, wanted: bool) -> Q:
        even, early = scaled_gap(0, today), scaled_gap(-AHEAD_POINTS, today)
        classes = {
            Pace.BEHIND: Q(GreaterThan(even, 0)),
            Pace.ON_TRACK: Q(LessThanOrEqual(even, 0)) & Q(GreaterThan(early, 0)),
            Pace.AHEAD: Q(LessThanOrEqual(early, 0)),
        }
        if wanted:
            return classes[Pace(str(condition.value))]
        found = Q(IsNull(even, True))
        for each in classes:
            if each != condition.value:
                found |= classes[each]
        return found


FACTS: dict[str, Fact] = {
    "is_done": StatusFact(_("Concluded"), DONE),
    "is_open": StatusFact(_("In hand"), OPEN),
    "days_left": DayFact(_("Days to the finish date"), "finish_due", WITH_OFFICE),
    "report_days_left": DayFact(_("Days to the next report"), "report_due"),
    "is_made_up": MadeUpFact(_("Concluded after its date")),
    "schedule": PaceFact(_("Progress against time")),
    "points_behind": PointsFact(_("Points behind schedule")),
    "returns": ColumnFact(_("Results returned"), "returns"),
    "late_reports": ColumnFact(_("Late reports"), "late_reports"),
    "urges": ColumnFact(_("Urges"), "urges"),
    "urgency": ColumnFact(_("Urgency"), "urgency"),
    "slip_rank": ColumnFact(_("Slip that runs"), "slip_rank"),
    "slip_days_left": DayFact(_("Days to the limit of the slip"), "slip_due"),
}


class Facts(Mapping[str, Value]):
    """The facts of one matter on a day, each looked up when a rule asks for it."""

    def __init__(self, item: SupervisionItem, today: date) -> None:
        self._item, self._today = item, today

    def __getitem__(self, name: str) -> Value:
        return FACTS[name].read(self._item, self._today)

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS)

    def __len__(self) -> int:
        return len(FACTS)


def select(condition: Condition, today: date, wanted: bool) -> Q:
    """A condition as SQL, or its opposite. What no matter has is missing, so that it never holds."""
    fact = FACTS.get(condition.fact)
    if fact is None:
        return NONE if wanted else EVERY
    return fact.select(condition, today, wanted)
