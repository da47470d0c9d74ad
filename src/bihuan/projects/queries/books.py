"""Tables as workbooks to take away: no cell is ever a formula or an address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from bihuan.kernel.money import WAN

USUAL_WIDTH = 14
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Column:
    """One column: its head, how wide, and whether its whole 分 are shown in 万元."""

    head: Any
    width: int = USUAL_WIDTH
    is_money: bool = False


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], note: str = "") -> bytes:
    """A workbook of one sheet: the title, a note, the heads, the rows."""
    file = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
    }
    sheet = book.add_worksheet()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(1, 0, note)
    for place, column in enumerate(columns):
        sheet.write_string(2, place, str(column.head), formats["head"])
    for number, row in enumerate(rows, start=3):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            write_cell(sheet, (number, place), value, column, formats)
    book.close()
    return file.getvalue()


def write_cell(
    sheet: Any, place: tuple[int, int], value: Any, column: Column, formats: dict[str, Any]
) -> None:
    """One cell: a number, a day or a text, never a formula."""
    if value is None or value == "":
        sheet.write_blank(*place, None, formats["text"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, formats["day"])
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value) / WAN if column.is_money else value
        sheet.write_number(*place, number, formats["text"])
    else:
        sheet.write_string(*place, str(value), formats["text"])
