"""Where a table begins and which of its rows are tasks: header, categories, sub-rows, notes, merges."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bihuan.breakdown.models import Column
from bihuan.breakdown.rules.columns import BETWEEN, UNITS, column_of, columns_of, is_whole
from bihuan.files.reading.grid import Grid
from bihuan.kernel import canonical

# A header stands among the first rows of a sheet and is at most so many rows tall.
HEADER_WITHIN = 40
TALLEST_HEADER = 3
LONGEST_SUBHEAD = 14
LONGEST_HEAD = 60
FEWEST_COLUMNS = 2
CHAPTER = re.compile(
    r"^\s*(?:[一二三四五六七八九十百]{1,4}\s*[、.．]|第[一二三四五六七八九十百\d]{1,4}(?:部分|章|篇|节|类|项|条))"
)
SECTION = re.compile(r"^\s*[(（][一二三四五六七八九十]{1,3}[)）]")
CHINESE_NUMBER = re.compile(r"^\s*(?:[(（]?[一二三四五六七八九十百]{1,4}[)）]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]+)[、.．]?\s*$")
SUBNUMBER = re.compile(r"^\s*(?:\d+\s*[.．\-—]\s*\d+|[(（]\s*\d+\s*[)）]|\d+\s*[)）]|[①-⑳])")
NUMBER = re.compile(r"^\s*\d+\s*[.．、]?\s*$")
NOTE = re.compile(r"^\s*(?:备?注|说明|填[表报]|制表|审核|联系人|联系电话|报送|填写)[\s\S]{0,8}?[:：]")
TOTAL = re.compile(r"^\s*(?:合\s*计|总\s*计|小\s*计)")
# Most cells: nothing in them has a second way to be written.
TIDY = re.compile(r"[0-9A-Za-z\u4e00-\u9fff，。、；：（）《》“”%.()-]*")
# A row that continues the one above says nothing of these by itself.
SHARED = (*UNITS, Column.LEADER, Column.DUE, Column.CYCLE, Column.BASIS, Column.GROUP)
CHAPTER_LEVEL, SECTION_LEVEL = 1, 2


@dataclass(frozen=True)
class Header:
    """The rows in which a table names its columns: the first, the one after the last, and the names."""

    top: int
    end: int
    names: tuple[str, ...]


@dataclass
class Line:
    """One task as the table states it: its row, its category, its cells, and which of them stand above."""

    number: int
    group: str
    cells: list[str]
    taken: set[int] = field(default_factory=set)


class Sheet:
    """A grid whose merged cells are answered for."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.width = max((len(row) for row in grid.rows), default=0)
        self.cells = [[tidy(cell) for cell in row] for row in grid.rows]
        self._origin: dict[tuple[int, int], tuple[int, int]] = {}
        # Merges of one sheet never overlap; where a file says they do, the rest of them is passed over.
        left_over = len(grid.rows) * self.width
        for top, left, bottom, right in grid.merges:
            # A merge may reach far below the last row with words; what it covers there is of no use.
            below, beside = min(bottom + 1, len(grid.rows)), min(right + 1, self.width)
            left_over -= max(0, below - top) * max(0, beside - left)
            if left_over < 0:
                break
            for row in range(top, below):
                for column in range(left, beside):
                    self._origin[row, column] = (top, left)

    def origin(self, row: int, column: int) -> tuple[int, int]:
        return self._origin.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """What a reader sees in a cell, be it merged or not."""
        top, left = self.origin(row, column)
        return self.cells[top][left]

    def own(self, row: int, column: int) -> str:
        """What stands in the cell itself."""
        return self.cells[row][column] if self.origin(row, column) == (row, column) else ""

    def own_cells(self, row: int) -> dict[int, str]:
        """The words that begin in a row, by column."""
        cells = enumerate(self.cells[row])
        return {at: text for at, text in cells if text and self.origin(row, at) == (row, at)}


def tidy(text: str) -> str:
    """A cell without the blanks around it and around its line ends."""
    if TIDY.fullmatch(text):
        return text
    lines = [" ".join(line.split()) for line in canonical.text(text).replace("\r", "\n").split("\n")]
    return "\n".join(line for line in lines if line)


def header_of(sheet: Sheet) -> Header | None:
    """The header of a table: the first rows that name a column of tasks and one of units.

    Where no rows do, the first with three names or more: the reader then says himself what they mean.
    """
    rows = [row for row in range(min(len(sheet.grid.rows), HEADER_WITHIN)) if sheet.own_cells(row)]
    for row in rows:
        if len(sheet.own_cells(row)) < FEWEST_COLUMNS:
            continue
        header = _tall(sheet, row)
        if is_whole(columns_of(header.names)):
            return header
    wide = next((row for row in rows if len(sheet.own_cells(row)) > FEWEST_COLUMNS), None)
    return _tall(sheet, wide) if wide is not None else None


def _tall(sheet: Sheet, top: int) -> Header:
    end = top + 1
    while end < min(len(sheet.grid.rows), top + TALLEST_HEADER) and _is_subheader(sheet, top, end):
        end += 1
    return Header(top, end, tuple(_name(sheet, top, end, column) for column in range(sheet.width)))


def _is_subheader(sheet: Sheet, top: int, row: int) -> bool:
    """Whether a row goes on naming columns: short words, each under a head that covers several columns."""
    cells = sheet.own_cells(row)
    under = all(
        len(text) <= LONGEST_SUBHEAD and not text.isdigit() and _is_shared_head(sheet, top, column)
        for column, text in cells.items()
    )
    return bool(cells) and under and any(column_of(text) != Column.KEEP for text in cells.values())


def _is_shared_head(sheet: Sheet, top: int, column: int) -> bool:
    """Whether the head above a column covers its neighbour too."""
    if sheet.grid.knows_merges:
        return any(
            t == top and left <= column <= right and left < right for t, left, _b, right in sheet.grid.merges
        )
    start = column
    while start > 0 and not sheet.own(top, start):
        start -= 1
    following = start + 1 < sheet.width and not sheet.own(top, start + 1)
    return bool(sheet.own(top, start)) and following


def _name(sheet: Sheet, top: int, end: int, column: int) -> str:
    """The name of a column: what stands above it in each row of the header, each word once."""
    words: list[str] = []
    for row in range(top, end):
        text = "".join(sheet.text(row, column).split())
        if not text and not sheet.grid.knows_merges and end > row + 1 and sheet.own(row + 1, column):
            text = next(("".join(x.split()) for at in range(column, -1, -1) if (x := sheet.own(row, at))), "")
        if text and text not in words:
            words.append(text)
    return BETWEEN.join(words)[:LONGEST_HEAD]


def lines_of(sheet: Sheet, header: Header, columns: Sequence[str]) -> list[Line]:
    """Every task of a table, in order, with the words that it shares with the rows above."""
    return _Reader(sheet, header, columns).lines


class _Reader:
    """One pass down the rows, remembering what rows further down may refer to."""

    def __init__(self, sheet: Sheet, header: Header, columns: Sequence[str]) -> None:
        self.sheet, self.header, self.columns = sheet, header, columns
        self.task = columns.index(Column.TASK) if Column.TASK in columns else 0
        self.details = [at for at, column in enumerate(columns) if column == Column.DETAIL]
        self.shared = [at for at, column in enumerate(columns) if column in SHARED]
        self.numbers = [at for at, column in enumerate(columns) if column == Column.NUMBER]
        self.units = [at for at, column in enumerate(columns) if column in UNITS]
        self.lines: list[Line] = []
        self.groups: dict[int, str] = {}
        self.parent: Line | None = None
        for row in range(header.end, len(sheet.grid.rows)):
            self._read(row)

    def _read(self, row: int) -> None:
        own = self.sheet.own_cells(row)
        if not own or self._is_repeated_header(own) or self._is_remark(own):
            return
        if self._is_group(row, own):
            self._enter_group(next(text for at, text in sorted(own.items()) if not NUMBER.match(text)), own)
        elif self.lines and self._continues(row, own):
            self._append(self.lines[-1], own)
        else:
            self._add(row, own)

    def _is_repeated_header(self, own: dict[int, str]) -> bool:
        """A header that is printed again on every page."""
        names = self.header.names
        return all(
            "".join(text.split()) in names[at].split(BETWEEN) for at, text in own.items() if at < len(names)
        )

    def _is_remark(self, own: dict[int, str]) -> bool:
        first = own[min(own)]
        is_note = len(own) <= FEWEST_COLUMNS and bool(self.lines) and NOTE.match(first)
        return bool(is_note or TOTAL.match(first))

    def _is_group(self, row: int, own: dict[int, str]) -> bool:
        """A row that names a part of the table: only a title, over columns or with a chapter's number."""
        if any(self.sheet.text(row, at) for at in self.units if at in own or self._is_merged_down(row, at)):
            return False
        if len(own) == 1:
            [(at, text)] = own.items()
            is_wide = at + 1 < self.sheet.width and self.sheet.origin(row, at + 1) == (row, at)
            return is_wide or bool(CHAPTER.match(text) or SECTION.match(text)) or at < self.task
        numbered = own.get(min(own), "")
        return set(own) <= {min(own), self.task} and bool(CHINESE_NUMBER.match(numbered))

    def _is_merged_down(self, row: int, column: int) -> bool:
        return self.sheet.origin(row, column)[0] < row

    def _enter_group(self, title: str, own: dict[int, str]) -> None:
        words = " ".join(text for _at, text in sorted(own.items())) if len(own) > 1 else title
        level = SECTION_LEVEL if SECTION.match(words) else CHAPTER_LEVEL
        self.groups = {at: text for at, text in self.groups.items() if at < level}
        self.groups[level] = words.replace("\n", "")
        self.parent = None

    def _continues(self, row: int, own: dict[int, str]) -> bool:
        """Whether a row only goes on with the task above: nothing of its own says what is to be done."""
        return not self._is_numbered(own) and not any(own.get(at) for at in (self.task, *self.details))

    def _is_numbered(self, own: dict[int, str]) -> bool:
        """A row with a number of its own stands for itself, whatever else it leaves out."""
        return any(own.get(at) for at in self.numbers)

    def _append(self, line: Line, own: dict[int, str]) -> None:
        for at, text in own.items():
            if text not in line.cells[at].split("\n"):
                line.cells[at] = f"{line.cells[at]}\n{text}".strip()
                line.taken.discard(at)

    def _add(self, row: int, own: dict[int, str]) -> None:
        cells = [self.sheet.text(row, at) for at in range(self.sheet.width)]
        taken = {at for at in range(self.sheet.width) if cells[at] and self._is_merged_down(row, at)}
        # A cell that is merged sideways says what it says once.
        for at in range(self.sheet.width):
            if self.sheet.origin(row, at)[1] < at:
                cells[at] = ""
        line = Line(
            self.sheet.grid.first + row,
            " / ".join(self.groups[at] for at in sorted(self.groups)),
            cells,
            taken,
        )
        is_sub = self._is_sub(own)
        above = self.parent if is_sub else self.lines[-1] if self.lines else None
        if above and (is_sub or not self.sheet.grid.knows_merges or not self._is_numbered(own)):
            self._share(line, above, with_task=not self._is_numbered(own))
        if not is_sub:
            self.parent = line
        self.lines.append(line)

    def _is_sub(self, own: dict[int, str]) -> bool:
        """A row numbered 1.1 or （1） belongs to the one above it that is not."""
        numbers = [own.get(min(own), ""), own.get(self.task, "")]
        return self.parent is not None and any(SUBNUMBER.match(text) for text in numbers)

    def _share(self, line: Line, above: Line, *, with_task: bool) -> None:
        """Take over what the row above says where this one is silent; its units only all together."""
        wanted = [at for at in self.shared if at not in self.units]
        if not any(line.cells[at] for at in self.units):
            wanted += self.units
        if with_task:
            wanted.append(self.task)
        for at in wanted:
            if not line.cells[at] and above.cells[at]:
                line.cells[at] = above.cells[at]
                line.taken.add(at)
