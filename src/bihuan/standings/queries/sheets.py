"""A table as a workbook: what the page shows, unit by unit; no cell is ever a formula."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.indicators.models import SCALE
from bihuan.projects.queries.books import Column, workbook
from bihuan.standings.queries.boards import Board, Row


def sheet_of(board: Board) -> bytes:
    """The lines in their bands, with their points part by part, and the method in the note."""
    heads = [
        _("Band"),
        _("Unit"),
        pgettext("league", "Score"),
        _("from"),
        _("to"),
        _("Possible places"),
        _("Counted (n)"),
    ]
    columns = [Column(head, 24 if place < 2 else 12) for place, head in enumerate(heads)]  # noqa: PLR2004 - names are long
    columns += [Column(part.name, 14) for part in board.plan.parts]
    rows = [_cells(group.label, row) for group in board.groups for row in group.rows]
    table = board.table
    note = _("Average of the group %(average)s. %(draws)s draws with the seed %(seed)s.") % {
        "average": _number(table.average),
        "draws": table.draws,
        "seed": table.seed,
    }
    title = f"{table.version.scheme.name} {table.group.name} {table.first:%Y-%m} – {table.last:%Y-%m}"
    return workbook(title, columns, rows, note)


def _cells(band: str, row: Row) -> list[Any]:
    line = row.line
    places = _("not ranked") if line.best is None else f"{line.best}—{line.worst}"
    scores = [_number(each) for each in (row.score, row.low, row.high)]
    return [band, line.unit.short_name, *scores, places, line.whole, *(_number(p.points) for p in row.points)]


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / SCALE
