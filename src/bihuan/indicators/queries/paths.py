"""Where indicators are heading, drawn from the current readings that a person sees.

One call draws one path or many: the number of queries does not grow with the number of indicators.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import cast

from django.db.models import F, Q, QuerySet, prefetch_related_objects

from bihuan.indicators.models import (
    SCALE,
    Area,
    AreaKind,
    Direction,
    Indicator,
    Measure,
    Reading,
    Span,
    Target,
    TargetRule,
)
from bihuan.indicators.models.reading import ReadingQuerySet
from bihuan.indicators.rules.findings import PER_CENT, Wording
from bihuan.indicators.rules.lines import YEAR, Course, Nature
from bihuan.indicators.rules.paths import Aim, Known, Path, path
from bihuan.indicators.rules.times import JANUARY, months_of
from bihuan.people.models import Person

# Errors of more than ten years ago tell of another economy.
PAST_YEARS = 10
RATE_SLACK, RATE_LEAST = 10, SCALE // 2
SLACK = 20
GROWTH_PLACES = 1
# With whom an area is compared by place.
COMPARED = {
    AreaKind.CITY: (AreaKind.CITY, AreaKind.PEER),
    AreaKind.PEER: (AreaKind.CITY, AreaKind.PEER),
    AreaKind.COUNTY: (AreaKind.COUNTY,),
    AreaKind.PROVINCE: (),
}


@dataclass(frozen=True)
class Trajectory:
    """The path of an indicator in an area and a year, the readings it was drawn from, and how it is written.

    `again` draws it from readings: from all of them as it is, from some what can be told from these alone.
    """

    indicator: Indicator
    area: Area
    target: Target | None
    path: Path
    names: Mapping[int, str]
    today: date
    rows: ReadingQuerySet
    again: Callable[[ReadingQuerySet], Path]

    @property
    def wording(self) -> Wording:
        return wording_of(self.indicator)

    @property
    def state(self) -> str:
        return self.path.state


@dataclass(frozen=True)
class _Scene:
    """Whose paths are drawn, of which year, beside whom."""

    area: Area
    year: int
    areas: Mapping[int, Area]

    @property
    def province(self) -> int:
        return next((key for key, each in self.areas.items() if each.kind == AreaKind.PROVINCE), 0)

    @property
    def compared(self) -> set[int]:
        kinds = COMPARED[AreaKind(self.area.kind)]
        return {key for key, each in self.areas.items() if each.kind in kinds and key != self.area.pk}


@dataclass
class _Gathered:
    """The numbers of one indicator as they come from the table, by area."""

    series: dict[int, dict[tuple[int, int], int]] = field(default_factory=lambda: defaultdict(dict))
    base: dict[int, int] = field(default_factory=dict)


def trajectory(
    person: Person,
    indicator: Indicator,
    area: Area,
    year: int,
    today: date,
    *,
    areas: Iterable[Area] | None = None,
) -> Trajectory:
    """Where one indicator is heading, with its place among those it is compared with."""
    return trajectories(person, [indicator], area, year, today, with_places=True, areas=areas)[indicator.pk]


def trajectories(
    person: Person,
    indicators: Iterable[Indicator],
    area: Area,
    year: int,
    today: date,
    *,
    with_places: bool = False,
    areas: Iterable[Area] | None = None,
) -> dict[int, Trajectory]:
    """Where each of these indicators is heading, by its key; places only where they are asked for.

    Three queries, however many indicators, and one more where a target has named months. `areas` are all of
    them, where they are known already.
    """
    wanted = {each.pk: each for each in indicators}
    every = cast("QuerySet[Area]", Area.objects.visible_to(person)) if areas is None else areas
    scene = _Scene(area, year, {each.pk: each for each in every})
    targets = {
        each.indicator_id: each
        for each in Target.objects.visible_to(person).filter(indicator__in=wanted, area=area, year=year)
    }
    prefetch_related_objects([each for each in targets.values() if _has_nodes(each)], "nodes")
    ranked = (
        set(wanted) if with_places else {key for key, each in targets.items() if each.rule == TargetRule.RANK}
    )
    rows = _rows(person, wanted, ranked, scene, today)
    gathered = _gather(rows, wanted, scene)
    names = {key: each.name for key, each in scene.areas.items()}
    return {
        key: Trajectory(
            each,
            area,
            targets.get(key),
            _path(each, targets.get(key), gathered[key], scene),
            names,
            today,
            rows.filter(indicator=each),
            partial(_again, each, targets.get(key), scene),
        )
        for key, each in wanted.items()
    }


def _again(indicator: Indicator, target: Target | None, scene: _Scene, rows: ReadingQuerySet) -> Path:
    gathered = _gather(rows, {indicator.pk: indicator}, scene)[indicator.pk]
    return _path(indicator, target, gathered, scene)


def _rows(
    person: Person, wanted: Collection[int], ranked: Collection[int], scene: _Scene, today: date
) -> ReadingQuerySet:
    """The readings that paths are drawn from: its own and the province's over the years, last year's values,
    and the other areas' for those that are compared by place."""
    judged = Q(measure=F("indicator__measure"), span=F("indicator__span"))
    base = Q(measure=Measure.VALUE, span=Span.YTD, area=scene.area, month__year=scene.year - 1)
    beside = Q(area__in=(scene.area.pk, scene.province))
    if ranked:
        beside |= Q(area__in=scene.compared, indicator__in=ranked)
    first, last = date(scene.year - PAST_YEARS, 1, 1), min(date(scene.year, YEAR, 1), today)
    rows = Reading.objects.visible_to(person).current()
    return rows.filter(indicator__in=wanted, month__range=(first, last)).filter(judged & beside | base)


def _gather(rows: ReadingQuerySet, wanted: Mapping[int, Indicator], scene: _Scene) -> dict[int, _Gathered]:
    """Sort readings by their indicator and area; values of last year also serve as weights."""
    found = {key: _Gathered() for key in wanted}
    names = ("indicator_id", "area_id", "measure", "span", "month", "number")
    for key, area, measure, span, month, number in rows.values_list(*names):
        indicator, into = wanted[key], found[key]
        if (measure, span) == (indicator.measure, indicator.span):
            into.series[area][month.year, month.month] = number
        is_own = area == scene.area.pk and month.year == scene.year - 1
        if is_own and (measure, span) == (Measure.VALUE, Span.YTD):
            into.base[month.month] = number
    return found


def _path(indicator: Indicator, target: Target | None, gathered: _Gathered, scene: _Scene) -> Path:
    series = gathered.series
    known = Known(
        own=series[scene.area.pk],
        province={} if scene.province == scene.area.pk else series[scene.province],
        # Places are not placed once more.
        others={}
        if indicator.measure == Measure.RANK
        else {key: series[key] for key in scene.compared if series[key]},
        base=gathered.base if indicator.measure == Measure.GROWTH else {},
    )
    nature = nature_of(indicator, is_january_out=(scene.year, JANUARY) in known.own)
    return path(nature, _aim(indicator, target) if target else None, known, scene.year)


def nature_of(indicator: Indicator, *, is_january_out: bool = False) -> Nature:
    """How an indicator's number moves. January alone is due only where it was published."""
    is_growth, is_place = indicator.measure == Measure.GROWTH, indicator.measure == Measure.RANK
    months = months_of(indicator.rhythm)
    if indicator.span == Span.YTD and not is_january_out:
        months = tuple(month for month in months if month != JANUARY)
    return Nature(
        _course(indicator),
        is_up=indicator.direction == Direction.UP and not is_place,
        months=months,
        step=SCALE if is_place else SCALE // 10 ** places_of(indicator),
        slack=RATE_SLACK if is_growth else SLACK,
        least=SCALE if is_place else RATE_LEAST if is_growth else 0,
    )


def _course(indicator: Indicator) -> Course:
    """What adds up is a value since January, unless it is a share or a mean: per cent, or a this per that."""
    if indicator.span != Span.YTD or indicator.measure == Measure.RANK:
        return Course.STANDS
    is_mean = indicator.unit_name.endswith(PER_CENT) or "/" in indicator.unit_name
    return Course.AVERAGES if indicator.measure == Measure.GROWTH or is_mean else Course.ADDS


def _has_nodes(target: Target) -> bool:
    return target.rule == TargetRule.NODES


def _aim(indicator: Indicator, target: Target) -> Aim:
    nodes = {node.month: node.number for node in target.nodes.all()} if _has_nodes(target) else {}
    is_ranked = target.rule == TargetRule.RANK
    if not is_ranked or target.number is None:
        return Aim(target.rule, target.number, nodes)
    # A place that is itself the number is a target like any other.
    if indicator.measure == Measure.RANK:
        return Aim(TargetRule.LINEAR, target.number)
    return Aim(target.rule, target.number // SCALE)


def wording_of(indicator: Indicator) -> Wording:
    """How the numbers of an indicator are written."""
    return Wording(indicator.name, indicator.measure, indicator.unit_name, places_of(indicator))


def places_of(indicator: Indicator) -> int:
    """The decimals of the number that is judged: growth is published with one."""
    return GROWTH_PLACES if indicator.measure == Measure.GROWTH else indicator.places
