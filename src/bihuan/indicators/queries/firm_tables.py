"""The roll of firms to take away as a workbook: what its reader may know, and no more."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.indicators.queries.firms import Board, Near, Row
from bihuan.kernel.money import WAN, in_unit

WIDTHS = (28, 22, 14, 14, 14, 14, 14)


def heads() -> dict[str, str]:
    """The columns in words."""
    return {
        "entered": pgettext("firms", "Entered"),
        "left": pgettext("firms", "Left"),
        "net": pgettext("firms", "Net"),
        "roll": _("On the roll"),
        "near": _("Near the line"),
        "falling": _("Below the line"),
    }


def firm_workbook(found: Board) -> bytes:
    """Years, months, counties and parks, trades; and the firms beside the line that its reader sees."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    _counts(book, _("Years"), found.years, "%Y")
    _counts(book, _("Months"), found.months, "%Y-%m")
    _counts(book, _("Counties and parks"), [*found.units, found.whole])
    _counts(book, _("Trades"), [*found.trades, found.whole])
    if found.sees_some:
        _firms(book, _("Near the line"), found.near)
        _firms(book, _("Below the line"), found.falling)
    book.close()
    return content.getvalue()


def _sheet(book: Any, name: str, titles: list[str]) -> Any:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, WIDTHS[min(column, len(WIDTHS) - 1)])
    sheet.freeze_panes(1, 0)
    return sheet


def _counts(book: Any, name: str, rows: list[Row], form: str = "") -> None:
    columns = {key: head for key, head in heads().items() if rows and key in rows[0].cells}
    sheet = _sheet(book, name, ["", *columns.values()])
    for at, row in enumerate(rows, start=1):
        sheet.write_string(at, 0, row.name.strftime(form) if form else row.name or pgettext("sum", "All"))
        for column, key in enumerate(columns, start=1):
            number = row.cells[key].number
            sheet.write(at, column, _("not told") if number is None else number)


def _firms(book: Any, name: str, rows: list[Near]) -> None:
    titles = [_("Firm"), _("County or park"), _("Trade"), _("Twelve months (10,000 yuan)"), _("To the line")]
    sheet = _sheet(book, name, titles)
    for at, row in enumerate(rows, start=1):
        sheet.write_string(at, 0, row.firm.name)
        sheet.write_string(at, 1, row.firm.unit.short_name)
        sheet.write_string(at, 2, row.trade)
        for column, amount in ((3, row.amount), (4, row.lacks)):
            sheet.write_string(at, column, in_unit(amount, WAN))
