"""The tables of a file: cells, merges and row numbers, read by a child process under the same limits."""

import csv
import json
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bihuan.files.parsing import apart
from bihuan.files.parsing.encodings import decoded
from bihuan.files.parsing.grid import MOST_COLUMNS, MOST_ROWS
from bihuan.files.reading.words import refusal
from bihuan.kernel.errors import Invalid

IN_CHILD = frozenset({"docx", "xlsx"})

Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table as it stands in its file.

    `first` is the number of its first row as its program shows it; `left` how many columns stand before it.
    A merge is (top, left, bottom, right) by places in `rows`. Text that was pasted has lost its merges.
    """

    name: str
    first: int
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    left: int = 0
    knows_merges: bool = True


def read_grids(path: Path, kind: str) -> tuple[list[Grid], tuple[str, ...]]:
    """The tables of a file and the codes of what was left out; refuses with a sentence what holds none."""
    if kind == "txt":
        text = decoded(path.read_bytes())
        if text is None:
            raise Invalid(refusal("letters"))
        return [pasted(text[0])], ()
    if kind not in IN_CHILD:
        raise Invalid(_("A table comes as xlsx or docx, or as cells pasted from a spreadsheet."))
    told = apart.answer(f"{kind} grid", str(path.resolve()))
    if "refused" in told:
        raise Invalid(_refusal(told["refused"]))
    return [_grid(table) for table in json.loads(told["text"])], tuple(told["warnings"])


def pasted(text: str) -> Grid:
    """The table in a text whose cells are parted by tabs, or by commas where it has no tab."""
    parted = "\t" if "\t" in text else ","
    # A field as long as the whole text is no fault of the text's. The limit is the process's: never less.
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    try:
        rows = [tuple(row) for row in csv.reader(StringIO(text, newline=""), delimiter=parted)]
    except csv.Error as error:
        raise Invalid(_refusal("damaged")) from error
    width = max(map(len, rows), default=0)
    if len(rows) > MOST_ROWS:
        raise Invalid(_refusal(f"rows {len(rows)}"))
    if width > MOST_COLUMNS:
        raise Invalid(_refusal(f"columns {width}"))
    if not any(map(any, rows)):
        raise Invalid(_refusal("no table"))
    level = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Grid("", 1, level, knows_merges=False)


def _grid(table: dict[str, Any]) -> Grid:
    return Grid(
        table["name"],
        table["first"],
        tuple(tuple(row) for row in table["rows"]),
        tuple((top, left, bottom, right) for top, left, bottom, right in table["merges"]),
        table["left"],
    )


def _refusal(code: str) -> str:
    """Why a file holds no table that can be taken, and what to do."""
    if found := re.fullmatch(r"rows (\d+)", code):
        said = _("The table has %(count)s rows; at most %(limit)s come in at once. Hand it in in parts.")
        return said % {"count": found[1], "limit": MOST_ROWS}
    if found := re.fullmatch(r"columns (\d+)", code):
        said = _("The table has %(count)s columns; at most %(limit)s can be read. Remove those without use.")
        return said % {"count": found[1], "limit": MOST_COLUMNS}
    if code == "no table":
        return _("There is no table in this file.")
    return refusal(code)
