"""Which row is the header, what the columns say, which rows are tasks: as offices really send them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bihuan.breakdown.rules.columns import columns_of, signature_of
from bihuan.breakdown.rules.layout import Line, Sheet, header_of, lines_of
from bihuan.breakdown.tests.makers import HUAINAN, Cells, pasted, word_table, workbook
from bihuan.files.reading.grid import Grid, read_grids
from bihuan.files.reading.grid import pasted as read_pasted

Merges = Sequence[tuple[int, int, int, int]]
TWO_LINES = (
    ("序号", "类别", "任务", "责任单位", "", "完成时限"),
    ("", "", "", "牵头", "配合", ""),
    ("1", "工业", "建设园区", "市发改委", "市财政局", "6月底"),
    ("", "", "修建道路", "", "", ""),
)
TWO_LINES_MERGES = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5))


def grids(tmp_path: Path, cells: Cells, merges: Merges) -> dict[str, Grid]:
    """The same cells by all three doors; only files know what is merged."""
    found = {"pasted": read_pasted(pasted(cells))}
    for kind, content in (("xlsx", workbook(cells, merges)), ("docx", word_table(cells, merges))):
        path = tmp_path / f"table.{kind}"
        path.write_bytes(content)
        [found[kind], *_more], _warnings = read_grids(path, kind)
    return found


def read(grid: Grid) -> tuple[list[str], list[Line]]:
    sheet = Sheet(grid)
    header = header_of(sheet)
    assert header is not None
    columns = columns_of(header.names)
    return columns, lines_of(sheet, header, columns)


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        ("序号 主要任务 牵头单位 落实情况", "number task lead progress"),
        ("任务 牵头领导 牵头单位 配合单位", "task leader lead co"),
        ("任务 牵头单位 配合单位 完成时限", "task lead co due"),
        ("任务 牵头 责任 第一季度 第二季度", "task lead co node node"),
        ("任务 牵头 责任 每项具体责任人 每季度形象进度", "task lead co keep node"),
        ("序号 工作内容 责任单位 配合单位 办结时限", "number task lead co due"),
        ("序号 重点工作 具体措施 责任单位", "number task detail any"),
        ("牵头单位 责任单位 督查单位 任务", "lead co keep task"),
        (
            "序号 一级分类 二级分类 主要任务 目标值 单位 指标类型 责任领导 牵头单位 配合单位 第一季度节点 "
            "完成时限 反馈频次 依据 备注",
            "number group group task target target keep leader lead co node due cycle basis keep",
        ),
        ("序号 目标 牵头单位", "number task lead"),
        ("任务来源 任务内容 主办单位 协办单位 整改时限", "basis task lead co due"),
        ("序号 任务 任务内容 牵头单位", "number task detail lead"),
    ],
)
def test_columns_are_known_by_the_words_at_their_heads(heads: str, columns: str) -> None:
    assert columns_of(heads.split()) == columns.split()


def test_a_header_keeps_its_mark_whatever_the_blanks_and_the_key_column() -> None:
    plain = signature_of(["序号", "主要任务", "牵头单位"])
    assert signature_of(["序 号", "主要 任务", "牵头单位", "系统编号"]) == plain
    assert signature_of(["序号", "牵头单位", "主要任务"]) != plain


@pytest.mark.parametrize("door", ["pasted", "xlsx", "docx"])
def test_titles_categories_and_notes_are_no_tasks(tmp_path: Path, door: str) -> None:
    merges = ((0, 0, 0, 3), (2, 0, 2, 3), (5, 0, 5, 3))
    columns, lines = read(grids(tmp_path, HUAINAN, merges)[door])
    assert columns == ["number", "task", "lead", "progress"]
    assert [(line.number, line.group, line.cells[0]) for line in lines] == [
        (4, "一、经济发展", "1"),
        (5, "一、经济发展", "2"),
        (7, "二、民生保障", "3"),
    ]


@pytest.mark.parametrize("door", ["pasted", "xlsx", "docx"])
def test_a_header_of_two_lines_names_its_columns_by_both(tmp_path: Path, door: str) -> None:
    grid = grids(tmp_path, TWO_LINES, TWO_LINES_MERGES)[door]
    header = header_of(Sheet(grid))
    assert header is not None
    assert header.names == ("序号", "类别", "任务", "责任单位/牵头", "责任单位/配合", "完成时限")
    columns, lines = read(grid)
    assert columns == ["number", "group", "task", "lead", "co", "due"]
    assert len(lines) == 2


def rows(*more: str) -> Cells:
    return (("序号", "任务", "措施", "牵头单位", "时限"), *(tuple(row.split("|")) for row in more))


@pytest.mark.parametrize(
    ("cells", "merges", "found"),
    [
        # Merged downwards: one task with two measures, each with its own unit.
        (
            rows("1|改造小区|改水|甲局|6月", "||改电|乙局|7月"),
            ((1, 0, 2, 0), (1, 1, 2, 1)),
            ["1|改造小区|改水|甲局|6月", "1|改造小区|改电|乙局|7月"],
        ),
        # Merged downwards with nothing but a unit of its own: the row goes on with the task above.
        (
            rows("1|改造小区|改水|甲局|6月", "|||乙局|"),
            ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 4, 2, 4)),
            ["1|改造小区|改水|甲局\n乙局|6月"],
        ),
        # A unit that is merged over two tasks.
        (
            rows("1|改造小区||甲局|6月", "2|修路|||"),
            ((1, 3, 2, 3),),
            ["1|改造小区||甲局|6月", "2|修路||甲局|"],
        ),
        # Sub-numbers share what the row above says.
        (
            rows("1|园区建设||甲局|6月", "1.1|修路|||", "1.2|通水||乙局|"),
            (),
            ["1|园区建设||甲局|6月", "1.1|修路||甲局|6月", "1.2|通水||乙局|6月"],
        ),
        (
            rows("1|园区建设||甲局|6月", "|（1）修路|||"),
            (),
            ["1|园区建设||甲局|6月", "|（1）修路||甲局|6月"],
        ),
        # A numbered task of a file without a unit is not given that of its neighbour.
        (rows("1|园区建设||甲局|6月", "2|修路|||"), (), ["1|园区建设||甲局|6月", "2|修路|||"]),
        # Headers are printed again on every page; sums and blank rows are no tasks.
        (
            rows("1|修路||甲局|6月", "序号|任务|措施|牵头单位|时限", "||||", "合计||||", "2|通水||乙局|7月"),
            (),
            ["1|修路||甲局|6月", "2|通水||乙局|7月"],
        ),
        # A category with a Chinese number of its own.
        (rows("一|经济发展|||", "1|修路||甲局|6月"), (), ["1|修路||甲局|6月"]),
    ],
)
def test_rows_are_told_apart(tmp_path: Path, cells: Cells, merges: Merges, found: list[str]) -> None:
    for door in ("xlsx", "docx"):
        _columns, lines = read(grids(tmp_path, cells, merges)[door])
        assert ["|".join(line.cells) for line in lines] == found, door


def test_pasted_cells_have_lost_their_merges_so_empty_ones_say_what_stands_above() -> None:
    _columns, lines = read(read_pasted(pasted(rows("1|修路||甲局|6月", "2|通水|||"))))
    assert lines[1].cells == ["2", "通水", "", "甲局", "6月"]
    assert lines[1].taken == {3, 4}


def test_categories_stand_in_one_another() -> None:
    cells = rows(
        "一、经济||||",
        "（一）工业||||",
        "1|修路||甲局|6月",
        "（二）农业||||",
        "2|修渠||甲局|6月",
        "二、民生||||",
        "3|建校||甲局|6月",
    )
    _columns, lines = read(read_pasted(pasted(cells)))
    assert [line.group for line in lines] == ["一、经济 / （一）工业", "一、经济 / （二）农业", "二、民生"]


def test_a_grid_without_any_header_has_none() -> None:
    assert header_of(Sheet(read_pasted("甲\n乙\n丙"))) is None
