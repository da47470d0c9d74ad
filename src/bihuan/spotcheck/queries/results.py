"""What draws say of the whole: counts of each sample, exact bounds, by unit and over time.

Counts of a draw are public with it; which things they are is shown by `visible_to` alone.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from bihuan.people.models import Person, Unit
from bihuan.spotcheck.models import Check, Draw, Result, State
from bihuan.spotcheck.rules.bounds import Estimate, Point, operating_curve
from bihuan.spotcheck.rules.protocol import BASE

# Rates of the operating curve, in per mille.
RATES = (0, 5, 10, 20, 30, 40, 50, 75, 100, 150, 200, 300)
WIDE = 640
TALL, LEFT, BOTTOM = 220, 44, 26
PER_CENT = 100


@dataclass(frozen=True)
class Tally:
    """One sample: drawn from so many, judged, and how it came out."""

    whole: int
    drawn: int
    judged: int
    holds: int
    flawed: int
    failed: int

    @property
    def is_done(self) -> bool:
        """Whether everything drawn has its result; before that no rate is told."""
        return self.judged == self.drawn > 0

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.whole, self.judged, self.failed)


_COUNTS: dict[str, Any] = {
    "drawn": Count("pk"),
    "judged": Count("pk", filter=~Q(result="")),
    "holds": Count("pk", filter=Q(result=Result.HOLDS)),
    "flawed": Count("pk", filter=Q(result=Result.FLAWED)),
    "failed": Count("pk", filter=Q(result=Result.FAILED)),
}


def base_tally(draw: Draw) -> Tally:
    """The base sample of a draw."""
    return Tally(draw.pop_size, **draw.checks.filter(is_base=True).aggregate(**_COUNTS))


def _counted(row: Any) -> dict[str, int]:
    return {name: row[name] for name in _COUNTS}


@dataclass(frozen=True)
class Stratum:
    """One unit in a draw: its size, weight and quota, and its part of the risk sample."""

    unit: Unit
    weight: int
    quota: int
    tally: Tally


def strata(draw: Draw) -> list[Stratum]:
    """The strata of a draw, by the order of the units."""
    quota, weights = _by_unit(draw.quota), _by_unit(draw.weights)
    sizes = dict(draw.members.values_list("unit").annotate(size=Count("pk")).order_by())
    risk = draw.checks.filter(is_risk=True).order_by().values("unit").annotate(**_COUNTS)
    counts = {row["unit"]: _counted(row) for row in risk}
    nothing = dict.fromkeys(_COUNTS, 0)
    return [
        Stratum(unit, weights[unit.pk], quota[unit.pk], Tally(sizes[unit.pk], **counts.get(unit.pk, nothing)))
        for unit in Unit.objects.filter(pk__in=sizes).order_by("sort_key", "pk")
    ]


def _by_unit(text: str) -> dict[int, int]:

    return {int(name[1:]): number for name, number in json.loads(text).items() if name != BASE}


def over_time(person: Person) -> list[tuple[Draw, Tally]]:
    """The closed draws, newest first, each with its base sample."""
    rows = Draw.objects.visible_to(person).filter(status=State.CLOSED).order_by("-pk")[:24]
    counts = Check.objects.filter(draw__in=[row.pk for row in rows], is_base=True).order_by()
    found = {row["draw"]: _counted(row) for row in counts.values("draw").annotate(**_COUNTS)}
    return [(row, Tally(row.pop_size, **found[row.pk])) for row in rows if row.pk in found]


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
    points = operating_curve(draw.pop_size, number, min(draw.accept, number), RATES)
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


def void_count(person: Person, year: int) -> int:
    """How many draws of a year were declared void or moved to the reserve."""
    rows = Draw.objects.visible_to(person).filter(number__startswith=f"{year}-")
    return rows.filter(Q(status=State.VOID) | Q(attempt=1)).count()
