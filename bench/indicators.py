"""How often the forecasts of indicators are right, on invented series whose truth is known.

Each series has four to nine past years and one more, seen from March, June, September or November; whether
it reached a target near where it was going is then known. For each regime: how often the intervals of 80 %
and 95 % cover the truth, with the standard error of that share, Brier's score of the chance beside that of
always naming the share that came true, and what came true where a chance of so much was named.

Regimes: a random walk of growth since January, noise shrinking as the year fills; values with a season, a
trend and a noisy year; noise around a level; a level that wanders, seen through noise; the first walk with a
shift of its level in one month of one year in four; and the same with a shift in this year alone. It holds
when, in all but the last, every coverage lies within three of its standard errors and the chances named are
borne out to five points on average. The last is told and not held: it is what has not happened before.

Budget: 6 regimes x 4 months x 2,500 series, half a minute of one core.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from math import exp, sqrt
from typing import Any

from bihuan.indicators.rules.forecasts import USUAL, WIDE, outlook
from bihuan.indicators.rules.lines import Course, Nature

SERIES, LAST = 2_500, 2026
MONTHS = (3, 6, 9, 11)
ERRORS_ALLOWED, POINTS_ALLOWED = 3.0, 0.05
TENTHS = 5
Numbers = dict[tuple[int, int], int]


def years(chance: random.Random) -> range:
    return range(LAST - chance.randint(4, 9), LAST + 1)


def walk(chance: random.Random, *, shifts: float = 0.0, shock: float = 0.0) -> Numbers:
    """Monthly growth that wanders, published as its mean since January, to one decimal of a per cent."""
    numbers: Numbers = {}
    growth, jump = chance.uniform(2, 9), 0.0
    for year in years(chance):
        odds = shock if year == LAST else shifts
        moved = chance.randint(1, 12) if chance.random() < odds else 0
        total = 0.0
        for month in range(1, 13):
            growth += chance.gauss(0, 0.5)
            jump += chance.gauss(0, 3) if month == moved else 0.0
            total += growth + jump + chance.gauss(0, 1.2)
            numbers[year, month] = round(total / month * 10) * 1_000
        growth += 0.2 * (6 - growth)
    return numbers


def shifted(chance: random.Random) -> Numbers:
    return walk(chance, shifts=0.25, shock=0.25)


def shocked(chance: random.Random) -> Numbers:
    return walk(chance, shock=1)


def seasonal(chance: random.Random) -> Numbers:
    """Money since January: a season of its own, a trend, a noisy year and noisier months."""
    season = [exp(chance.gauss(0, 0.3)) for _month in range(12)]
    trend, noise, level = chance.uniform(-0.02, 0.10), chance.uniform(0.02, 0.10), chance.uniform(5, 50)
    numbers: Numbers = {}
    for place, year in enumerate(years(chance)):
        scale = level * exp(trend * place + chance.gauss(0, 0.05))
        total = 0.0
        for month in range(1, 13):
            total += scale * season[month - 1] * exp(chance.gauss(0, noise))
            numbers[year, month] = round(total * 100) * 100
    return numbers


def wandering(chance: random.Random) -> Numbers:
    """A level of which each month takes a step, read with an error."""
    level, step, noise = chance.uniform(3, 9), chance.uniform(0.05, 0.4), chance.uniform(0.2, 1.0)
    numbers: Numbers = {}
    for year in years(chance):
        for month in range(1, 13):
            level += chance.gauss(0, step)
            numbers[year, month] = round(chance.gauss(level, noise) * 10) * 1_000
    return numbers


def noisy(chance: random.Random) -> Numbers:
    """A share of satisfied answers that stays where it is, and is only ever sampled."""
    level, noise = chance.uniform(75, 95), chance.uniform(0.4, 1.5)
    return {
        (year, month): round(chance.gauss(level, noise) * 10) * 1_000
        for year in years(chance)
        for month in range(1, 13)
    }


REGIMES: dict[str, tuple[Callable[[random.Random], Numbers], Nature, bool]] = {
    "walk": (walk, Nature(Course.AVERAGES), True),
    "seasonal": (seasonal, Nature(Course.ADDS, step=100), True),
    "noisy": (noisy, Nature(Course.STANDS), True),
    "wandering": (wandering, Nature(Course.STANDS), True),
    "shift": (shifted, Nature(Course.AVERAGES), True),
    "shock": (shocked, Nature(Course.AVERAGES), False),
}


def measure(regime: str, month: int, many: int) -> dict[str, Any]:
    make, nature, is_held = REGIMES[regime]
    chance = random.Random(f"{regime} {month}")
    covered, named = {USUAL: 0, WIDE: 0}, []
    for _each in range(many):
        numbers = make(chance)
        truth = numbers[LAST, 12]
        seen = {key: number for key, number in numbers.items() if key <= (LAST, month)}
        found = outlook(seen, LAST, month, 12, nature)
        assert found is not None
        for share in covered:
            low, high = found.interval(share)
            covered[share] += low <= truth <= high
        # A target set before the year: by what is known of the past, blind to how this year goes.
        goal = goal_of(numbers, nature, chance)
        named.append((found.chance(goal), truth >= goal))
    row = {"regime": regime, "month": month, "n": many, "held": is_held}
    for share, count in covered.items():
        row[f"{share:.0%}"] = count / many
        row[f"se {share:.0%}"] = sqrt(share * (1 - share) / many)
    return row | calibration(named)


def goal_of(numbers: Numbers, nature: Nature, chance: random.Random) -> int:
    """Something above or below what the last year reached."""
    last = numbers[LAST - 1, 12]
    if nature.course == Course.ADDS:
        return round(last * exp(chance.gauss(0.04, 0.06)))
    return round(last + chance.gauss(0, 15_000))


def calibration(named: list[tuple[float, bool]]) -> dict[str, Any]:
    """Brier's score, the score of always naming the mean, and what came true by what was named."""
    many, mean = len(named), sum(came for _chance, came in named) / len(named)
    boxes = []
    for box in range(TENTHS):
        inside = [pair for pair in named if min(int(pair[0] * TENTHS), TENTHS - 1) == box]
        if inside:
            said, came = (sum(pair[place] for pair in inside) / len(inside) for place in (0, 1))
            boxes.append((len(inside), round(said, 3), round(came, 3)))
    return {
        "brier": sum((chance - came) ** 2 for chance, came in named) / many,
        "brier of mean": mean * (1 - mean),
        "off": sum(count * abs(said - came) for count, said, came in boxes) / many,
        "boxes": boxes,
    }


def holds(row: dict[str, Any]) -> bool:
    """Whether the intervals cover as often as they say, and the chances come true as often."""
    near = all(
        abs(row[f"{share:.0%}"] - share) <= ERRORS_ALLOWED * row[f"se {share:.0%}"] for share in (USUAL, WIDE)
    )
    return near and row["off"] <= POINTS_ALLOWED


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=SERIES)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    begin = time.process_time()
    rows = [measure(regime, month, asked.series) for regime in REGIMES for month in MONTHS]
    is_right = all(holds(row) for row in rows if row["held"])
    if asked.json:
        print(json.dumps(rows))
        return 0 if is_right else 1
    print("regime      month     n   80 % (se)      95 % (se)      Brier (of mean)   off   named → true (n)")
    for row in rows:
        boxes = "  ".join(f"{said:.0%}→{came:.0%} ({count})" for count, said, came in row["boxes"])
        print(
            f"{row['regime']:<11}{row['month']:>5}{row['n']:>7}"
            f"   {row['80%']:.1%} ({row['se 80%']:.1%})  {row['95%']:.1%} ({row['se 95%']:.1%})"
            f"   {row['brier']:.3f} ({row['brier of mean']:.3f})   {row['off']:.1%}  {boxes}"
            f"{'' if holds(row) else '   not within its error'}"
        )
    print(f"\n{time.process_time() - begin:.0f} s of one core")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
