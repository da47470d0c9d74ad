"""How far a table can be trusted: intervals of scores, possible places, lines that cannot be told apart."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.drawing import Numbers, Source, draw
from bihuan.standings.rules.drawn_points import points, rounded
from bihuan.standings.rules.entries import Entries
from bihuan.standings.rules.schemes import Part, Scheme
from bihuan.standings.rules.scoring import Sheet, score

DRAWS, FEWEST_DRAWS, MOST_DRAWS = 10_000, 100, 100_000
# Two lines whose order turns in more than one draw in twenty cannot be told apart.
TURNS_AT_MOST = 20
# Two and a half of a hundred lie beyond each end of an interval of 95 %.
_BEYOND = 0.025
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """What may be said of one unit: the interval of its score, its possible places, and in how many draws it
    had each place and lay above the group's average."""

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
    scale = 10**scheme.places
    plain, bonus = np.zeros((len(lines), draws)), np.zeros((len(lines), draws))
    for part in scheme.parts:
        found = _drawn_part(part, entries, sheet, source, draws)
        if part.is_bonus:
            bonus += found
        else:
            plain += found
    for row, line in enumerate(lines):
        lost = sum(part.weight for part in scheme.parts if not part.is_bonus and part.code in line.lacking)
        if lost:
            plain[row] = rounded(plain[row] * float(scheme.full / (scheme.full - lost)))
    if scheme.most_bonus is not None:
        np.minimum(bonus, float(scheme.most_bonus * scale), out=bonus)
    return np.rint(plain + bonus).astype(np.int64)


def _drawn_part(part: Part, entries: Entries, sheet: Sheet, source: Source, draws: int) -> Numbers:
    """Points × scale of one part for the units with a place; nought where a unit has no points in it."""
    scale = 10**sheet.scheme.places
    cells = {line.unit: line.cells[part.code] for line in sheet.lines}
    known = [unit for unit, cell in cells.items() if cell.points is not None]
    exact = np.array([[float((cells[line.unit].points or 0) * scale)] for line in sheet.ranked])
    rows = [entries.of(unit, part.code) or {} for unit in known]
    if all(given.is_sure for row in rows for given in row.values()):
        return exact
    found = points(part.method, float(part.weight), scale, draw(part.inputs, rows, source, draws))
    at = {unit: index for index, unit in enumerate(known)}
    result = np.repeat(exact, draws, axis=1)
    for row, line in enumerate(sheet.ranked):
        if line.unit in at:
            drawn = found[at[line.unit]]
            result[row] = np.where(np.isnan(drawn), exact[row], drawn)
    return result


def _judged(sheet: Sheet, totals: Whole, seed: int) -> Ranks:
    units, draws = totals.shape
    lines, scale = sheet.ranked, 10**sheet.scheme.places
    place = np.ones(totals.shape, dtype=np.int64)
    better = np.zeros((units, units), dtype=np.int64)
    for index, each in enumerate(totals):
        above = totals > each
        place[index] += above.sum(axis=0)
        better[index] = (each > totals).sum(axis=1)
    mean = totals.sum(axis=0)
    skip = int(_BEYOND * draws)
    ends = np.partition(totals, (skip, draws - 1 - skip), axis=1)
    standings = []
    for index, line in enumerate(lines):
        by_place = np.bincount(place[index], minlength=units + 1)[1:]
        reached = by_place.cumsum()
        standings.append(
            Standing(
                unit=line.unit,
                low=Fraction(int(ends[index, skip]), scale),
                high=Fraction(int(ends[index, draws - 1 - skip]), scale),
                best=min(int(np.searchsorted(reached, skip, side="right")) + 1, line.place or 1),
                worst=max(int(np.searchsorted(reached, draws - skip)) + 1, line.place or 1),
                by_place=tuple(by_place.tolist()),
                above=int((totals[index] * units > mean).sum()),
            )
        )
    return Ranks(seed, draws, tuple(standings), _alike(sheet, better, draws))


def _alike(sheet: Sheet, better: Whole, draws: int) -> frozenset[tuple[int, int]]:
    """Pairs, the upper one first, with the same total, or whose lower one lay above in too many draws."""
    lines = sheet.ranked
    return frozenset(
        (line.unit, other.unit)
        for upper, line in enumerate(lines)
        for lower, other in enumerate(lines[upper + 1 :], upper + 1)
        if line.total == other.total or better[lower, upper] * TURNS_AT_MOST > draws
    )
