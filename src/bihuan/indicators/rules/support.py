"""The air-castle test: how much of what a target still needs is carried by projects that are alive.

carried = chance of reaching the stage in time × what the project then brings × the months left. Chances come
from the city's own past and from nothing else; where it is too short, nothing is said.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

import numpy as np

from bihuan.indicators.rules.histories import History, has_come
from bihuan.kernel.periods import shifted

# Fewer projects of the past than this tell nothing of a chance.
FEWEST = 10
DRAWS = 10_000
# The interval holds four of five draws.
LOW, HIGH = 0.1, 0.9
# Jeffreys' prior of a chance, and one observation spread evenly over the months in which it may happen.
PRIOR = 0.5
MOST_WINDOWS = 24


class Verdict(StrEnum):
    NOTHING = "nothing"  # the target needs nothing more
    UNKNOWN = "unknown"  # too few of the past
    UNSUPPORTED = "unsupported"
    UNSURE = "unsure"  # more likely than not, but the interval reaches below what is needed
    SUPPORTED = "supported"


@dataclass(frozen=True)
class Past:
    """Of `n` projects that stood in a stage, how many had come to the goal after each month."""

    n: int
    came: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many came to the goal within the whole time."""
        return sum(self.came)


def past(histories: Iterable[History], stage: str, goal: str, months: int, today: date) -> Past:
    """Count how many of the projects that stood in a stage came to a goal within so many months.

    The past is cut into spans of so many months that end today and do not overlap; a project counts in each
    span at whose beginning it stood in the stage.
    """
    told, came, n = list(histories), [0] * months, 0
    first = min((each.steps[0][0] for each in told), default=today)
    for window in range(1, MOST_WINDOWS + 1):
        start = shifted(today, -months * window)
        if start < first:
            break
        for each in told:
            if each.stage_on(start) == stage:
                n += 1
                month = _month_of_coming(each, goal, start, months)
                if month:
                    came[month - 1] += 1
    return Past(n, tuple(came))


def _month_of_coming(told: History, goal: str, start: date, months: int) -> int:
    steps = (month for month in range(1, months + 1) if has_come(told.stage_on(shifted(start, month)), goal))
    return next(steps, 0)


@dataclass(frozen=True)
class Live:
    """A project that may still bring something this year.

    `values` is what it brings if it comes to the goal in the first month from now, the second…; `stage` where
    it stands. One that has come already brings `values[0]`, and has no stage. `unit` leads it.
    """

    key: int
    values: tuple[int, ...]
    stage: str = ""
    sector: str = ""
    unit: int = 0


@dataclass(frozen=True)
class Group:
    """The projects of one sector or unit: how many, and what is expected of them."""

    key: str | int
    count: int
    expected: float


@dataclass(frozen=True)
class Support:
    """What live projects carry of a need: expected, and the ends of the interval, in the unit of the need.

    `unsaid` projects stand in stages of which the past tells too little; they may bring `unsaid_most`.
    """

    need: int
    count: int
    expected: float
    low: float
    high: float
    unsaid: int
    unsaid_most: int
    pasts: Mapping[str, Past] = field(default_factory=dict)
    sectors: tuple[Group, ...] = ()
    units: tuple[Group, ...] = ()

    def share(self, number: float) -> float:
        """A part of the need, 1 being all of it."""
        return number / self.need

    @property
    def verdict(self) -> Verdict:
        if self.need <= 0:
            return Verdict.NOTHING
        if self.expected < self.need <= self.expected + self.unsaid_most:
            return Verdict.UNKNOWN
        if self.expected < self.need:
            return Verdict.UNSUPPORTED
        return Verdict.SUPPORTED if self.low >= self.need else Verdict.UNSURE


def support(need: int, projects: Iterable[Live], pasts: Mapping[str, Past], draws: int = DRAWS) -> Support:
    """Weigh what live projects may bring against a need; the same question always has the same answer."""
    told = [each for each in projects if not each.stage or pasts.get(each.stage, NONE).n >= FEWEST]
    unsaid = [each for each in projects if each.stage and pasts.get(each.stage, NONE).n < FEWEST]
    low, high = _interval(tuple(told), tuple(sorted(pasts.items())), draws)
    expected = {each.key: _expected(each, pasts) for each in told}
    return Support(
        need=need,
        count=len(told) + len(unsaid),
        expected=sum(expected.values()),
        low=low,
        high=high,
        unsaid=len(unsaid),
        unsaid_most=sum(max(each.values, default=0) for each in unsaid),
        pasts=pasts,
        sectors=_groups([*told, *unsaid], expected, "sector"),
        units=_groups([*told, *unsaid], expected, "unit"),
    )


NONE = Past(0, ())


def _groups(projects: Sequence[Live], expected: Mapping[int, float], column: str) -> tuple[Group, ...]:
    found: dict[str | int, list[float]] = {}
    for each in projects:
        found.setdefault(getattr(each, column), []).append(expected.get(each.key, 0.0))
    groups = [Group(key, len(parts), sum(parts)) for key, parts in found.items()]
    return tuple(sorted(groups, key=lambda group: (-group.expected, group.key)))


def _expected(project: Live, pasts: Mapping[str, Past]) -> float:
    if not project.stage:
        return float(project.values[0]) if project.values else 0.0
    seen = pasts[project.stage]
    chance = (seen.total + PRIOR) / (seen.n + 2 * PRIOR)
    return chance * float(np.dot(_months(seen) / _months(seen).sum(), project.values))


def _months(seen: Past) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.array(seen.came, dtype=np.float64) + 1 / len(seen.came)


@lru_cache(maxsize=256)
def _interval(
    projects: tuple[Live, ...], pasts: tuple[tuple[str, Past], ...], draws: int
) -> tuple[float, float]:
    """The interval of what all bring together: chances drawn from what the past allows, then each project."""
    seed = hashlib.sha256(repr((projects, pasts, draws)).encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(seed[:8], "big")))
    known, total = dict(pasts), np.zeros(draws)
    for stage in sorted({each.stage for each in projects}):
        mine = [each for each in projects if each.stage == stage]
        if not stage:
            total += sum(each.values[0] for each in mine if each.values)
            continue
        seen = known[stage]
        reach = rng.beta(seen.total + PRIOR, seen.n - seen.total + PRIOR, draws)
        by_month = np.cumsum(rng.dirichlet(_months(seen), draws), axis=1) * reach[:, None]
        for each in mine:
            month = (rng.random(draws)[:, None] > by_month).sum(axis=1)
            total += np.array([*each.values, 0], dtype=np.float64)[month]
    low, high = np.quantile(total, (LOW, HIGH))
    return float(low), float(high)
