"""Which units stand out of the others by more than chance, where many are asked and things hang together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

FEWEST = 10
LEVEL = 0.01
# What hangs together wholly is one thing; the urn below needs a little less.
MOST_TIED = 0.99


@dataclass(frozen=True)
class Share:
    """k of n of one unit, which scatters `spread` times as widely as n things without anything in common."""

    k: int
    n: int
    spread: float = 1.0


@dataclass(frozen=True)
class Bands:
    """Between which shares a unit lies by chance alone, and whether it lies above them."""

    low: float
    high: float
    is_above: bool


def marked(counts: Mapping[int, Share]) -> set[int]:
    """Units whose k of n is too high for chance, out of all with n ≥ 10."""
    return {unit for unit, band in bands(counts).items() if band.is_above}


def bands(counts: Mapping[int, Share]) -> dict[int, Bands]:
    """The band of each unit with n ≥ 10.

    Each is tested against the share of all others together (one-sided), and Holm's steps keep the chance that
    any honest unit is marked at about 1 % or below.
    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70. The steps end at one level, and
    a unit is marked exactly when its chance lies at that level or below: from it the bands are made.
    """
    asked = {unit: each for unit, each in counts.items() if each.n >= FEWEST}
    hits, total = sum(each.k for each in asked.values()), sum(each.n for each in asked.values())
    others = {unit: _share(hits - each.k, total - each.n) for unit, each in asked.items()}
    above = {unit: tails(each.n, others[unit], each.spread) for unit, each in asked.items()}
    chances = {unit: above[unit][each.k] for unit, each in asked.items()}
    level = _level(sorted(chances.values()))
    return {
        unit: Bands(
            low=1 - _most(tails(each.n, 1 - others[unit], each.spread), level) / each.n,
            high=_most(above[unit], level) / each.n,
            is_above=bool(chances[unit] <= level),
        )
        for unit, each in asked.items()
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


def _most(above: Any, level: float) -> int:
    """The highest k that chance still allows: the chance of it or more lies above the level."""
    return int(np.count_nonzero(above > level)) - 1


def tail(k: int, n: int, share: float) -> float:
    """The chance of k or more out of n, each with this share (0 < share < 1)."""
    return float(tails(n, share)[k])


def tails(n: int, share: float, spread: float = 1.0) -> Any:
    """The chances of k or more out of n for k from 0 to n, each with this share (0 < share < 1): an array.

    Without more spread than chance gives, binomial. Else the higher of two: beta-binomial of the same share
    and of `spread` times the variance, an urn in which each thing makes the next a little more like it; and
    binomial of n / `spread` things, as things that hang together wholly are but one.
    Source: J. G. Skellam, Journal of the Royal Statistical Society B 10 (1948), 257-261; J. N. K. Rao and
    A. J. Scott, Biometrics 48 (1992), 577-585.
    """
    if spread <= 1:
        return urn(n, share, 0.0)
    fewer = max(int(n / spread), 1)
    of_fewer = np.minimum((np.arange(n + 1) / spread).astype(int), fewer)
    return np.maximum(
        urn(n, share, min((spread - 1) / max(n - 1, 1), MOST_TIED)), urn(fewer, share, 0.0)[of_fewer]
    )


def urn(n: int, share: float, tied: float) -> Any:
    """The chances of k or more out of n drawn from an urn, for k from 0 to n: an array.

    Each draw is a hit with this `share`; by `tied`, from 0 to below 1, two draws of the urn are alike.
    """
    before = np.arange(n)
    hit, miss = share * (1 - tied) + before * tied, (1 - share) * (1 - tied) + before * tied
    none = np.log(miss / (1 - tied + before * tied)).sum()
    further = np.log((n - before) / (before + 1) * hit / miss[::-1])
    each = np.exp(np.concatenate(([none], further)).cumsum())
    return np.minimum(each[::-1].cumsum()[::-1], 1.0)
