"""The register to take away: xlsx and csv of what a list shows."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.forms.filters import FilterForm, ticked
from bihuan.supervision.queries.export import HEADS, as_csv, day_of, export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {1: 40, 2: 60}
USUAL_WIDTH = 14


@require_safe
@login_required
def task_export(request: SignedInRequest, form: str) -> HttpResponseBase:
    """The matters of a list, or those that are ticked in it."""
    today = clock.today()
    filters = FilterForm(request.GET, request.user).filters()
    rows = export(request.user, filters, today, ticked(request.GET) or None)
    answer: HttpResponseBase
    if form == "csv":
        answer = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(_xlsx(rows), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="tasks-{today}.{form}"'
    return answer


def _xlsx(rows: Iterator[list[Any]]) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column in range(len(HEADS)):
        sheet.set_column(column, column, WIDTHS.get(column, USUAL_WIDTH))
    for column, head in enumerate(HEADS):
        sheet.write_string(0, column, str(head), bold)
    for number, row in enumerate(rows, start=1):
        _write(sheet, number, row, day)
    book.close()
    return file.getvalue()


def _write(sheet: Any, number: int, row: list[Any], day: Any) -> None:
    for column, cell in enumerate(map(day_of, row)):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(number, column, cell, day)
        elif cell is not None:
            sheet.write_number(number, column, cell)
