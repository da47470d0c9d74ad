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
# Where a sample may be taken in two steps, each bears half of it.
HALF_RISK = 25
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


@dataclass(frozen=True)
class Sampling:
    """A plan in one step or two: of `drawn` may `accept` be bad; else of `more` besides `accept_2` in all."""

    drawn: int
    accept: int
    more: int = 0
    accept_2: int = 0

    def accepted(self, whole: int, bad: int) -> Fraction:
        """The chance that the plan accepts when `bad` of `whole` are bad; exact."""
        at_once = chance_at_most(self.accept, whole, bad, self.drawn)
        if not self.more:
            return at_once
        # With fewer than `least` drawn at first, more bad ones would be left than there are things.
        least, most = bad - (whole - self.drawn), min(self.accept_2, self.drawn, bad)
        later = sum(
            (
                _chance_of(found, whole, bad, self.drawn)
                * chance_at_most(self.accept_2 - found, whole - self.drawn, bad - found, self.more)
                for found in range(max(self.accept + 1, least), most + 1)
            ),
            Fraction(0),
        )
        return at_once + later


def _chance_of(found: int, whole: int, bad: int, drawn: int) -> Fraction:
    return Fraction(comb(bad, found) * comb(whole - bad, drawn - found), comb(whole, drawn))


def operating_curve(whole: int, plan: Sampling, rates: tuple[int, ...]) -> list[Point]:
    """How often a plan accepts, for rates in per mille; the counts are rounded up."""
    counts = sorted({min(-(-whole * rate // PER_MILLE), whole) for rate in rates})
    return [Point(bad, whole, float(plan.accepted(whole, bad))) for bad in counts]


@dataclass(frozen=True)
class Estimate:
    """What a sample says of the whole: k of n drawn from N, and the exact ends, each at `risk` per mille."""

    whole: int
    drawn: int
    found: int
    risk: int = RISK

    @property
    def is_enough(self) -> bool:
        """Whether so many were drawn that a rate may be told."""
        return 0 < self.drawn == self.whole or self.drawn >= FEWEST

    @property
    def low(self) -> float:
        """Lower bound of the rate, in per cent, at 95 % on this side."""
        return lower(self.whole, self.drawn, self.found, self.risk) * PER_CENT / self.whole

    @property
    def high(self) -> float:
        """Upper bound of the rate, in per cent, at 95 % on this side."""
        return upper(self.whole, self.drawn, self.found, self.risk) * PER_CENT / self.whole

    @property
    def rate(self) -> float:
        """Per cent of the drawn that failed."""
        return self.found * PER_CENT / self.drawn
