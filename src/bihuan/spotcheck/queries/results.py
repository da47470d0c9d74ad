"""What draws say of the whole: counts of each sample, exact bounds, by unit and over time.

Counts of a draw are public with it; which things they are is shown by `visible_to` alone.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from bihuan.people.models import Person
from bihuan.spotcheck.models import Check, Draw, Result, State
from bihuan.spotcheck.rules.bounds import HALF_RISK, RISK, Estimate, Point, Sampling, operating_curve
from bihuan.spotcheck.rules.protocol import BASE, MORE
from bihuan.supervision.models import SupervisionItem
from bihuan.ui.schemas import LARGEST_ID

# Rates of the operating curve, in per mille.
RATES = (0, 5, 10, 20, 30, 40, 50, 75, 100, 150, 200, 300)
WIDE = 640
TALL, LEFT, BOTTOM = 220, 44, 26
PER_CENT = 100
PAGE = 30


@dataclass(frozen=True)
class Tally:
    """One sample: drawn from so many, judged, and how it came out."""

    whole: int
    drawn: int
    judged: int
    holds: int
    flawed: int
    failed: int
    risk: int = RISK

    @property
    def is_done(self) -> bool:
        """Whether everything drawn has its result; before that no rate is told."""
        return self.judged == self.drawn > 0

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.whole, self.judged, self.failed, self.risk)


@dataclass(frozen=True)
class Stratum:
    """One unit in a draw: its size, weight and quota, and its part of the risk sample."""

    unit: str
    weight: int
    quota: int
    tally: Tally


def tallies(draw: Draw) -> tuple[Tally, list[Stratum]]:
    """The base sample of a draw, and its strata in the order of the units."""
    quota, weights = _by_unit(draw.quota), _by_unit(draw.weights)
    cells = draw.checks.order_by().values_list("unit", "is_base", "is_risk", "result")
    base: Counter[str] = Counter()
    risk: dict[int, Counter[str]] = defaultdict(Counter)
    for unit, is_base, is_risk, result, count in cells.annotate(count=Count("pk")):
        base[result] += count * is_base
        risk[unit][result] += count * is_risk
    units = draw.members.values_list("unit", "unit__short_name").annotate(size=Count("pk"))
    found = [
        Stratum(name, weights[unit], quota[unit], _tally(size, risk[unit]))
        for unit, name, size in units.order_by("unit__sort_key", "unit")
    ]
    return _tally(draw.pop_size, base, _risk(draw)), found


def full_check_of(draw: Draw, person: Person) -> SupervisionItem | None:
    """The matter that a draw filed, to whoever may see it: the draw is everybody's, a draft is not."""
    if draw.full_item_id is None:
        return None
    return SupervisionItem.objects.visible_to(person).filter(pk=draw.full_item_id).first()


def _risk(draw: Draw) -> int:
    """A base sample that may be taken in two steps spends half of the risk on each."""
    return HALF_RISK if draw.more_n else RISK


def _tally(whole: int, results: Mapping[str, int], risk: int = RISK) -> Tally:
    holds, flawed, failed = (results.get(each, 0) for each in Result.values)
    judged = holds + flawed + failed
    return Tally(whole, judged + results.get("", 0), judged, holds, flawed, failed, risk)


def _by_unit(text: str) -> dict[int, int]:
    return {int(name[1:]): number for name, number in json.loads(text).items() if name not in (BASE, MORE)}


def over_time(draws: Sequence[Draw]) -> list[tuple[Draw, Tally]]:
    """The closed ones of some draws, each with its base sample."""
    closed = [row for row in draws if row.status == State.CLOSED]
    counts = Check.objects.filter(draw__in=[row.pk for row in closed], is_base=True).order_by()
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for draw, result, count in counts.values_list("draw", "result").annotate(count=Count("pk")):
        found[draw][result] += count
    return [(row, _tally(row.pop_size, found[row.pk], _risk(row))) for row in closed]


@dataclass(frozen=True)
class Curve:
    """An operating curve as it is drawn: the line, its ticks, and its points for the table."""

    points: list[Point]
    line: str
    across: list[tuple[float, int]]
    up: list[tuple[float, int]]


def curve(draw: Draw) -> Curve:
    """How often the plan of a draw accepts, by the share that is false."""
    number = min(draw.base_n, draw.pop_size)
    more = min(draw.more_n, draw.pop_size - number)
    plan = Sampling(number, min(draw.accept, number), more, draw.accept_2)
    points = operating_curve(draw.pop_size, plan, RATES)
    most = max(RATES) / 10
    wide, tall = WIDE - LEFT - 8, TALL - BOTTOM - 8

    def x(rate: float) -> float:
        return round(LEFT + wide * min(rate / most, 1), 1)

    def y(share: float) -> float:
        return round(8 + tall * (1 - share / PER_CENT), 1)

    line = " ".join(f"{x(each.rate)},{y(each.accepted)}" for each in points)
    return Curve(
        points,
        line,
        [(x(rate), rate) for rate in range(0, int(most) + 1, 5)],
        [(y(share), share) for share in range(0, PER_CENT + 1, 25)],
    )


@dataclass(frozen=True)
class Pager:
    """Some checks of a draw, and after which of them the next page begins."""

    rows: list[Check]
    after: str
    total: int | None = None


def checks_of(person: Person, draw: Draw, after: str) -> Pager:
    """The checks of a draw that somebody sees, page by page in the order in which they were drawn."""
    rows = Check.objects.visible_to(person).filter(draw=draw)
    if after.isascii() and after.isdigit() and len(after) <= len(str(LARGEST_ID)):
        rows = rows.filter(pk__gt=min(int(after), LARGEST_ID))
    found = list(rows.select_related("member", "unit", "head").order_by("pk")[: PAGE + 1])
    more = len(found) > PAGE
    return Pager(found[:PAGE], str(found[PAGE - 1].pk) if more else "")


def void_count(draws: Sequence[Draw], year: int) -> int:
    """How many draws of a year were declared void or moved to the reserve."""
    return sum(
        row.number.startswith(f"{year}-") and (row.status == State.VOID or row.attempt > 0) for row in draws
    )
