"""The workbook and the form on which a unit can answer: what it owes reports on, the last words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bihuan.kernel.errors import Denied
from bihuan.people.models import Person
from bihuan.supervision.models import REPORTING, Report, ReportKind, SupervisionItem
from bihuan.supervision.queries.filters import Filters, selected
from bihuan.supervision.rules.moves import MOVES, collector
from bihuan.supervision.rules.sheets import MOST_ROWS, Key, key_text

# Widths of the columns in characters, the key's last.
WIDTHS = (16, 44, 12, 12, 44, 60, 10, 14, 10)
HEAD_ROW = 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORDS_WIDE, NAMES_WIDE = Cm(12.5), Cm(3.5)
FONT = "仿宋"


@dataclass(frozen=True)
class Asked:
    """A matter on which a person's unit may report now, with its last report."""

    item: Any
    key: Key

    @property
    def last_text(self) -> str:
        return self.item.last_text or ""


def asked_of(person: Person, today: date) -> list[Asked]:
    """The matters on which a person may report, by the day on which the report is due."""
    rows = with_last(selected(person, Filters(group="mine"), today).filter(status__in=REPORTING))
    found = rows.order_by(F("report_due").asc(nulls_last=True), "finish_due", "pk").prefetch_related(
        "assignments__unit"
    )
    return [asked for item in found[:MOST_ROWS] if (asked := asked_on(item, person))]


def with_last(items: Any) -> QuerySet[Any]:
    """Add the last report of each matter, as `last_id` and `last_text`."""
    last = Report.objects.filter(item=OuterRef("pk"), kind=ReportKind.PROGRESS).order_by("-pk")
    found: QuerySet[Any] = items.annotate(
        last_id=Subquery(last.values("pk")[:1]), last_text=Subquery(last.values("text")[:1])
    )
    return found


def asked_on(item: Any, person: Person) -> Asked | None:
    """The same for one matter; None where the person may not report on it."""
    part = collector(item)
    if part is None or "report" not in MOVES.open_to(item, person):
        return None
    return Asked(item, Key(item.pk, part.unit_id, item.last_id or 0))


def asked_or_denied(item: Any, person: Person) -> Asked:
    """The same, refused in words."""
    asked = asked_on(item, person)
    if asked is None:
        raise Denied(_("You cannot report on this matter now."))
    return asked


def workbook(rows: Sequence[Asked], today: date) -> bytes:
    """What is to be reported, as a workbook: only answers can be written, the key of each row is hidden."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Reports"))
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True}),
        "given": book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
        "open": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "locked": False}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1}),
        "open_day": book.add_format(
            {"num_format": "yyyy-mm-dd", "border": 1, "valign": "top", "locked": False}
        ),
    }
    sheet.write_string(
        0, 0, _("Reports that are due, as of %(day)s") % {"day": today.isoformat()}, looks["title"]
    )
    sheet.write_string(
        1, 0, _("Fill in the white columns; leave out what has nothing to tell. Then hand it in.")
    )
    for column, head in enumerate(_heads()):
        sheet.write_string(HEAD_ROW - 1, column, head, looks["head"])
        if column < len(WIDTHS):
            sheet.set_column(column, column, WIDTHS[column])
    sheet.set_column(len(WIDTHS), len(WIDTHS), None, None, {"hidden": True})
    for number, asked in enumerate(rows, start=HEAD_ROW):
        _write(sheet, number, asked, looks)
    _guard(sheet, len(rows))
    book.close()
    return stream.getvalue()


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Matter"),
        _("Report due"),
        _("Finish due"),
        _("Last report"),
        _("What has been done"),
        _("Share done, %"),
        _("Day on which it happened"),
        _("No change since the last report"),
        _("Key of the row: leave it as it is"),
    ]


def _write(sheet: Any, number: int, asked: Asked, looks: dict[str, Any]) -> None:
    item = asked.item
    sheet.write_string(number, 0, item.number or "", looks["given"])
    sheet.write_string(number, 1, item.title, looks["given"])
    for column, day in ((2, item.report_due), (3, item.finish_due)):
        if day:
            sheet.write_datetime(number, column, day, looks["day"])
    sheet.write_string(number, 4, asked.last_text, looks["given"])
    sheet.write_blank(number, 5, None, looks["open"])
    if item.percent is None:
        sheet.write_blank(number, 6, None, looks["open"])
    else:
        sheet.write_number(number, 6, item.percent, looks["open"])
    sheet.write_blank(number, 7, None, looks["open_day"])
    sheet.write_blank(number, 8, None, looks["open"])
    sheet.write_string(number, 9, key_text(asked.key), looks["given"])


def _guard(sheet: Any, count: int) -> None:
    """Let only answers be written, and only what the page would take."""
    last = HEAD_ROW + max(count, 1) - 1
    share = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}
    sheet.data_validation(HEAD_ROW, 6, last, 6, share)
    sheet.data_validation(HEAD_ROW, 8, last, 8, {"validate": "list", "source": ["是"]})
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    sheet.freeze_panes(HEAD_ROW, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def form(asked: Asked) -> bytes:
    """The report on one matter as a form in Word: a letter, a name and room for the answer in each row."""
    item = asked.item
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.add_heading(_("Report"), level=1)
    document.add_paragraph(_("Write beside the letters. The last row is for the system: leave it as it is."))
    share = "" if item.percent is None else str(item.percent)
    given = [(_("Number"), item.number or ""), (_("Matter"), item.title)]
    given += [(_("Report due"), _iso(item.report_due)), (_("Finish due"), _iso(item.finish_due))]
    given += [(_("Last report"), asked.last_text)]
    open_ = [
        ("A", _("What has been done, with results and numbers"), ""),
        ("B", _("Problems"), ""),
        ("C", _("Measures"), ""),
        ("D", _("Next step, and by when"), ""),
        ("E", _("Share done, %"), share),
        ("F", _("Day on which it happened"), ""),
    ]
    rows = [("", name, words) for name, words in given] + open_ + [("", _("Key"), key_text(asked.key))]
    table = document.add_table(rows=0, cols=3, style="Table Grid")
    for letter, name, words in rows:
        cells = table.add_row().cells
        for cell, text, width in zip(
            cells, (letter, name, words), (Cm(0.8), NAMES_WIDE, WORDS_WIDE), strict=True
        ):
            cell.text, cell.width = text, width
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def item_of(person: Person, pk: int) -> SupervisionItem | None:
    """One matter that a person sees, with its last report."""
    found = with_last(SupervisionItem.objects.visible_to(person).filter(pk=pk))
    return found.prefetch_related("assignments__unit").first()
