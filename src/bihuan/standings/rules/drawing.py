"""What the numbers of a table could have been: draws from what each entry can be, by a kept seed.

A share is drawn from the Beta distribution of what its count says (uniform prior), a number with an error
from the normal one, and any other stays what it is. Each distribution is parted into 2,048 equally likely
values, among which the raw bits of the generator choose; these do not change between versions of numpy.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bihuan.kernel.intervals import WHOLE
from bihuan.standings.rules.entries import Given
from bihuan.standings.rules.methods import Input

Numbers = NDArray[np.float64]
_LEVELS = 2048
_MIDDLES = (np.arange(_LEVELS) + 0.5) / _LEVELS
# The density of a share is looked at so many standard deviations around its mean, at so many points.
_REACH, _POINTS = 9.0, 512


class Source:
    """A stream of equally likely levels, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.bits = np.random.PCG64(seed)

    def levels(self, units: int, draws: int) -> NDArray[np.uint16]:
        """A level below 2,048 for every unit and draw."""
        whole = units * draws
        raw = np.asarray(self.bits.random_raw(-(-whole // 4)), dtype="<u8")
        levels: NDArray[np.uint16] = raw.view("<u2")[:whole] & np.uint16(_LEVELS - 1)
        return levels.reshape(units, draws)


class Column:
    """One input of a part for all units: its numbers, and for those that are not sure what they can be."""

    def __init__(self, given: list[Given]) -> None:
        self.values = np.array([[float(each.value)] for each in given])
        self.unsure = [index for index, each in enumerate(given) if not each.is_sure]
        self.tables = _tables([given[index] for index in self.unsure])

    def draw(self, source: Source, draws: int) -> Numbers:
        """Units × draws; units × 1 where all are sure."""
        if not self.unsure:
            return self.values
        found = np.empty((len(self.values), draws))
        if len(self.unsure) < len(found):
            found[:] = self.values
        levels = source.levels(len(self.unsure), draws)
        for index, table, level in zip(self.unsure, self.tables, levels, strict=True):
            table.take(level, out=found[index], mode="clip")
        return found


def columns_of(inputs: tuple[Input, ...], rows: list[Mapping[str, Given]]) -> dict[str, Column]:
    """The inputs of a part, ready to be drawn from; one that is optional is nought where it is not given."""
    nought = Given(Fraction())
    return {each.name: Column([row.get(each.name, nought) for row in rows]) for each in inputs}


def _tables(given: list[Given]) -> Numbers:
    """For each entry the equally likely values that it can be, from the least to the most."""
    found = np.empty((len(given), _LEVELS))
    shares = [index for index, each in enumerate(given) if each.whole]
    if shares:
        counts = np.array([[[given[index].part], [given[index].whole]] for index in shares], dtype=float)
        found[shares] = _shares(counts[:, 0], counts[:, 1])
    for index, each in enumerate(given):
        if not each.whole:
            found[index] = float(each.value) + float(each.error) * _normal()
    return found


@lru_cache(maxsize=1)
def _normal() -> Numbers:
    return np.array([NormalDist().inv_cdf(middle) for middle in _MIDDLES])


def _shares(part: Numbers, whole: Numbers) -> Numbers:
    """Quantiles of Beta(part + 1, whole − part + 1), in per cent, from its density on a fine grid."""
    mean = (part + 1) / (whole + 2)
    reach = _REACH * np.sqrt(mean * (1 - mean) / (whole + 3))
    first = np.maximum(mean - reach, 0)
    step = (np.minimum(mean + reach, 1) - first) / _POINTS
    logs = first + step * (np.arange(_POINTS) + 0.5)
    logs = part * np.log(logs) + (whole - part) * np.log1p(-logs)
    below = np.cumsum(np.exp(logs - logs.max(axis=1, keepdims=True)), axis=1)
    below /= below[:, -1:]
    ends, starts = np.arange(_POINTS + 1), np.zeros((len(below), 1))
    steps = np.array([np.interp(_MIDDLES, each, ends) for each in np.hstack((starts, below))])
    found: Numbers = WHOLE * (first + step * steps)
    return found
