"""Which units stand out of the others by more than chance: exact tests, corrected for how many are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, fsum, lgamma, log

FEWEST = 10
LEVEL = 0.01


@dataclass(frozen=True)
class Bands:
    """Between which shares a unit lies by chance alone, and whether it lies above them."""

    low: float
    high: float
    is_above: bool


def marked(counts: Mapping[int, tuple[int, int]]) -> set[int]:
    """Units whose k of n is too high for chance, out of all with n ≥ 10: k of n by unit."""
    return {unit for unit, band in bands(counts).items() if band.is_above}


def bands(counts: Mapping[int, tuple[int, int]]) -> dict[int, Bands]:
    """The band of each unit with n ≥ 10: k of n by unit.

    Each is tested against the share of all others together (binomial, one-sided, exact), and Holm's steps
    keep the chance that any honest unit is marked at 1 % or below, however the tests hang together.
    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70. The steps end at one level, and
    a unit is marked exactly when its chance lies at that level or below: from it the bands are made.
    """
    asked = {unit: (k, n) for unit, (k, n) in counts.items() if n >= FEWEST}
    hits, total = sum(k for k, _n in asked.values()), sum(n for _k, n in asked.values())
    others = {unit: _share(hits - k, total - n) for unit, (k, n) in asked.items()}
    chances = {unit: tail(k, n, others[unit]) for unit, (k, n) in asked.items()}
    level = _level(sorted(chances.values()))
    return {
        unit: Bands(
            low=_fewest(n, others[unit], level) / n,
            high=_most(n, others[unit], level) / n,
            is_above=chances[unit] <= level,
        )
        for unit, (_k, n) in asked.items()
    }


def _level(chances: list[float]) -> float:
    """The level at which Holm's steps end, over chances in their order."""
    for step, chance in enumerate(chances):
        if chance * (len(chances) - step) > LEVEL:
            return LEVEL / (len(chances) - step)
    return LEVEL


def _share(hits: int, total: int) -> float:
    """A share of all others together that never counts as none or all.

    One half is added to the hits and one to their number, so that a clean city makes nobody's first slip
    impossible.
    """
    return (hits + 0.5) / (total + 1)


def _most(n: int, share: float, level: float) -> int:
    """The highest k out of n that chance still allows: the chance of it or more lies above the level."""
    below, above = 0, n + 1
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (middle, above) if tail(middle, n, share) > level else (below, middle)
    return below


def _fewest(n: int, share: float, level: float) -> int:
    """The lowest k out of n that chance still allows."""
    return n - _most(n, 1 - share, level)


def tail(k: int, n: int, share: float) -> float:
    """The chance of k or more out of n, each with this share (0 < share < 1)."""
    if k <= 0:
        return 1.0
    ways = (lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in range(k, n + 1))
    terms = (exp(w + i * log(share) + (n - i) * log(1 - share)) for i, w in enumerate(ways, start=k))
    return min(1.0, fsum(terms))
