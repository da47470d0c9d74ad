"""How far a share may lie from what was counted: Wilson's interval, and what may be said from it."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

# Standard deviations for 95 % and, where many are compared at once, for 99.8 % (funnel plots).
USUAL, STRICT = 1.96, 3.09
# Fewer than this are listed and not judged.
FEWEST = 30
WHOLE = 100


class Band(StrEnum):
    """Where a share lies against the average of all."""

    BELOW = "below"
    NEAR = "near"
    ABOVE = "above"
    FEW = "few"


@dataclass(frozen=True)
class Interval:
    """The ends of an interval, as shares from 0 to 1."""

    low: float
    high: float


def wilson(part: int, whole: int, deviations: float = USUAL) -> Interval:
    """Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927). `whole` is above nought."""
    share, square = part / whole, deviations * deviations
    centre = (share + square / (2 * whole)) / (1 + square / whole)
    half = deviations / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    return Interval(max(centre - half, 0), min(centre + half, 1))


def band_of(part: int, whole: int, average: float) -> Band:
    """Whether a share lies clearly beside the average, judged by the strict interval."""
    if whole < FEWEST:
        return Band.FEW
    strict = wilson(part, whole, STRICT)
    if strict.high < average:
        return Band.BELOW
    return Band.ABOVE if strict.low > average else Band.NEAR


@dataclass(frozen=True)
class Judged:
    """A share beside the average of all, in per cent, and what may be said of it."""

    share: float
    low: float
    high: float
    average: float
    band: Band

    @property
    def leans(self) -> str:
        """Where the usual interval lies, though the strict one does not: too little to call it clear."""
        if self.band != Band.NEAR or self.low <= self.average <= self.high:
            return ""
        return "low" if self.high < self.average else "high"


def judge(part: int, whole: int, average: float) -> Judged:
    """Hold a share against the average, which is a share from 0 to 1. `whole` is above nought."""
    usual = wilson(part, whole)
    return Judged(
        share=WHOLE * part / whole,
        low=WHOLE * usual.low,
        high=WHOLE * usual.high,
        average=WHOLE * average,
        band=band_of(part, whole, average),
    )
