"""From a sample without replacement to the whole: exact hypergeometric bounds, in integers.

N things of which D are bad; n are drawn and k of them are bad. No approximation and no floating point decides
anything: chances are compared as whole numbers. Source: the hypergeometric distribution; the bounds invert
its one-sided tests (Clopper and Pearson's idea, for a finite population).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import comb

# One-sided risk of each bound, in per mille.
RISK = 50
PER_MILLE, PER_CENT = 1000, 100
# Of fewer than these nothing is said, unless all were looked at.
FEWEST = 29


def chance_at_most(found: int, whole: int, bad: int, drawn: int) -> Fraction:
    """P(X ≤ found): the chance to draw at most so many bad ones. All arguments are counts."""
    ways = sum(
        comb(bad, count) * comb(whole - bad, drawn - count) for count in range(min(found, bad, drawn) + 1)
    )
    return Fraction(ways, comb(whole, drawn))


def chance_at_least(found: int, whole: int, bad: int, drawn: int) -> Fraction:
    """P(X ≥ found)."""
    return 1 - chance_at_most(found - 1, whole, bad, drawn) if found else Fraction(1)


def upper(whole: int, drawn: int, found: int, risk: int = RISK) -> int:
    """The most bad ones that the sample does not speak against: max{D : P(X ≤ k) > risk}.

    `risk` in per mille. P falls as D grows, so the end is found by halving.
    """
    low, high = found, whole - (drawn - found)
    while low < high:
        middle = (low + high + 1) // 2
        if chance_at_most(found, whole, middle, drawn) * PER_MILLE > risk:
            low = middle
        else:
            high = middle - 1
    return low


def lower(whole: int, drawn: int, found: int, risk: int = RISK) -> int:
    """The fewest bad ones that the sample does not speak against: min{D : P(X ≥ k) > risk}."""
    low, high = found, whole - (drawn - found)
    while low < high:
        middle = (low + high) // 2
        if chance_at_least(found, whole, middle, drawn) * PER_MILLE > risk:
            high = middle
        else:
            low = middle + 1
    return low


def sample_size(whole: int, rate: int, found: int = 0, risk: int = RISK) -> int:
    """How many must be drawn so that `found` bad ones still prove a rate of at most `rate` per mille.

    All of them, where no smaller sample can prove it.
    """
    too_many = whole * rate // PER_MILLE + 1
    if too_many > whole:
        return whole
    low, high = min(found + 1, whole), whole
    while low < high:
        middle = (low + high) // 2
        if chance_at_most(found, whole, too_many, middle) * PER_MILLE <= risk:
            high = middle
        else:
            low = middle + 1
    return low


@dataclass(frozen=True)
class Point:
    """One point of an operating curve: so many bad ones of all, and how often the plan accepts that."""

    bad: int
    whole: int
    chance: float

    @property
    def rate(self) -> float:
        """Per cent of all that are bad."""
        return self.bad * PER_CENT / self.whole

    @property
    def accepted(self) -> float:
        """Per cent of draws that end in acceptance."""
        return self.chance * PER_CENT


def operating_curve(whole: int, drawn: int, accept: int, rates: tuple[int, ...]) -> list[Point]:
    """How often at most `accept` bad ones are drawn, for rates in per mille; the counts are rounded up."""
    counts = sorted({min(-(-whole * rate // PER_MILLE), whole) for rate in rates})
    return [Point(bad, whole, float(chance_at_most(accept, whole, bad, drawn))) for bad in counts]


@dataclass(frozen=True)
class Estimate:
    """What a sample says of the whole: k of n drawn from N, and the exact ends; `None` where too few."""

    whole: int
    drawn: int
    found: int

    @property
    def is_enough(self) -> bool:
        """Whether so many were drawn that a rate may be told."""
        return 0 < self.drawn == self.whole or self.drawn >= FEWEST

    @property
    def low(self) -> float:
        """Lower bound of the rate, in per cent, at 95 % on this side."""
        return lower(self.whole, self.drawn, self.found) * PER_CENT / self.whole

    @property
    def high(self) -> float:
        """Upper bound of the rate, in per cent, at 95 % on this side."""
        return upper(self.whole, self.drawn, self.found) * PER_CENT / self.whole

    @property
    def rate(self) -> float:
        """Per cent of the drawn that failed."""
        return self.found * PER_CENT / self.drawn
