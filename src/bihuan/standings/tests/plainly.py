"""The draws of a table once more, one by one through the exact engine: slow, and easy to believe."""

from fractions import Fraction

from bihuan.standings.rules.drawing import Source, columns_of
from bihuan.standings.rules.entries import Entries, Given
from bihuan.standings.rules.schemes import Scheme
from bihuan.standings.rules.scoring import score


def plain_totals(entries: Entries, scheme: Scheme, draws: int, seed: int) -> dict[int, list[Fraction]]:
    """The total of every unit that has a place, in every draw."""
    sheet, source = score(entries, scheme), Source(seed)
    worlds: list[dict[int, dict[str, dict[str, Given]]]]
    worlds = [{unit: {} for unit in entries.units} for _ in range(draws)]
    for part in scheme.parts:
        cells = {line.unit: line.cells[part.code] for line in sheet.lines}
        known = [unit for unit, cell in cells.items() if cell.points is not None]
        rows = [dict(entries.of(unit, part.code) or {}) for unit in known]
        is_sure = all(given.is_sure for row in rows for given in row.values())
        drawn = {
            name: column.draw(source, draws)
            for name, column in columns_of(part.inputs, rows).items()
            if not is_sure
        }
        for number, world in enumerate(worlds):
            for index, unit in enumerate(known):
                world[unit][part.code] = rows[index] | {
                    name: Given(Fraction(float(values[index, number if values.shape[1] > 1 else 0])))
                    for name, values in drawn.items()
                }
    found: dict[int, list[Fraction]] = {line.unit: [] for line in sheet.ranked}
    for world in worlds:
        for line in score(Entries(entries.group, world), scheme).lines:
            if line.unit in found:
                found[line.unit].append(line.total or Fraction())
    return found
