"""Tables as workbooks: the sender's own file with marks, a table printed back, a sample to try."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from bihuan.breakdown.models import Column, TaskBreakdown
from bihuan.breakdown.queries.checking import Checked, Checker
from bihuan.breakdown.queries.wording import fault_words
from bihuan.files.models import FileKind
from bihuan.files.queries import path_of
from bihuan.files.reading.marks import Marks, marked
from bihuan.people.models import Unit, UnitKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {Column.NUMBER: 6, Column.TASK: 48, Column.DETAIL: 36, Column.PROGRESS: 36, Column.KEY: 20}
USUAL_WIDTH = 18
BETWEEN_GROUPS = " / "
SAMPLE_HEADS = (
    "序号",
    "类别",
    "主要任务",
    "目标值",
    "责任领导",
    "牵头单位",
    "配合单位",
    "完成时限",
    "反馈频次",
    "落实情况",
)
SAMPLE = (
    ("城市建设", "改造城镇老旧小区", "120个", "11月底", "每月"),
    ("民生保障", "新建改建普惠性幼儿园", "8所", "8月底", "每月"),
    ("营商环境", "推行“高效办成一件事”", "15件", "三季度", "每季度"),
)


def marked_book(breakdown: TaskBreakdown, today: date) -> bytes:
    """The sender's own workbook with every faulty cell painted and the remarks in a column of their own.

    What came as a Word table or as pasted cells, or cannot be written back, becomes a workbook of its rows.
    """
    rows = list(breakdown.rows.select_related("twin").order_by("line", "piece"))
    checked = [each for each in Checker(breakdown, rows, today).all() if not each.row.is_left_out]
    wrong = [each for each in checked if each.faults]
    remarks = [(each.row.line, remark_of(breakdown, each)) for each in wrong]
    file = breakdown.file
    if file is not None and file.kind == FileKind.XLSX:
        own = _own_book(breakdown, wrong, remarks, path_of(file.sha256))
        if own is not None:
            return own
    lines = [[*each.texts, remark_of(breakdown, each)] for each in checked]
    places = {(at, f.column) for at, each in enumerate(checked) for f in each.faults if f.column >= 0}
    return _book(breakdown.title, [*breakdown.heads, _("Remarks")], breakdown.columns, lines, painted=places)


def _own_book(
    breakdown: TaskBreakdown, wrong: Sequence[Checked], remarks: list[tuple[int, str]], path: Path
) -> bytes | None:
    together: dict[int, str] = {}
    for line, words in remarks:
        together[line] = f"{together[line]}\n{words}" if line in together else words
    cells = {(e.row.line, breakdown.left + f.column + 1) for e in wrong for f in e.faults if f.column >= 0}
    wanted = Marks(
        breakdown.sheet, _("Remarks"), breakdown.header_line, sorted(cells), sorted(together.items())
    )
    return marked(path, wanted)


def remark_of(breakdown: TaskBreakdown, checked: Checked) -> str:
    """Everything that is wrong with a row, one sentence to a line."""
    return "\n".join(fault_words(breakdown, checked, fault) for fault in checked.faults)


def printed_book(
    title: str,
    heads: Sequence[str],
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    groups: Sequence[str],
) -> bytes:
    """A table as it is printed back: its title, its heads, its categories as rows of their own."""
    return _book(title, heads, columns, list(rows), groups=groups)


def sample_book() -> bytes:
    """A small table to try the door with, with units of this city's register."""
    units = list(Unit.objects.active().filter(kind=UnitKind.DEPARTMENT).order_by("sort_key", "id")[:9])
    names = [unit.short_name for unit in units] or [_("Name of the unit")]
    rows = []
    for at, (group, task, target, due, cycle) in enumerate(SAMPLE):
        lead, co = names[at % len(names)], names[(at + 3) % len(names)]
        rows.append([str(at + 1), group, task, target, "", lead, co if co != lead else "", due, cycle, ""])
    columns = ["number", "group", "task", "target", "leader", "lead", "co", "due", "cycle", "progress"]
    return _book("重点工作任务分解表", list(SAMPLE_HEADS), columns, rows)


def _book(
    title: str,
    heads: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    groups: Sequence[str] = (),
    painted: "set[tuple[int, int]] | frozenset[tuple[int, int]]" = frozenset(),
) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("分解表")
    kinds = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "head": book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True}),
        "group": book.add_format({"bold": True, "border": 1}),
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "paint": book.add_format({"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#FFF3D6"}),
    }
    for at in range(len(heads)):
        column = columns[at] if at < len(columns) else Column.KEY
        sheet.set_column(at, at, WIDTHS.get(Column(column), USUAL_WIDTH))
    _across(sheet, 0, len(heads), title, kinds["title"])
    for at, head in enumerate(heads):
        sheet.write_string(1, at, head, kinds["head"])
    sheet.freeze_panes(2, 0)
    place, shown = 2, ""
    for number, cells in enumerate(rows):
        if groups and groups[number] != shown:
            place = _write_group(sheet, place, len(heads), (shown, groups[number]), kinds["group"])
            shown = groups[number]
        for at, text in enumerate(cells):
            sheet.write_string(place, at, text, kinds["paint" if (number, at) in painted else "cell"])
        place += 1
    book.close()
    return stream.getvalue()


def _write_group(sheet: Any, place: int, width: int, change: tuple[str, str], kind: Any) -> int:
    """The categories that begin here, each in a row over all columns; the place of the next row."""
    was, now = (side.split(BETWEEN_GROUPS) for side in change)
    for level, words in enumerate(now):
        if words and was[: level + 1] != now[: level + 1]:
            _across(sheet, place, width, words, kind)
            place += 1
    return place


def _across(sheet: Any, row: int, width: int, text: str, kind: Any) -> None:
    if width > 1:
        sheet.merge_range(row, 0, row, width - 1, text, kind)
    else:
        sheet.write_string(row, 0, text, kind)
