"""One indicator: its numbers by month, revisions, the other cities, the city's parts, its publications."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.indicators.models import (
    Area,
    AreaKind,
    Direction,
    Indicator,
    Measure,
    Reading,
    ReadingBatch,
    Target,
)
from bihuan.indicators.queries.paths import trajectory, wording_of
from bihuan.indicators.queries.shown_paths import ShownPath, shown
from bihuan.indicators.rules.findings import Wording
from bihuan.indicators.rules.times import latest_due
from bihuan.people.models import Person

YEARS_BACK = 1
MOST_MONTHS, MOST_REVISIONS, MOST_BATCHES = 13, 6, 6


@dataclass(frozen=True)
class MonthLine:
    """What was published for one month: value, growth, place, and how final it is."""

    month: date
    value: Reading | None
    growth: Reading | None
    place: Reading | None
    judged: Reading | None

    @property
    def latest(self) -> Reading | None:
        """The number that is judged, or whichever there is."""
        return self.judged or self.value or self.growth or self.place


@dataclass(frozen=True)
class AreaLine:
    """The number of one area for the month that is looked at, beside the city's."""

    area: Area
    reading: Reading
    place: int
    said: str
    beside: str
    is_city: bool


@dataclass(frozen=True)
class Revised:
    """A number that was published more than once: all that was said, the last one first."""

    month: date
    measure: str
    rows: Sequence[Reading]


@dataclass(frozen=True)
class Detail:
    """All that the page of an indicator shows for an area."""

    indicator: Indicator
    area: Area
    path: ShownPath
    month: date | None
    months: Sequence[MonthLine]
    cities: Sequence[AreaLine]
    parts: Sequence[AreaLine]
    revised: Sequence[Revised]
    batches: Sequence[Any]
    targets: Sequence[Target]
    missing: date | None


def detail(person: Person, indicator: Indicator, area: Area, today: date) -> Detail:
    """Read one indicator for one area, on a day."""
    rows = Reading.objects.visible_to(person).filter(indicator=indicator)
    own = list(_since(rows.current().filter(area=area), today).order_by("-month"))
    judged = [row for row in own if (row.measure, row.span) == (indicator.measure, indicator.span)]
    month = judged[0].month if judged else None
    year = month.year if month else today.year
    due = latest_due(indicator, today)
    beside = _beside(rows, indicator, month)
    return Detail(
        indicator=indicator,
        area=area,
        path=shown(trajectory(person, indicator, area, year, today)),
        month=month,
        months=_months(own, indicator)[:MOST_MONTHS],
        cities=_ranked(beside, indicator, (AreaKind.CITY, AreaKind.PEER, AreaKind.PROVINCE)),
        parts=_ranked(beside, indicator, (AreaKind.CITY, AreaKind.COUNTY)),
        revised=_revised(_since(rows.filter(area=area), today)),
        batches=_batches(person, indicator),
        targets=list(_targets(person, indicator, area, year)),
        missing=due if indicator.is_active and (month is None or month < due) else None,
    )


def _since(rows: QuerySet[Reading], today: date) -> QuerySet[Reading]:
    return rows.filter(month__range=(date(today.year - YEARS_BACK, 1, 1), today))


def _months(own: Iterable[Reading], indicator: Indicator) -> list[MonthLine]:
    found: dict[date, dict[str, Reading]] = {}
    for row in own:
        said = found.setdefault(row.month, {})
        # Where a number was published for the month and since January, the time that is judged is shown.
        if row.measure not in said or row.span == indicator.span:
            said[row.measure] = row
    order = (Measure.VALUE, Measure.GROWTH, Measure.RANK, indicator.measure)
    return [MonthLine(month, *(said.get(each) for each in order)) for month, said in found.items()]


def _beside(rows: QuerySet[Reading], indicator: Indicator, month: date | None) -> list[Reading]:
    """The same number of every area, for the same month."""
    if month is None:
        return []
    same = {"measure": indicator.measure, "span": indicator.span, "month": month}
    return list(rows.filter(is_current=True, **same).select_related("area", "batch"))


def _ranked(beside: Iterable[Reading], indicator: Indicator, kinds: tuple[str, ...]) -> list[AreaLine]:
    """The areas of some kinds with the best first; the city and the mean stand among them without a place."""
    rows = [row for row in beside if row.area.kind in kinds]
    if len(rows) <= 1:
        return []
    is_up = indicator.direction == Direction.UP
    rows.sort(key=lambda row: (-row.number if is_up else row.number, row.area.place))
    said = wording_of(indicator)
    city = next((row.number for row in rows if row.area.kind == AreaKind.CITY), None)
    compared = [row.number for row in rows if _has_place(row, kinds)]
    return [
        AreaLine(
            row.area,
            row,
            1 + sum((each > row.number) == is_up and each != row.number for each in compared)
            if _has_place(row, kinds)
            else 0,
            said.plain(row.number),
            "" if city is None or row.area.kind == AreaKind.CITY else signed(row.number - city, said),
            row.area.kind == AreaKind.CITY,
        )
        for row in rows
    ]


def _has_place(row: Reading, kinds: tuple[str, ...]) -> bool:
    without = AreaKind.CITY if AreaKind.COUNTY in kinds else AreaKind.PROVINCE
    return bool(row.area.kind != without)


def signed(number: int, said: Wording) -> str:
    """A difference with its sign."""
    return f"{'+' if number > 0 else ''}{said.plain(number)}"


def _revised(rows: QuerySet[Reading]) -> list[Revised]:
    """Numbers that were published more than once, the latest first; without what was taken back."""
    again = rows.filter(revision__gt=1).values_list("month", "measure", "span").distinct()
    keys = sorted(again, reverse=True)[:MOST_REVISIONS]
    if not keys:
        return []
    wanted = Q()
    for month, measure, span in keys:
        wanted |= Q(month=month, measure=measure, span=span)
    found: dict[tuple[date, str, str], list[Reading]] = {key: [] for key in keys}
    told = rows.filter(wanted, batch__withdrawn_at=None).select_related("batch")
    for row in told.order_by("-is_current", "-batch__published", "-revision"):
        found[row.month, row.measure, row.span].append(row)
    return [
        Revised(month, str(Measure(measure).label), several)
        for (month, measure, _span), several in found.items()
        if len(several) > 1
    ]


def _batches(person: Person, indicator: Indicator) -> list[Any]:
    """The latest publications with numbers of this indicator, and how many each has."""
    rows: QuerySet[Any] = ReadingBatch.objects.visible_to(person).filter(readings__indicator=indicator)
    told = rows.annotate(numbers=Count("readings")).order_by("-published", "-pk")
    return list(told[:MOST_BATCHES])


def _targets(person: Person, indicator: Indicator, area: Area, year: int) -> QuerySet[Target]:
    """What is wanted of it this year and the year before."""
    rows = Target.objects.visible_to(person).filter(indicator=indicator, area=area)
    years = (year - 1, year, year + 1)
    return rows.filter(year__in=years).prefetch_related("nodes").order_by("-year")
