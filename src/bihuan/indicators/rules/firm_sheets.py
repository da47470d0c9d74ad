"""The rows of the bureau's workbook of firms: who it is, what changes on the roll, what was earned by month.

One firm a line. Besides the columns that the header names, each column whose head is a month holds revenue in
10,000 yuan. Words of the header are mapped; nothing is looked up yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.files.reading.grid import Grid
from bihuan.indicators.models import Entry, Exit
from bihuan.indicators.rules.sheets import MOST_HEAD_ROWS, NOTHING, name_of_cell, tidy_cell, tidy_head
from bihuan.indicators.rules.told_times import NoTime, read_month

HEADS = {
    "name": "企业名称 单位名称 单位详细名称 企业 name",
    "code": "统一社会信用代码 信用代码 code",
    "industry": "行业代码 行业小类 国民经济行业代码 industry",
    "place": "区划代码 行政区划代码 所在地区划代码 place",
    "unit": "属地 县区园区 所属县区 责任单位 unit",
    "change": "变动 变动情况 入退库 change",
    "month": "变动月份 月份 month",
    "reason": "变动原因 原因 reason",
}
WORDS = {word: role for role, words in HEADS.items() for word in words.split()}
IN, OUT = "in", "out"
CHANGES = {
    **dict.fromkeys(("入库", "新增", "纳入", IN), IN),
    **dict.fromkeys(("退库", "退出", "移出", OUT), OUT),
}
ENTRIES = {"小升规": Entry.GROWN, "新建投产": Entry.NEW, "新投产": Entry.NEW, "迁入": Entry.MOVED}
EXITS = {
    "规下": Exit.BELOW, "降至规下": Exit.BELOW, "退规": Exit.BELOW, "停产": Exit.CLOSED, "关停": Exit.CLOSED,
    "注销": Exit.CLOSED, "迁出": Exit.MOVED, "合并": Exit.MERGED, "兼并": Exit.MERGED,
}  # fmt: skip


@dataclass(frozen=True)
class FirmLine:
    """One line of the workbook: its words by column, and where each stands."""

    where: str
    said: Mapping[str, str]
    cells: Mapping[str, str]
    revenues: tuple[tuple[date, str, str], ...] = field(default=())

    def cell(self, role: str) -> str:
        """Where a column's word stands on this line, or the line itself."""
        return self.cells.get(role, self.where)


def firm_lines(grid: Grid) -> list[FirmLine]:
    """All firms of a table: none where no header with a 统一社会信用代码 is found."""
    for at, row in enumerate(grid.rows[:MOST_HEAD_ROWS]):
        roles = [WORDS.get(tidy_head(cell), "") for cell in row]
        if "code" in roles:
            return list(_lines(grid, at, roles))
    return []


def _lines(grid: Grid, at: int, roles: Sequence[str]) -> Iterator[FirmLine]:
    place = {role: roles.index(role) for role in roles if role}
    months = _months(grid.rows[at], roles)
    for number, row in enumerate(grid.rows[at + 1 :], start=at + 1):
        said = {role: _told(row, column) for role, column in place.items()}
        if not any(said.values()):
            continue
        cells = {role: name_of_cell(grid, number, column) for role, column in place.items()}
        revenues = tuple(
            (month, _told(row, column), name_of_cell(grid, number, column))
            for column, month in months.items()
            if _told(row, column)
        )
        yield FirmLine(name_of_cell(grid, number, 0), said, cells, revenues)


def _told(row: Sequence[str], column: int) -> str:
    text = tidy_cell(row[column]) if column < len(row) else ""
    return "" if text in NOTHING else text


def _months(head: Sequence[str], roles: Sequence[str]) -> dict[int, date]:
    found = {}
    for column, cell in enumerate(head):
        try:
            month = read_month(tidy_head(cell)) if not roles[column] else None
        except NoTime:
            month = None
        if month:
            found[column] = month
    return found
