"""What the numbers of a table could have been: draws from what each entry can be, by a kept seed.

A share is drawn from the Beta distribution of what its count says (uniform prior), a number with an error
from the normal one, and any other stays what it is. Each distribution is parted into 4,096 equally likely
values, from which the generator's raw bits choose; these do not change between versions of numpy.
"""

from collections.abc import Mapping
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bihuan.kernel.intervals import WHOLE
from bihuan.standings.rules.entries import Given
from bihuan.standings.rules.methods import Input

Numbers = NDArray[np.float64]
_LEVELS = 4096
_MIDDLES = (np.arange(_LEVELS) + 0.5) / _LEVELS
# The density of a share is looked at so many standard deviations around its mean, at so many points.
_REACH, _POINTS = 9.0, 1024


class Source:
    """A stream of equally likely levels, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.bits = np.random.PCG64(seed)

    def levels(self, units: int, draws: int) -> NDArray[np.uint16]:
        """A level below 4,096 for every unit and draw."""
        whole = units * draws
        raw = np.asarray(self.bits.random_raw(-(-whole // 4)), dtype="<u8")
        levels: NDArray[np.uint16] = raw.view("<u2")[:whole] & np.uint16(_LEVELS - 1)
        return levels.reshape(units, draws)


def draw(
    inputs: tuple[Input, ...], rows: list[Mapping[str, Given]], source: Source, draws: int
) -> dict[str, Numbers]:
    """Every input of a part as units × draws; units × 1 where all its numbers are sure."""
    return {
        each.name: _drawn([row.get(each.name, _NOUGHT) for row in rows], source, draws) for each in inputs
    }


_NOUGHT = Given(value=0)  # type: ignore[arg-type]


def _drawn(given: list[Given], source: Source, draws: int) -> Numbers:
    values = np.array([[float(each.value)] for each in given])
    unsure = [index for index, each in enumerate(given) if not each.is_sure]
    if not unsure:
        return values
    found = np.repeat(values, draws, axis=1)
    for index, levels in zip(unsure, source.levels(len(unsure), draws), strict=True):
        np.take(table_of(given[index]), levels, out=found[index], mode="clip")
    return found


def table_of(given: Given) -> Numbers:
    """The equally likely values that an entry can be, from the least to the most."""
    if given.whole:
        return _shares(given.part, given.whole)
    return float(given.value) + float(given.error) * _normal()


@lru_cache(maxsize=1)
def _normal() -> Numbers:
    return np.array([NormalDist().inv_cdf(middle) for middle in _MIDDLES])


def _shares(part: int, whole: int) -> Numbers:
    """Quantiles of Beta(part + 1, whole − part + 1), in per cent, from its density on a fine grid."""
    mean = (part + 1) / (whole + 2)
    reach = _REACH * (mean * (1 - mean) / (whole + 3)) ** 0.5
    ends = np.linspace(max(mean - reach, 0), min(mean + reach, 1), _POINTS + 1)
    middles = (ends[1:] + ends[:-1]) / 2
    logs = part * np.log(middles) + (whole - part) * np.log1p(-middles)
    below = np.concatenate(([0], np.cumsum(np.exp(logs - logs.max()))))
    return WHOLE * np.interp(_MIDDLES, below / below[-1], ends)
