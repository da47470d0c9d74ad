"""Who carries the gap of an indicator: counties and parks, and in each the projects tied to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import cast

from django.db.models import Q, QuerySet

from bihuan.indicators.models import Area, AreaKind, CarryRule, Direction, Indicator, Measure, Reading
from bihuan.indicators.models.reading import ReadingQuerySet
from bihuan.indicators.queries.carried import Lack, Stuck, lacks, rule_of, stuck, territories, tied
from bihuan.indicators.queries.lines import Line, line_at
from bihuan.indicators.rules.contribution import Weighed, apportion, by_areas, pulled
from bihuan.indicators.rules.lines import Course
from bihuan.kernel.periods import MONTHS
from bihuan.kernel.suppression import LEAST
from bihuan.people.models import Person
from bihuan.projects.models import Project

NO_READING, NO_LINE, NO_BASE, NO_SUM = "no_reading", "no_line", "no_base", "no_sum"


@dataclass(frozen=True)
class CarriedProject:
    """One project under an area's number: what it adds to the city's gap, how late it is, where it is stuck.

    `contribution` is in ten-thousandths of what the gap is measured in, `short` in ten-thousandths of the
    indicator's unit; what is missing lies below nought in the one and above it in the other.
    """

    pk: int
    name: str
    stage: str
    total: int
    lead_id: int
    lead: str
    contribution: int
    short: int
    planned: date | None
    began: date | None
    months_late: int
    days_late: int
    stuck: Stuck | None


@dataclass(frozen=True)
class AreaShare:
    """One county or park: its number, its weight (a share from 0 to 1), and what it adds to the gap.

    Its projects, `others` and `untied` sum to `contribution`. `others` is what projects add that the reader
    does not see, told only where they are three or more; else it is within `untied`.
    """

    pk: int
    name: str
    unit_id: int | None
    number: int
    weight: float
    contribution: int
    projects: tuple[CarriedProject, ...] = ()
    others: int | None = None
    others_count: int = 0
    untied: int = 0


@dataclass(frozen=True)
class Contribution:
    """The gap of the city and who carries it: areas, the worst first, and `between` them sum to `gap`.

    `why` says why nothing can be told, and is empty where it can. `missing` names areas without a number or
    a value of last year. `is_growth`: the gap is in points, else in the indicator's unit. `is_whole`: the
    reader sees every project that the rule ties to the indicator. `goal` is what the year is to end with,
    `course` how the number moves over it; `base` and `base_whole` are last year's values by the same month
    and by its end.
    """

    indicator: Indicator
    month: date
    why: str = ""
    rule: CarryRule | None = None
    number: int = 0
    line: int = 0
    gap: int = 0
    is_growth: bool = True
    areas: tuple[AreaShare, ...] = ()
    between: int = 0
    missing: tuple[str, ...] = ()
    is_whole: bool = True
    goal: int | None = None
    course: Course = Course.AVERAGES
    base: int | None = None
    base_whole: int | None = None

    def area(self, pk: int) -> AreaShare | None:
        """The share of one area."""
        return next((each for each in self.areas if each.pk == pk), None)


@dataclass
class _Numbers:
    """The readings of one month: numbers of it, and values of last year by its time and its end, by area."""

    city: int = 0
    now: dict[int, int] = field(default_factory=dict)
    base: dict[int, int] = field(default_factory=dict)
    whole: dict[int, int] = field(default_factory=dict)

    @property
    def weighed(self) -> dict[int, Weighed]:
        """Counties and parks that have both a number and a value of last year."""
        keys = [key for key in self.now if key in self.base and key != self.city]
        return {key: Weighed(self.now[key], self.base[key]) for key in keys}

    def split(self, line: int, *, is_growth: bool) -> tuple[dict[int, int], int]:
        """What each of them adds to the gap of the city, and what lies between them; both sum to the gap."""
        shares = by_areas(self.weighed, line, self.base.get(self.city, 0), is_growth=is_growth)
        *parts, between = apportion(self.now[self.city] - line, list(shares.values()))
        return dict(zip(shares, parts, strict=True)), between


@dataclass(frozen=True)
class _Ground:
    """What a gap is told from: the areas, the rule in force, readings of the month, the line."""

    areas: Mapping[int, Area]
    rule: CarryRule | None
    found: _Numbers
    goal: Line

    @property
    def ours(self) -> dict[int, Area]:
        """Counties and parks."""
        return {key: each for key, each in self.areas.items() if each.kind == AreaKind.COUNTY}


def _ground(person: Person, indicator: Indicator, month: date, today: date) -> _Ground:
    areas = {
        each.pk: each for each in cast("QuerySet[Area]", Area.objects.visible_to(person)).order_by("place")
    }
    city = next((each for each in areas.values() if each.kind == AreaKind.CITY), None)
    goal = line_at(person, indicator, city, month, today, areas.values())
    found = _numbers(readings_of(person, indicator, month), indicator, month)
    return _Ground(areas, rule_of(person, indicator), found, goal)


def reached(person: Person, indicator: Indicator, month: date, today: date) -> Contribution:
    """The gap of a month as it is, not split over anything."""
    return _reached(indicator, month, _ground(person, indicator, month, today))


def _reached(indicator: Indicator, month: date, ground: _Ground) -> Contribution:
    found, city, goal = ground.found, ground.found.city, ground.goal
    why = _why(indicator, found, city, goal.number)
    if why or goal.number is None:
        return Contribution(indicator, month, why, ground.rule, course=goal.course)
    number = found.now[city]
    return Contribution(
        indicator, month, "", ground.rule, number, goal.number, number - goal.number,
        goal.course == Course.AVERAGES, goal=goal.goal, course=goal.course,
        base=found.base.get(city), base_whole=found.whole.get(city),
    )  # fmt: skip


def contribution(person: Person, indicator: Indicator, month: date, today: date) -> Contribution:
    """Split the gap of a month over areas and projects; the number of questions does not grow with either."""
    ground = _ground(person, indicator, month, today)
    whole = _reached(indicator, month, ground)
    if whole.why:
        return whole
    ours, found, rule = ground.ours, ground.found, ground.rule
    scene = _Scene(person, indicator, month, today, whole.is_growth, found.base[found.city])
    weighed = found.weighed
    shares, between = found.split(whole.line, is_growth=whole.is_growth)
    carried = _carried(scene, rule, ours) if rule else _Carried()
    rows = [_area(ours[key], weighed[key], part, scene.base, carried) for key, part in shares.items()]
    is_up = indicator.direction == Direction.UP
    rows.sort(key=lambda each: each.contribution if is_up else -each.contribution)
    missing = tuple(each.name for key, each in ours.items() if key not in weighed)
    return replace(whole, areas=tuple(rows), between=between, missing=missing, is_whole=carried.is_whole)


def readings_of(person: Person, indicator: Indicator, month: date) -> ReadingQuerySet:
    """What a gap is split by: numbers of the month, and last year's values, of the city and its areas."""
    past, kinds = month.replace(year=month.year - 1), (AreaKind.CITY, AreaKind.COUNTY)
    now = Q(month=month, measure=indicator.measure)
    then = Q(month__in=(past, past.replace(month=MONTHS)), measure=Measure.VALUE)
    rows = Reading.objects.visible_to(person).current()
    return rows.filter(now | then, indicator=indicator, span=indicator.span, area__kind__in=kinds)


def pulls(rows: ReadingQuerySet, split: Contribution) -> dict[int, int]:
    """What each area adds to a gap, from some readings alone."""
    found = _numbers(rows, split.indicator, split.month)
    if found.city not in found.now:
        return {}
    return found.split(split.line, is_growth=split.is_growth)[0]


def _numbers(rows: ReadingQuerySet, indicator: Indicator, month: date) -> _Numbers:
    past, found = month.replace(year=month.year - 1), _Numbers()
    told = rows.order_by("area__place", "area").values_list(
        "area", "area__kind", "measure", "month", "number"
    )
    for area, kind, measure, when, number in told:
        if kind == AreaKind.CITY:
            found.city = area
        if when == month and measure == indicator.measure:
            found.now[area] = number
        if when == past and measure == Measure.VALUE:
            found.base[area] = number
        if when == past.replace(month=MONTHS) and measure == Measure.VALUE:
            found.whole[area] = number
    return found


def _why(indicator: Indicator, found: _Numbers, city: int, line: int | None) -> str:
    """Why a gap cannot be split, if it cannot."""
    if indicator.measure == Measure.RANK:
        return NO_SUM
    if city not in found.now:
        return NO_READING
    if line is None:
        return NO_LINE
    return "" if found.base.get(city, 0) > 0 else NO_BASE


@dataclass(frozen=True)
class _Scene:
    """Whose gap is split, for whom, and what a shortfall is held against."""

    person: Person
    indicator: Indicator
    month: date
    today: date
    is_growth: bool
    base: int


@dataclass
class _Carried:
    """What projects add, by area: those that the reader sees, and those that he does not."""

    seen: dict[int, list[tuple[Lack, Fraction]]] = field(default_factory=lambda: defaultdict(list))
    unseen: dict[int, list[Fraction]] = field(default_factory=lambda: defaultdict(list))
    stuck: Mapping[int, Stuck] = field(default_factory=dict)
    is_whole: bool = True


def _carried(scene: _Scene, rule: CarryRule, areas: Mapping[int, Area]) -> _Carried:
    """The projects under the rule, by the area on whose ground they stand or whose unit leads them."""
    projects = tied(rule, scene.month.year)
    mine = set(
        Project.objects.visible_to(scene.person)
        .filter(pk__in=projects.values("pk"))
        .values_list("pk", flat=True)
    )
    by_unit = {each.unit_id: key for key, each in areas.items() if each.unit_id}
    grounds, found = territories(projects), _Carried()
    for lack in lacks(rule, scene.indicator, projects, scene.month, scene.today):
        units = [*grounds.get(lack.project.pk, ()), lack.project.lead_id]
        area = next((by_unit[unit] for unit in units if unit in by_unit), 0)
        pull = pulled(lack.short, rule.coefficient, scene.base, is_growth=scene.is_growth)
        if lack.project.pk in mine:
            found.seen[area].append((lack, pull))
        else:
            found.unseen[area].append(pull)
            found.is_whole = False
    found.stuck = stuck(projects.filter(pk__in=mine), scene.today)
    return found


def _area(area: Area, weighed: Weighed, share: int, base: int, carried: _Carried) -> AreaShare:
    """An area with its projects, the largest shortfall first."""
    pairs, unseen = carried.seen[area.pk], carried.unseen[area.pk]
    is_told = len(unseen) >= LEAST
    others = [sum(unseen, Fraction())] if is_told else []
    *rounded, untied = apportion(share, [*(pull for _lack, pull in pairs), *others])
    others_rounded = rounded.pop() if is_told else None
    rows = [
        _project(lack, pull, carried.stuck.get(lack.project.pk))
        for (lack, _pull), pull in zip(pairs, rounded, strict=True)
    ]
    rows.sort(key=lambda each: (-each.short, each.pk))
    return AreaShare(
        area.pk, area.name, area.unit_id, weighed.number, weighed.base / base, share, tuple(rows),
        others_rounded, len(unseen) if is_told else 0, untied,
    )  # fmt: skip


def _project(lack: Lack, pull: int, held: Stuck | None) -> CarriedProject:
    row = lack.project
    return CarriedProject(
        row.pk, row.name, row.status, row.total, row.lead_id, row.lead.short_name, pull, round(lack.short),
        lack.planned, lack.began, lack.months_late, lack.days_late, held,
    )  # fmt: skip


def worst(areas: Iterable[AreaShare]) -> AreaShare | None:
    """The area that is opened at first: the worst."""
    return next(iter(areas), None)
