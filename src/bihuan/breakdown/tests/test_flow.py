"""A table comes in, is mended, and becomes matters; what is refused on the way."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from bihuan.breakdown import actions
from bihuan.breakdown.models import BreakdownRow, ColumnMemory, TaskBreakdown
from bihuan.breakdown.queries.books import marked_book
from bihuan.breakdown.queries.pages import open_names
from bihuan.breakdown.tests.makers import (
    FAULTY,
    HEADS,
    Cells,
    confirm,
    faults,
    rows_of,
    take,
    upload,
    workbook,
)
from bihuan.files.tests import makers
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Unit, UnitAlias, UnitKind
from bihuan.supervision import actions as supervision
from bihuan.supervision import queries as matters
from bihuan.supervision.models import AssignmentRole, Status, SupervisionItem
from bihuan.supervision.queries.filters import Filters
from bihuan.supervision.queries.lists import item_list
from bihuan.supervision.rules.orders import NewItem
from bihuan.supervision.tests.makers import MONDAY, Cast, make_unit

pytestmark = pytest.mark.django_db


def test_a_table_is_only_a_draft_until_it_is_confirmed(cast: Cast) -> None:
    breakdown = take(cast.office)
    assert (breakdown.title, breakdown.status) == ("2026年市政府工作报告重点任务分解表", "draft")
    assert [row.line for row in rows_of(breakdown)] == [4, 5, 7]
    assert not SupervisionItem.objects.exists()


def test_confirming_files_numbers_and_dispatches_every_row_in_order(cast: Cast) -> None:
    outcome = confirm(take(cast.office), cast)
    items = outcome.made
    assert [item.number for item in items] == [f"督〔2026〕{n}号" for n in (1, 2, 3)]
    assert {item.status for item in items} == {Status.DISPATCHED}
    first, _second, third = items
    assert first.basis == "2026年市政府工作报告重点任务分解表 一、经济发展"
    assert [part.unit.short_name for part in third.assignments.order_by("position")] == [
        "市农业农村局",
        "市水利局",
        "市财政局",
        "望湖区",
    ]
    assert {part.role for part in third.assignments.all()} == {AssignmentRole.LEAD}
    assert third.finish_first == third.finish_due == date(2026, 12, 31)
    assert list(differences()) == []


def test_a_matter_from_a_table_has_one_event_and_is_like_any_other(cast: Cast) -> None:
    [item, *_rest] = confirm(take(cast.office), cast).made
    other = supervision.file_item(by=cast.office, at=MONDAY, order=same_order(item))
    other = supervision.approve(item=other, by=cast.office, at=MONDAY)
    other = supervision.dispatch(item=other, by=cast.office, at=MONDAY)
    same = ("status", "sign_due", "report_due", "finish_due", "finish_first", "report_cycle", "targets")
    assert [getattr(item, name) for name in same] == [getattr(other, name) for name in same]
    ours, theirs = item.assignments.get(), other.assignments.get()
    same = ("status", "sign_due", "input_due", "open_due", "role", "position")
    assert [getattr(ours, name) for name in same] == [getattr(theirs, name) for name in same]
    events = Event.objects.about("supervision.supervisionitem", item.pk)
    assert [event.verb for event in events] == ["item.import"]
    assert [str(entry.label) for entry in matters.timeline(item)] == ["由任务表导入"]
    found = item_list(cast.office, Filters(group="all", phrase="地区生产总值"), MONDAY.date(), "")
    assert {row.item.pk for row in found.rows} == {item.pk, other.pk}


def same_order(item: SupervisionItem) -> NewItem:
    return NewItem(
        title=item.title,
        requirement=item.requirement,
        source_type=item.source_type,
        leads=(item.assignments.get().unit,),
        finish_due=item.finish_due,
    )


def test_a_table_can_be_left_filed_and_undispatched(cast: Cast) -> None:
    items = confirm(take(cast.office), cast, dispatch=False).made
    assert {(item.status, item.sign_due, item.finish_first) for item in items} == {
        (Status.APPROVED, None, None)
    }
    item = supervision.dispatch(item=items[0], by=cast.office, at=MONDAY)
    assert item.status == Status.DISPATCHED
    assert list(differences()) == []


def test_faults_name_the_row_and_the_column_in_the_tables_own_words(cast: Cast) -> None:
    breakdown = take(cast.office, FAULTY)
    assert faults(breakdown) == [
        "第3行“牵头单位”：“市奇石办”不在单位名单里。",
        "第3行“配合单位”：“各县区”不在单位名单里。",
        "第3行“完成时限”：“尽早”读不出日期，可以写成2026-06-30或6月底。",
        "第4行“主要任务”：是空的，写明要做什么。",
        "第5行“完成时限”：2026-01-31不晚于今天。",
    ]
    with pytest.raises(Conflict, match="第3行“牵头单位”"):
        confirm(breakdown, cast)
    assert not SupervisionItem.objects.exists()


def test_a_numbered_row_of_a_file_without_a_unit_is_a_fault(cast: Cast) -> None:
    breakdown = take(cast.office, file=upload(workbook(FAULTY)))
    assert "第5行“牵头单位”：是空的，写明由哪个单位牵头。" in faults(breakdown)


def test_faults_are_mended_in_their_place(cast: Cast) -> None:
    breakdown = take(cast.office, FAULTY)
    _first, second, third, fourth = rows_of(breakdown)
    said = {"by": cast.office, "at": MONDAY}
    actions.mend_cell(row=second, column=5, text="6月底", **said)
    actions.mend_cell(row=fourth, column=5, text="2026年9月", **said)
    actions.leave_out(row=third, **said)
    counties = list(Unit.objects.filter(short_name="望湖区"))
    actions.match_name(breakdown=breakdown, written="各县区", units=counties, **said)
    actions.match_name(breakdown=breakdown, written="市奇石办", units=[], **said)
    breakdown.refresh_from_db()
    assert not breakdown.rows.counted().filter(faults__gt=0).exists()
    made = confirm(TaskBreakdown.objects.get(pk=breakdown.pk), cast).made
    assert len(made) == 3
    assert [part.unit.short_name for part in made[1].assignments.order_by("position")] == [
        "市水利局",
        "望湖区",
    ]
    assert made[2].finish_due == date(2026, 9, 30)


def test_a_name_can_be_kept_as_another_name_of_its_unit(cast: Cast) -> None:
    breakdown = take(cast.office, FAULTY)
    unit = Unit.objects.get(short_name="市水利局")
    actions.match_name(
        breakdown=breakdown, written="市奇石办", units=[unit], keep=True, by=cast.office, at=MONDAY
    )
    assert UnitAlias.objects.get(name="市奇石办").unit == unit
    assert not any("市奇石办" in each for each in faults(take(cast.office, FAULTY)))


def test_a_collective_means_all_its_members_and_a_matter_has_so_many_units(cast: Cast) -> None:
    for number in range(61):
        make_unit(f"市第{number}局", parent=cast.city)
    make_unit("望河县", kind=UnitKind.COUNTY, parent=cast.city)
    breakdown = take(cast.office, FAULTY)
    offered = {name.written: name for name in open_names(breakdown, MONDAY.date())}
    assert [unit.short_name for unit in offered["各县区"].members] == ["望河县"]
    assert offered["市奇石办"].members == []
    everyone = [unit for unit in Unit.objects.active() if unit.short_name.startswith("市第")]
    said = {"by": cast.office, "at": MONDAY}
    actions.match_name(breakdown=breakdown, written="各县区", units=everyone, **said)
    assert "第3行“牵头单位”：一件事项最多60个单位。" in faults(TaskBreakdown.objects.get(pk=breakdown.pk))
    actions.match_name(breakdown=breakdown, written="各县区", units=everyone[:58], **said)
    actions.match_name(breakdown=breakdown, written="市奇石办", units=[], **said)
    for row in rows_of(breakdown):
        if row.line > 3:
            actions.leave_out(row=row, **said)
    actions.mend_cell(row=rows_of(breakdown)[1], column=5, text="年底", **said)
    made = confirm(breakdown, cast).made
    assert made[1].assignments.count() == 59


def test_columns_can_be_said_and_are_remembered_for_the_same_header(cast: Cast) -> None:
    cells = (("事", "谁", "几时"), ("修路", "市水利局", "6月底"), ("通水", "市财政局", "7月底"))
    breakdown = take(cast.office, cells)
    assert breakdown.columns == ["keep", "keep", "keep"]
    said = {"columns": ["task", "lead", "due"], "by": cast.office, "at": MONDAY}
    breakdown = actions.set_columns(breakdown=breakdown, **said)
    assert not breakdown.rows.filter(faults__gt=0).exists()
    assert ColumnMemory.objects.count() == 1
    assert take(cast.office, cells).columns == ["task", "lead", "due"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [(["task", "task", "lead"], "只能有一列"), (["keep", "lead", "due"], "哪一列是任务"), (["task"], "3列")],
)
def test_columns_that_make_no_sense_are_refused(cast: Cast, columns: list[str], words: str) -> None:
    breakdown = take(cast.office, (("事", "谁", "几时"), ("修路", "市水利局", "6月底")))
    with pytest.raises(Invalid, match=words):
        actions.set_columns(breakdown=breakdown, columns=columns, by=cast.office, at=MONDAY)


def test_a_row_is_parted_into_several_matters_that_share_it(cast: Cast) -> None:
    breakdown = take(cast.office)
    row = rows_of(breakdown)[1]
    actions.split_row(row=row, texts=["改造小区60个", " ", "加装电梯30部"], by=cast.office, at=MONDAY)
    places = [(each.line, each.piece) for each in rows_of(breakdown)]
    assert places == [(4, 1), (5, 1), (5, 2), (7, 1)]
    made = confirm(breakdown, cast).made
    assert [item.title for item in made][1:3] == ["改造小区60个", "加装电梯30部"]
    with pytest.raises(Invalid, match="至少"):
        actions.split_row(row=rows_of(take(cast.office))[0], texts=["一件"], by=cast.office, at=MONDAY)


def test_a_dropped_table_leaves_no_rows_and_cannot_be_confirmed(cast: Cast) -> None:
    breakdown = actions.drop(breakdown=take(cast.office), by=cast.office, at=MONDAY)
    assert not BreakdownRow.objects.exists()
    with pytest.raises(Conflict):
        confirm(breakdown, cast)
    assert list(differences()) == []


@pytest.mark.parametrize("who", ["leader", "head", "handler", "auditor", "system_admin"])
def test_only_the_office_takes_tables_in(cast: Cast, who: str) -> None:
    breakdown, person = take(cast.office), getattr(cast, who)
    with pytest.raises(Denied):
        take(person)
    with pytest.raises(Denied):
        actions.confirm(breakdown=breakdown, by=person, at=MONDAY, dispatch=True)
    assert TaskBreakdown.objects.visible_to(person).exists() == (who in ("auditor",))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((("甲",), ("乙",)), "没有写明列名"),
        ((HEADS,), "没有写明列名|没有任务"),
        ([HEADS] + [(str(n), "修路", "", "市水利局", "", "") for n in range(20_001)], "20002行"),
        ([("任务", "牵头单位", *map(str, range(70)))] * 3, "72列"),
        ((("机密★1年", ""), ("任务", "牵头单位"), ("修路", "市水利局")), "密级"),
    ],
)
def test_what_is_no_table_or_too_much_is_refused_in_words(cast: Cast, cells: Cells, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        take(cast.office, cells)
    assert not TaskBreakdown.objects.exists()


def test_formulas_are_read_as_the_values_they_had(cast: Cast) -> None:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["序号", "任务", "牵头单位"])
    sheet.write_row(1, 0, [1, "修路", "市水利局"])
    sheet.write_formula(1, 1, '="修"&"路"', None, "修路")
    book.close()
    breakdown = take(cast.office, file=upload(stream.getvalue()))
    assert rows_of(breakdown)[0].texts == ["1", "修路", "市水利局"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (makers.WITH_MACROS, "宏"),
        (makers.locked_zip(), "密码"),
        (makers.OLE, "xlsx|docx"),
        (makers.BOMB, "大得不合常理"),
        (makers.PNG, "xlsx或docx"),
        (makers.XLSX, "损坏|表格"),
        (makers.DOCX, "损坏|表格"),
    ],
)
def test_hostile_and_strange_files_are_refused_before_anything_is_kept(
    cast: Cast, content: bytes, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        take(cast.office, file=upload(content, "任务.xlsx"))
    assert not TaskBreakdown.objects.exists()


def test_what_looks_like_a_formula_stays_a_text_on_the_way_out(cast: Cast) -> None:
    cells = (HEADS, ("1", '=HYPERLINK("x")', "", "=1+1", "", "6月底"))
    breakdown = take(cast.office, file=upload(workbook(cells)))
    sheet = openpyxl.load_workbook(BytesIO(marked_book(breakdown, MONDAY.date()))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "“=1+1”" in sheet.cell(2, 7).value
