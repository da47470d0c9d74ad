"""Tables as offices send them, as files and as pasted cells; and the register they speak of."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import docx
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.breakdown import actions
from bihuan.breakdown.models import BreakdownRow, TaskBreakdown
from bihuan.breakdown.queries.checking import Checker
from bihuan.breakdown.queries.wording import fault_words
from bihuan.people.models import Person
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_unit

Cells = Sequence[Sequence[str]]
NAMES = ("市发展和改革委员会", "市住房和城乡建设局", "市财政局", "市水利局", "市农业农村局", "望湖区")
HUAINAN = (
    ("2026年市政府工作报告重点任务分解表", "", "", ""),
    ("序号", "主要任务", "牵头单位", "落实情况"),
    ("一、经济发展", "", "", ""),
    ("1", "全年地区生产总值增长5.5%左右", "市发改委", ""),
    ("2", "改造老旧小区120个，惠及居民3万户", "市住建局、市财政局", ""),
    ("二、民生保障", "", "", ""),
    ("3", "新建高标准农田20万亩", "市农业农村局,市水利局；市财政局\n望湖区", ""),
    ("备注：牵头单位排第一位的负责汇总。", "", "", ""),
)


def make_register(cast: Cast) -> None:
    """Units as tables name them, beside those of the cast."""
    for name in NAMES:
        make_unit(name, parent=cast.city)


def make_office() -> Cast:
    cast = make_cast()
    make_register(cast)
    return cast


def pasted(cells: Cells) -> str:
    """Cells as a spreadsheet puts them on the clipboard: tabs between them, quotes around line ends."""
    return "\n".join("\t".join(f'"{c}"' if "\n" in c else c for c in row) for row in cells)


def workbook(cells: Cells, merges: Sequence[tuple[int, int, int, int]] = (), **dates: date) -> bytes:
    """An xlsx of these cells; a merge is (top, left, bottom, right) and says what its first cell says."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    sheet = book.add_worksheet("分解表")
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            if text:
                sheet.write_string(row, column, text)
    for top, left, bottom, right in merges:
        sheet.merge_range(top, left, bottom, right, cells[top][left])
    for place, day in dates.items():
        sheet.write_datetime(place, day, book.add_format({"num_format": "yyyy-mm-dd"}))
    book.add_worksheet("填表说明").write_string(0, 0, "每行一项任务。")
    book.close()
    return stream.getvalue()


def word_table(cells: Cells, merges: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """The same as a table in a Word document."""
    made = docx.Document()
    made.add_paragraph("重点任务分解表")
    table = made.add_table(rows=len(cells), cols=len(cells[0]))
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            table.cell(row, column).text = text
    for top, left, bottom, right in merges:
        table.cell(top, left).merge(table.cell(bottom, right)).text = cells[top][left]
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def upload(content: bytes, name: str = "分解表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def take(by: Person, cells: Cells = HUAINAN, **more: Any) -> TaskBreakdown:
    """A table as it comes in: pasted, with a finish date for all rows that name none."""
    said = {"text": pasted(cells)} if "file" not in more else {}
    facts = {"source_type": "gov_report", "confirmed_unclassified": True, "finish_due": date(2026, 12, 31)}
    return actions.take(by=by, at=MONDAY, **(facts | said | more))


def rows_of(breakdown: TaskBreakdown) -> list[BreakdownRow]:
    return list(breakdown.rows.order_by("line", "piece"))


HEADS = ("序号", "主要任务", "目标值", "牵头单位", "配合单位", "完成时限")
FAULTY = (
    HEADS,
    ("1", "改造老旧小区", "120个", "市住建局", "市财政局", "6月底"),
    ("2", "建设步道", "", "市奇石办、市水利局", "各县区", "尽早"),
    ("3", "", "", "市水利局", "", "6月底"),
    ("4", "整治河道", "", "", "", "1月底"),
)


def faults(breakdown: TaskBreakdown) -> list[str]:
    """What is wrong with a table, in words."""
    rows = rows_of(breakdown)
    checked = Checker(breakdown, rows, MONDAY.date()).all()
    return [fault_words(breakdown, each, fault) for each in checked for fault in each.faults]


def confirm(breakdown: TaskBreakdown, cast: Cast, *, dispatch: bool = True) -> actions.Outcome:
    """Let the office confirm a table."""
    return actions.confirm(breakdown=breakdown, by=cast.office, at=MONDAY, dispatch=dispatch)


def printed(breakdown: TaskBreakdown, cast: Cast) -> list[list[str]]:
    """A table as it is printed back, its heads first."""
    out = actions.export(breakdown=breakdown, by=cast.office, at=MONDAY)
    return [out.heads, *out.rows]


def back(cast: Cast, cells: Cells) -> TaskBreakdown:
    """A printed table that comes in again as a workbook."""
    return take(cast.office, file=upload(workbook(cells)))
