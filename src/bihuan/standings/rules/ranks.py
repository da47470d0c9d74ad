"""How far a table can be trusted: intervals of scores, possible places, lines that cannot be told apart."""

from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.drawing import Numbers, Source, columns_of
from bihuan.standings.rules.drawn_points import points, rounded
from bihuan.standings.rules.entries import Entries
from bihuan.standings.rules.schemes import Part, Scheme
from bihuan.standings.rules.scoring import Sheet, score

DRAWS, FEWEST_DRAWS, MOST_DRAWS = 10_000, 100, 100_000
# Two lines whose order turns in more than one draw in twenty cannot be told apart.
TURNS_AT_MOST = 20
# Two and a half of a hundred lie beyond each end of an interval of 95 %.
_BEYOND = 0.025
# So many draws at a time stay within the processor's cache.
_BLOCK = 2_500
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """What may be said of one unit: the interval of its score (95 of a hundred draws), its possible places,
    in how many draws it had each place, and in how many it lay above the group's average.

    The possible places hold the true one in at least 95 of a hundred cases, also where all units are close to
    each other. The middle 95 of a hundred drawn places would not: they held it in 78 to 95 there.
    """

    unit: int
    low: Fraction
    high: Fraction
    best: int
    worst: int
    by_place: tuple[int, ...]
    above: int


@dataclass(frozen=True)
class Ranks:
    """All standings in the order of the table, and the pairs that cannot be told apart, upper one first."""

    seed: int
    draws: int
    standings: tuple[Standing, ...]
    alike: frozenset[tuple[int, int]]

    def of(self, unit: int) -> Standing:
        return next(each for each in self.standings if each.unit == unit)

    def is_apart(self, one: int, other: int) -> bool:
        """Whether two units can be told apart."""
        return one != other and not {(one, other), (other, one)} & self.alike


def simulate(entries: Entries, scheme: Scheme, draws: int = DRAWS, seed: int = 1) -> Ranks:
    """Score the table for many draws of what its numbers could have been. Only units with a place take part.

    The same entries, scheme, number of draws and seed give the same answer.
    """
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        said = gettext("Between %(fewest)d and %(most)d draws can be made.")
        raise Invalid(said % {"fewest": FEWEST_DRAWS, "most": MOST_DRAWS})
    sheet = score(entries, scheme)
    order = [line.unit for line in sheet.ranked]
    if not order:
        return Ranks(seed, draws, (), frozenset())
    return _judged(sheet, drawn_totals(entries, sheet, Source(seed), draws), seed)


def drawn_totals(entries: Entries, sheet: Sheet, source: Source, draws: int) -> Whole:
    """The totals of the units with a place as units × draws, in whole numbers of the last decimal kept."""
    scheme, lines = sheet.scheme, sheet.ranked
    plain, bonus = np.zeros((len(lines), draws)), np.zeros((len(lines), draws))
    for part in scheme.parts:
        _add_part(bonus if part.is_bonus else plain, part, entries, sheet, source)
    for row, line in enumerate(lines):
        lost = sum(part.weight for part in scheme.parts if not part.is_bonus and part.code in line.lacking)
        if lost:
            plain[row] = rounded(plain[row] * float(scheme.full / (scheme.full - lost)))
    if scheme.most_bonus is not None:
        np.minimum(bonus, float(scheme.most_bonus * 10**scheme.places), out=bonus)
    plain += bonus
    return np.rint(plain, out=plain).astype(np.int64)


def _add_part(totals: Numbers, part: Part, entries: Entries, sheet: Sheet, source: Source) -> None:
    """Add the points × scale of one part to the totals of the units with a place.

    A unit without points in the part adds nothing; a draw that makes no sense adds what the unit has.
    """
    scale = 10**sheet.scheme.places
    cells = {line.unit: line.cells[part.code] for line in sheet.lines}
    known = [unit for unit, cell in cells.items() if cell.points is not None]
    exact = np.array([[float((cells[line.unit].points or 0) * scale)] for line in sheet.ranked])
    rows = [entries.of(unit, part.code) or {} for unit in known]
    if all(given.is_sure for row in rows for given in row.values()):
        totals += exact
        return
    columns = columns_of(part.inputs, rows)
    at = [known.index(line.unit) for line in sheet.ranked if line.unit in known]
    into = [index for index, line in enumerate(sheet.ranked) if line.unit in known]
    for first in range(0, totals.shape[1], _BLOCK):
        block = totals[:, first : first + _BLOCK]
        drawn = {name: column.draw(source, block.shape[1]) for name, column in columns.items()}
        found = points(part.method, float(part.weight), scale, drawn)
        found = found if at == into == list(range(len(found))) else found[at]
        lost = np.isnan(found)
        if lost.any():
            found = np.where(lost, exact[into], found)
        block[into] += found


def _judged(sheet: Sheet, totals: Whole, seed: int) -> Ranks:
    units, draws = totals.shape
    lines, scale = sheet.ranked, 10**sheet.scheme.places
    place = np.ones(totals.shape, dtype=np.int64)
    better = np.zeros((units, units), dtype=np.int64)
    for index, each in enumerate(totals):
        place[index] += np.count_nonzero(totals > each, axis=0)
        better[index] = np.count_nonzero(each > totals, axis=1)
    surely = _surely_above(totals)
    group = totals.sum(axis=0)
    skip = int(_BEYOND * draws)
    ends = np.partition(totals, (skip, draws - 1 - skip), axis=1)
    standings = tuple(
        Standing(
            unit=line.unit,
            low=Fraction(int(ends[index, skip]), scale),
            high=Fraction(int(ends[index, draws - 1 - skip]), scale),
            best=min(1 + int(surely[:, index].sum()), line.place or 1),
            worst=max(units - int(surely[index].sum()), line.place or 1),
            by_place=tuple(np.bincount(place[index], minlength=units + 1)[1:].tolist()),
            above=int((totals[index] * units > group).sum()),
        )
        for index, line in enumerate(lines)
    )
    return Ranks(seed, draws, standings, _alike(sheet, better, draws))


def _surely_above(totals: Whole) -> NDArray[np.bool_]:
    """Whether the unit of the row lies above that of the column, so that all such comparisons of one unit
    together are right in 95 of a hundred cases: the bound of each is that for one in so many (Bonferroni)."""
    units = len(totals)
    mean = totals.mean(axis=1)
    spread = totals - np.rint(mean)[:, None]
    products = spread @ spread.T / totals.shape[1] - np.outer(mean - np.rint(mean), mean - np.rint(mean))
    own = products.diagonal()
    error = np.sqrt(np.maximum(own[:, None] + own[None, :] - 2 * products, 0))
    bound = NormalDist().inv_cdf(1 - 2 * _BEYOND / max(units - 1, 2))
    found: NDArray[np.bool_] = mean[:, None] - mean[None, :] > bound * error
    return found


def _alike(sheet: Sheet, better: Whole, draws: int) -> frozenset[tuple[int, int]]:
    """Pairs, the upper one first, with the same total, or whose lower one lay above in too many draws."""
    lines = sheet.ranked
    return frozenset(
        (line.unit, other.unit)
        for upper, line in enumerate(lines)
        for lower, other in enumerate(lines[upper + 1 :], upper + 1)
        if line.total == other.total or better[lower, upper] * TURNS_AT_MOST > draws
    )
