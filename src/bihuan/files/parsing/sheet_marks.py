"""xlsx: the same workbook with some cells coloured and a column of remarks beside the table.

What is to be marked comes in as JSON; the workbook goes out as text (base64). Unlike readers, this one may
write: the library puts a sheet into a file of its own before it packs it.
"""

import base64
import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill

from bihuan.files.parsing import Answer, Refused

LONGEST = 60_000_000
LARGEST_FILE = 60_000_000
PAINT = PatternFill("solid", fgColor="FFF3D6")
WIDE = 48


def read(path: str) -> Answer:
    """Paint the cells [row, column], counted from 1, and write the remarks [row, words] into a new column."""
    wanted = json.loads(sys.stdin.buffer.read())
    # By its content: the library believes the ending of a name, and kept files have none.
    book = openpyxl.load_workbook(BytesIO(Path(path).read_bytes()))
    if wanted["sheet"] not in book.sheetnames:
        raise Refused("damaged")
    sheet = book[wanted["sheet"]]
    for row, column in wanted["cells"]:
        _first_of_merge(sheet, row, column).fill = PAINT
    place = sheet.max_column + 1
    sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = WIDE
    sheet.cell(wanted["head_row"], place, wanted["head"]).font = Font(bold=True)
    for row, words in wanted["remarks"]:
        cell = sheet.cell(row, place)
        # As a text whatever it begins with: a name in it may look like a formula.
        cell.value, cell.data_type = words, "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PAINT
    stream = BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue()).decode(), []


def _first_of_merge(sheet: Any, row: int, column: int) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        around = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        return sheet.cell(around.min_row, around.min_col)
    return cell
