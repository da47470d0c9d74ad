"""Where an indicator is heading in a year: its line, its gap, what is needed, what is likely, its place.

Computed from numbers alone, in whole ten-thousandths; the words for it stand in rules/findings.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bihuan.indicators.rules.forecasts import Outlook, between, outlook
from bihuan.indicators.rules.lines import (
    YEAR,
    Course,
    Nature,
    Numbers,
    Pace,
    beside,
    even,
    needed,
    shape,
    shaped,
    state,
    stepped,
)
from bihuan.indicators.rules.places import Gain, Standing, gain, rivals, share_by, standing

# The key of the area itself among those it is compared with.
OWN = 0


class Basis(StrEnum):
    """How a line was drawn."""

    EVEN = "even"  # month by month, evenly
    FLAT = "flat"  # the target, all year
    SHAPE = "shape"  # by the mean shape of past years
    NO_SHAPE = "no_shape"  # evenly, because there are no two whole past years
    NODES = "nodes"
    PROVINCE = "province"
    PLACE = "place"


@dataclass(frozen=True)
class Aim:
    """A target that can be computed with: its rule, its number in ten-thousandths, its named months.

    For the rule `province` the number is the margin above the mean, for `rank` the place (1, 2, …).
    """

    rule: str
    number: int | None = None
    nodes: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """The numbers of an indicator: its own, the mean of the province, the other areas by key (none is 0), and
    last year's values since January by month."""

    own: Numbers
    province: Numbers = field(default_factory=dict)
    others: Mapping[int, Numbers] = field(default_factory=dict)
    base: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """One month of the year; `likely` is what it may bring, for months to come."""

    month: int
    actual: int | None
    line: int | None
    province: int | None
    likely: Outlook | None


@dataclass(frozen=True)
class Path:
    """Where an indicator is heading in a year.

    `now` is the last month that has a number; `goal` what is asked for at the end of the year, as far as it
    is known today; `gap` number − line, so that its sign is that of the number. `chance` is named only while
    the year goes on and from no fewer than four errors. `missing` are the areas without a number for `now`.
    """

    year: int
    nature: Nature
    points: tuple[Point, ...]
    basis: Basis | None = None
    now: Point | None = None
    goal: int | None = None
    pace: Pace | None = None
    chance: float | None = None
    standing: Standing | None = None
    gain: Gain | None = None
    missing: tuple[int, ...] = ()

    @property
    def gap(self) -> int | None:
        """How far the number lies from its line."""
        now = self.now
        if now is None or now.actual is None or now.line is None:
            return None
        return now.actual - now.line

    @property
    def behind(self) -> int | None:
        """How far the number lies from the mean of the province."""
        now = self.now
        if now is None or now.actual is None or now.province is None:
            return None
        return now.actual - now.province

    @property
    def state(self) -> str:
        """Its light: grn, amb, red; gry where nothing can be judged."""
        now = self.now
        if now is None or now.actual is None or now.line is None:
            return "gry"
        return state(self.nature, now.actual, now.line)

    @property
    def short(self) -> int:
        """How much is still lacking to the number that the year is to end with."""
        if self.now is None or self.now.actual is None or self.goal is None:
            return 0
        return max(self.nature.short(self.now.actual, self.goal), 0)

    @property
    def last(self) -> Point | None:
        """December."""
        return self.points[-1] if self.points and self.points[-1].month == YEAR else None


def path(nature: Nature, aim: Aim | None, known: Known, year: int) -> Path:
    """Draw the path of a year from what is known by now."""
    basis, line = _line(nature, aim, known, year) if aim else (None, {})
    months = [month for month in nature.months if (year, month) in known.own]
    now = months[-1] if months else 0
    points = tuple(
        Point(
            month,
            known.own.get((year, month)),
            line.get(month),
            known.province.get((year, month)),
            outlook(known.own, year, now, month, nature) if now and month > now else None,
        )
        for month in nature.months
    )
    drawn = Path(year, nature, points, basis if line else None, goal=line.get(YEAR))
    return _seen_from(drawn, now, aim, known) if now else drawn


def _line(nature: Nature, aim: Aim, known: Known, year: int) -> tuple[Basis | None, dict[int, int]]:
    if aim.rule == "nodes":
        return Basis.NODES, stepped(aim.nodes, aim.number, nature)
    if aim.number is None:
        return None, {}
    if aim.rule == "province":
        return Basis.PROVINCE, beside(in_year(known.province, year), aim.number, nature)
    if aim.rule == "rank":
        holders = rivals({OWN: known.own, **known.others}, aim.number, nature)
        return Basis.PLACE, beside(in_year(holders, year), 0, nature)
    return _divided(nature, aim.number, known.own, year, is_seasonal=aim.rule == "seasonal")


def _divided(
    nature: Nature, goal: int, own: Numbers, year: int, *, is_seasonal: bool
) -> tuple[Basis, dict[int, int]]:
    if nature.course != Course.ADDS:
        return Basis.FLAT, even(goal, nature)
    if not is_seasonal:
        return Basis.EVEN, even(goal, nature)
    shares = shape(own, year, nature)
    return (Basis.SHAPE, shaped(goal, shares)) if shares else (Basis.NO_SHAPE, even(goal, nature))


def _seen_from(drawn: Path, now: int, aim: Aim | None, known: Known) -> Path:
    """The path with what can be said from its last month."""
    year, nature = drawn.year, drawn.nature
    number = known.own[year, now]
    here = {OWN: number} | {
        key: series[year, now] for key, series in known.others.items() if (year, now) in series
    }
    stands = standing(here, OWN, nature) if len(here) > 1 else None
    share = share_by(now, shape(known.own, year, nature))
    return replace(
        drawn,
        now=next(point for point in drawn.points if point.month == now),
        pace=None if drawn.goal is None else needed(nature, drawn.goal, now, number, known.base),
        chance=_chance(drawn, now, aim, known) if aim and nature.left(now) else None,
        standing=stands,
        gain=gain(nature, stands, now, number, known.base, share) if stands else None,
        missing=tuple(sorted(known.others.keys() - here.keys())),
    )


def _chance(drawn: Path, now: int, aim: Aim, known: Known) -> float | None:
    """How likely the target is met. Where it moves with somebody, the distance from him is carried on."""
    nature = drawn.nature
    if drawn.goal is None:
        return None
    if drawn.basis not in (Basis.PROVINCE, Basis.PLACE):
        return _reaches(known.own, drawn.goal, drawn, now, nature)
    is_place = drawn.basis == Basis.PLACE
    others = rivals(known.others, aim.number or 0, nature) if is_place else known.province
    # A distance does not add up: it is carried on by difference.
    beside_him = replace(nature, course=Course.AVERAGES) if nature.course == Course.ADDS else nature
    return _reaches(between(known.own, others), 0 if is_place else aim.number or 0, drawn, now, beside_him)


def _reaches(numbers: Numbers, goal: int, drawn: Path, now: int, nature: Nature) -> float | None:
    likely = outlook(numbers, drawn.year, now, YEAR, nature)
    # A number that is rounded to the goal when it is published has reached it.
    half = nature.step // 2 if nature.is_up else -(nature.step // 2)
    return likely.chance(goal - half, is_up=nature.is_up) if likely else None


def in_year(numbers: Numbers, year: int) -> dict[int, int]:
    """The numbers of one year, by month."""
    return {key[1]: number for key, number in numbers.items() if key[0] == year}
