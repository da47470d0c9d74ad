"""Where a year is likely to end, from how past years went on from the same month.

The forecast is the reading carried on by what past years still added between this month and that one: by the
mean of these leads. What stands (a level, a share, the growth of one month) is carried on from its smoothed
level, for a single reading of it is mostly chance where it was far off (simple exponential smoothing, best
for a walk seen through noise: Muth, JASA 55, 1960; its constant is the one whose next reading it missed by
the least). Its errors are how far each past year's lead lay from that mean; the interval is Student's
for one more year, mean ± t·s·√(1 + 1/n) with n − 1 degrees of freedom (Hahn and Meeker, Statistical
Intervals, 4.7). It is right when leads are alike from year to year, however the series moves inside a year;
`./bihuan bench indicators` says how nearly it holds where they are not.

Not pooled: neighbouring months of one year share most of their lead, and areas share their year, so that
either would count one error several times. Leads come from the readings as they were revised last, a year's
own from its first publication: what revisions add is in no interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from bihuan.indicators.rules.lines import Course, Nature, Numbers
from bihuan.kernel.student import bound, share_below

# With fewer errors no chance is named, and no interval drawn.
FEWEST_ERRORS = 4
USUAL, WIDE = 0.80, 0.95
# How much of a new reading its level takes over: from hardly anything to all of it.
CONSTANTS = (1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05)


@dataclass(frozen=True)
class Outlook:
    """What one month may bring: Student's distribution around a middle, in ten-thousandths or, `is_ratio`, in
    their logarithms. `errors` is how many past years it comes from."""

    middle: float
    spread: float
    errors: int
    is_ratio: bool = False

    @property
    def expected(self) -> int:
        """The number in the middle, in ten-thousandths."""
        return self._number(self.middle)

    def interval(self, share: float = USUAL) -> tuple[int, int]:
        """The numbers between which this share of the distribution lies, in ten-thousandths."""
        reach = bound(share, self.errors - 1) * self.spread
        return self._number(self.middle - reach), self._number(self.middle + reach)

    def chance(self, goal: int, *, is_up: bool = True) -> float:
        """How likely the number reaches a goal: from 0 to 1."""
        if self.is_ratio and goal <= 0:
            return 1.0 if is_up else 0.0
        beside = (self.middle - (log(goal) if self.is_ratio else goal)) / self.spread
        return share_below(beside if is_up else -beside, self.errors - 1)

    def _number(self, value: float) -> int:
        return round(exp(value) if self.is_ratio else value)


def outlook(numbers: Numbers, year: int, now: int, then: int, nature: Nature) -> Outlook | None:
    """What month `then` of a year may bring, seen from its month `now`.

    What adds up is carried on by ratio, everything else by difference. Nothing where the reading is missing
    or fewer than four past years have both months.
    """
    from_ = smoothed(numbers) if nature.course == Course.STANDS else numbers
    number = from_.get((year, now))
    if number is None:
        return None
    pairs = [
        (from_[each, now], numbers[each, then])
        for each in sorted({key[0] for key in numbers if key[0] < year})
        if (each, now) in numbers and (each, then) in numbers
    ]
    is_ratio = nature.course == Course.ADDS and number > 0 and all(min(pair) > 0 for pair in pairs)
    leads = [log(last / first) if is_ratio else last - first for first, last in pairs]
    start = log(number) if is_ratio else float(number)
    # Two numbers that were rounded when they were published are no surer than that.
    least = nature.step / sqrt(6) / (number if is_ratio else 1)
    return _carried(start, leads, least, is_ratio=is_ratio)


def smoothed(numbers: Numbers) -> Mapping[tuple[int, int], float]:
    """The level of a series at each of its readings: between the reading and the level before it."""
    keys = sorted(numbers)
    tried = [_smooth([numbers[key] for key in keys], constant) for constant in CONSTANTS]
    return dict(zip(keys, min(tried, key=lambda each: each[1])[0], strict=True))


def _smooth(readings: Sequence[int], constant: float) -> tuple[list[float], float]:
    """Levels with one constant, and the sum of squares by which they missed what came next."""
    levels: list[float] = []
    missed = 0.0
    for reading in readings:
        beside = reading - levels[-1] if levels else 0.0
        missed += beside**2
        levels.append(levels[-1] + constant * beside if levels else float(reading))
    return levels, missed


def _carried(start: float, leads: Sequence[float], least: float, *, is_ratio: bool) -> Outlook | None:
    many = len(leads)
    if many < FEWEST_ERRORS:
        return None
    mean = sum(leads) / many
    deviation = sqrt(sum((lead - mean) ** 2 for lead in leads) / (many - 1))
    return Outlook(start + mean, max(deviation, least) * sqrt(1 + 1 / many), many, is_ratio)


def between(numbers: Numbers, others: Numbers) -> dict[tuple[int, int], int]:
    """How far a series lies above another, where both have a number: for targets that move with somebody."""
    return {key: number - others[key] for key, number in numbers.items() if key in others}
