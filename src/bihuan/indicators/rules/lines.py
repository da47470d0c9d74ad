"""The way to a target: what it asks for by the end of each month, and what the rest of the year must bring.

Numbers are whole ten-thousandths of their unit, by (year, month); months are 1 to 12 and name the end of the
time that a number tells of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Numbers = Mapping[tuple[int, int], int]
YEAR = 12
# A shape needs two past years; more than five would tell of another economy.
FEWEST_YEARS, MOST_YEARS = 2, 5


class Course(StrEnum):
    """What a number does over a year."""

    ADDS = "adds"  # a value since January
    AVERAGES = "averages"  # growth since January: the months of the year, weighted by last year's values
    STANDS = "stands"  # a level, a share, a place, the growth of one month


@dataclass(frozen=True)
class Nature:
    """How a number moves, which way is better, in which months it is due, and the step it is published in.

    Below its line it is amber down to the `slack`-th part of the line, `least` at the least, and red beyond.
    """

    course: Course
    is_up: bool = True
    months: tuple[int, ...] = tuple(range(1, YEAR + 1))
    step: int = 1_000
    slack: int = 20
    least: int = 0

    def better(self, number: float, than: float) -> bool:
        """Whether a number is strictly better than another."""
        return number > than if self.is_up else number < than

    def short(self, number: int, line: int) -> int:
        """How much better a number would have to be to stand on its line; below nought when it is past it."""
        return line - number if self.is_up else number - line

    def left(self, now: int) -> int:
        """How many readings of the year are still to come."""
        return sum(1 for month in self.months if month > now)


def ordered(numbers: Iterable[int], nature: Nature) -> list[int]:
    """Numbers with the best first."""
    return sorted(numbers, reverse=nature.is_up)


# The line


def even(goal: int, nature: Nature) -> dict[int, int]:
    """What adds up comes evenly, month by month; everything else is asked for all year."""
    if nature.course != Course.ADDS:
        return dict.fromkeys(nature.months, goal)
    return {month: divide(goal * month, YEAR) for month in nature.months}


def shape(past: Numbers, year: int, nature: Nature) -> dict[int, float]:
    """The mean share of a year's value that was there by each month: over the last two to five whole years.

    Shares from 0 to 1, 1 in December. Empty where fewer than two past years have every month that is due.
    """
    years = [each for each in range(year - 1, year - 1 - 2 * MOST_YEARS, -1) if _is_whole(past, each, nature)]
    years = years[:MOST_YEARS]
    if len(years) < FEWEST_YEARS:
        return {}
    return {
        month: sum(past[each, month] / past[each, YEAR] for each in years) / len(years)
        for month in nature.months
    }


def _is_whole(past: Numbers, year: int, nature: Nature) -> bool:
    return past.get((year, YEAR), 0) > 0 and all((year, month) in past for month in nature.months)


def shaped(goal: int, shares: Mapping[int, float]) -> dict[int, int]:
    """The target by the shape of the last years."""
    return {month: goal if month == YEAR else round(goal * share) for month, share in shares.items()}


def stepped(nodes: Mapping[int, int], goal: int | None, nature: Nature) -> dict[int, int]:
    """The target by named months: each asks until the next; nothing is asked for before the first.

    Where December has no node of its own, it asks for the target.
    """
    asked = dict(nodes) if goal is None else {YEAR: goal, **nodes}
    line: dict[int, int] = {}
    for month in nature.months:
        passed = [each for each in asked if each <= month]
        if passed:
            line[month] = asked[max(passed)]
    return line


def beside(others: Mapping[int, int], margin: int, nature: Nature) -> dict[int, int]:
    """The number of somebody else, by month, and a margin above it; the last one holds for months to come."""
    line: dict[int, int] = {}
    for month in nature.months:
        known = [each for each in others if each <= month]
        if known:
            line[month] = others[max(known)] + margin
    return line


def holder(numbers: Sequence[int], place: int, nature: Nature) -> int | None:
    """The number of whoever holds a place: the first, the second… Nothing when there are not so many."""
    return ordered(numbers, nature)[place - 1] if 1 <= place <= len(numbers) else None


def divide(number: int, by: int) -> int:
    """A quotient to the nearest whole, halves away from nought: the same on both sides of it."""
    half = (2 * abs(number) + by) // (2 * by)
    return half if number >= 0 else -half


# What the rest of the year must bring


class Assumption(StrEnum):
    """How the rest of a year was weighed against the part that is over."""

    SHARED = "shared"  # the same in every reading to come
    WEIGHTED = "weighted"  # by last year's values
    EVEN = "even"  # every month weighs the same, because last year's values are not here
    LAST = "last"  # only December's own number counts


@dataclass(frozen=True)
class Pace:
    """What the rest of a year must bring: a reading each (what adds up), taken together (growth), or at its
    end (what stands). `left` is how many readings are still to come."""

    number: int
    assumption: Assumption
    left: int


def needed(nature: Nature, goal: int, now: int, number: int, base: Mapping[int, int]) -> Pace | None:
    """What the rest of the year must bring for `goal` to be reached from `number` at month `now`.

    `base` are last year's values since January by month, in any unit. Rounded to the safe side: the pace
    reaches the goal, and one ten-thousandth less does not. Nothing when the year is over.
    """
    left = nature.left(now)
    if not left:
        return None
    if nature.course == Course.ADDS:
        return Pace(_safe(goal - number, left, nature), Assumption.SHARED, left)
    if nature.course == Course.STANDS:
        return Pace(goal, Assumption.LAST, left)
    done, whole, assumption = weights(now, base)
    return Pace(_safe(goal * whole - number * done, whole - done, nature), assumption, left)


def reached(nature: Nature, pace: Pace, now: int, number: int, base: Mapping[int, int]) -> float:
    """The year's number if the rest brings a pace."""
    if pace.assumption == Assumption.SHARED:
        return number + pace.number * pace.left
    if pace.assumption == Assumption.LAST:
        return pace.number
    done, whole, _assumption = weights(now, base)
    return (number * done + pace.number * (whole - done)) / whole


def weights(now: int, base: Mapping[int, int]) -> tuple[int, int, Assumption]:
    """The weight of the part of the year that is over, and of the whole."""
    done, whole = base.get(now, 0), base.get(YEAR, 0)
    if 0 < done < whole:
        return done, whole, Assumption.WEIGHTED
    return now, YEAR, Assumption.EVEN


def _safe(part: int, whole: int, nature: Nature) -> int:
    """A quotient rounded towards what is better."""
    return -(-part // whole) if nature.is_up else part // whole


def in_steps(number: int, nature: Nature) -> int:
    """The next number that can be published and is no easier: what is needed is never rounded down."""
    return _safe(number, nature.step, nature) * nature.step


# State


def margin(nature: Nature, line: int) -> int:
    """How far beside its line a number is amber; beyond it is red."""
    return max(abs(line) // nature.slack, nature.least)


def state(nature: Nature, number: int, line: int) -> str:
    """Green on the line or past it, amber within the margin, red beyond it: grn, amb, red."""
    short = nature.short(number, line)
    if short <= 0:
        return "grn"
    return "amb" if short <= margin(nature, line) else "red"
