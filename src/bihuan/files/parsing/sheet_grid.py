"""xlsx: the cells of every visible sheet with their merges; of a formula the value that was kept with it."""

from datetime import date, time, timedelta
from typing import Any

import python_calamine as calamine

from bihuan.files.parsing import Answer, Refused
from bihuan.files.parsing.grid import LONGEST, LONGEST_CELL, LONGEST_NAME, Table, bound, told

__all__ = ["LONGEST", "read"]


def read(path: str) -> Answer:
    """All visible sheets."""
    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise Refused("password") from error
    visible = [s.name for s in book.sheets_metadata if s.visible == calamine.SheetVisibleEnum.Visible]
    tables = [_table(book.get_sheet_by_name(name)) for name in visible]
    return told(tables, ["hidden"] if len(visible) < len(book.sheet_names) else [])


def _table(sheet: Any) -> Table:
    top, left = sheet.start or (0, 0)
    bound(sheet.height, sheet.width)
    merges = [
        [max(first - top, 0), max(start - left, 0), last - top, end - left]
        for (first, start), (last, end) in sheet.merged_cell_ranges or ()
        if last >= top and end >= left
    ]
    return {
        "name": sheet.name[:LONGEST_NAME],
        "first": top + 1,
        "left": left,
        "rows": [[cell(each) for each in row] for row in sheet.to_python(skip_empty_area=True)],
        "merges": merges,
    }


def cell(value: object) -> str:
    """What a reader sees in a cell: whole numbers without a point, days as 2026-06-30."""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return value.isoformat()[: len("2026-06-30")]
    if value is None or isinstance(value, time | timedelta):
        return "" if value is None else str(value)
    return str(value)[:LONGEST_CELL]
