"""Populations that come as a list, because no room keeps their things yet."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.files.reading.grid import read_grids
from bihuan.kernel.canonical import text as canonical
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Unit, UnitAlias
from bihuan.spotcheck.queries.populations import Candidate

COLUMNS = 2


def read_list(received: Any) -> list[Candidate]:
    """The rows of a workbook or text: number, unit, what it is. A heading above them may stand."""
    grids, _warnings = read_grids(received.path, received.kind)
    rows = [tuple(cell.strip() for cell in row) for grid in grids for row in grid.rows]
    rows = [row for row in rows if any(row)]
    units = _units({row[1] for row in rows if len(row) >= COLUMNS})
    if rows and (len(rows[0]) < COLUMNS or rows[0][1] not in units):
        rows = rows[1:]
    return [_one(number, row, units) for number, row in enumerate(rows, 1)]


def _units(names: set[str]) -> dict[str, int]:
    found = dict(UnitAlias.objects.filter(name__in=names).values_list("name", "unit"))
    for pk, name, short in (
        Unit.objects.active()
        .filter(Q(name__in=names) | Q(short_name__in=names))
        .values_list("pk", "name", "short_name")
    ):
        found |= {short: pk, name: pk}
    return found


def _one(number: int, row: tuple[str, ...], units: dict[str, int]) -> Candidate:
    if len(row) < COLUMNS or row[1] not in units:
        said = row[1] if len(row) >= COLUMNS else ""
        raise Invalid(
            _("Row %(row)s: “%(name)s” is no unit. The second column names the unit that answers.")
            % {"row": number, "name": said}
        )
    return Candidate(row[0], units[row[1]], canonical(" ".join(row[COLUMNS:]))[:200])
