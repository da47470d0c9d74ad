"""A table of one group: the points of every unit in every part, the total, the place, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from bihuan.standings.rules.entries import Entries, Given
from bihuan.standings.rules.language import Trouble
from bihuan.standings.rules.language.computing import half_up
from bihuan.standings.rules.methods import NONE, Cell, Column, places_of
from bihuan.standings.rules.schemes import Lacking, Part, Scheme

Row: TypeAlias = Mapping[str, Given]


@dataclass(frozen=True)
class Line:
    """One unit: its cell in every part, its total and its place; no total where a part has no points."""

    unit: int
    cells: Mapping[str, Cell]
    total: Fraction | None
    place: int | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """The parts without points."""
        return tuple(code for code, cell in self.cells.items() if cell.points is None)


@dataclass(frozen=True)
class Sheet:
    """The lines in their order; those without a place at the end."""

    scheme: Scheme
    lines: tuple[Line, ...]

    def line(self, unit: int) -> Line:
        return next(line for line in self.lines if line.unit == unit)

    @property
    def ranked(self) -> tuple[Line, ...]:
        """The lines that have a place."""
        return tuple(line for line in self.lines if line.place is not None)

    @property
    def unranked(self) -> tuple[Line, ...]:
        """The lines that are only listed, because something is missing."""
        return tuple(line for line in self.lines if line.place is None)


def score(entries: Entries, scheme: Scheme) -> Sheet:
    """Score a group. What is missing, or a share of too few, has no points and is listed: never nought."""
    by_part = {part.code: cells_of(part, scheme.places, entries) for part in scheme.parts}
    lines = []
    for unit in entries.units:
        cells = {code: cells[unit] for code, cells in by_part.items()}
        lines.append(Line(unit, cells, total_of(scheme, cells)))
    return Sheet(scheme, ordered(lines))


def ordered(lines: list[Line]) -> tuple[Line, ...]:
    """Lines with their places, best first; equal totals share the better place."""
    place = places_of({line.unit: line.total for line in lines if line.total is not None})
    placed = [Line(line.unit, line.cells, line.total, place.get(line.unit)) for line in lines]
    return tuple(sorted(placed, key=lambda line: (line.place or len(lines) + 1, line.unit)))


def cells_of(part: Part, places: int, entries: Entries) -> dict[int, Cell]:
    """The cells of one part, for every unit of the group."""
    column: dict[int, Mapping[str, Fraction]] = {}
    cells: dict[int, Cell] = {}
    for unit in entries.units:
        row = entries.of(unit, part.code)
        trouble = trouble_of(part, row)
        if trouble is None and row is not None:
            column[unit] = {name: given.value for name, given in row.items()}
        else:
            facts = tuple((name, given.value) for name, given in (row or {}).items())
            cells[unit] = Cell(None, trouble, facts)
    return cells | _scored(part, places, column)


def _scored(part: Part, places: int, column: Column) -> dict[int, Cell]:
    return part.method.cells(part.weight, places, column) if column else {}


def trouble_of(part: Part, row: Row | None) -> Trouble | None:
    """Why a unit cannot be scored in a part, seen from what went in alone."""
    if row is None or any(each.name not in row for each in part.inputs if not each.is_optional):
        return Trouble.MISSING
    return Trouble.FEW if any(given.is_few for given in row.values()) else None


def total_of(scheme: Scheme, cells: Mapping[str, Cell]) -> Fraction | None:
    """The sum of the parts and of the bonuses up to their most. A bonus that is missing adds nothing.

    Nothing where a part that counts has no points and the scheme does not spread its weight.
    """
    plain = [(part.weight, cells[part.code].points) for part in scheme.parts if not part.is_bonus]
    known = [(weight, points) for weight, points in plain if points is not None]
    weights, points = (sum(numbers, NONE) for numbers in zip(*known, strict=True)) if known else (NONE, NONE)
    if not known or (len(known) < len(plain) and scheme.lacking == Lacking.LIST):
        return None
    if len(known) < len(plain):
        points = half_up(points * scheme.full / weights, scheme.places)
    bonus = sum((cells[part.code].points or NONE for part in scheme.parts if part.is_bonus), NONE)
    return points + (bonus if scheme.most_bonus is None else min(bonus, scheme.most_bonus))
