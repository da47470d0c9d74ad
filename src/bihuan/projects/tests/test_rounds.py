"""Rounds: cells as a table, the grid that loses nothing, the workbook out and back, the months of a year."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from bihuan.files.tests.makers import upload
from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.projects import actions
from bihuan.projects.models import DispatchRound, MonthRow, Project, RoundStatus
from bihuan.projects.queries.dispatch import month_sheet, round_workbook
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.ledger import Wanted
from bihuan.projects.queries.rounds import missing, rounds
from bihuan.projects.queries.yearly import yearly
from bihuan.projects.rules.cells import read
from bihuan.projects.rules.lists import YearList
from bihuan.projects.rules.sheets import cell_name, read_key
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN, Crew, entry

MOST_QUERIES = 12
GOOD = {"done": "100", "percent": "5", "progress": "桩基施工"}


@pytest.mark.parametrize(
    ("cells", "sole", "expected"),
    [
        (GOOD, "city", {"city": 100 * WAN}),
        (GOOD | {"done": "1,200.5"}, "bond", {"bond": 12_005 * WAN // 10}),
        (GOOD | {"done": "1.2亿"}, "bond", {"bond": 12_000 * WAN}),
        (GOOD | {"done": "0.30000000000000004"}, "own", {"own": 3 * WAN // 10}),
        (GOOD | {"done": "", "city": "60", "own": "40"}, "", {"city": 60 * WAN, "own": 40 * WAN}),
        (GOOD | {"city": "60", "own": "40"}, "city", {"city": 60 * WAN, "own": 40 * WAN}),
        (GOOD | {"done": "0"}, "", {}),
        (GOOD | {"percent": "5.0"}, "own", {"own": 100 * WAN}),
        (GOOD | {"percent": "５％"}, "own", {"own": 100 * WAN}),
        (GOOD, "", "done/sources"),
        (GOOD | {"city": "60"}, "city", "done/split"),
        (GOOD | {"done": ""}, "city", "done/none"),
        (GOOD | {"done": "很多"}, "city", "done/amount"),
        (GOOD | {"done": "=1+1"}, "city", "done/amount"),
        (GOOD | {"done": "1E400"}, "city", "done/amount"),
        (GOOD | {"done": "9" * 40}, "city", "done/amount"),
        (GOOD | {"bank": "x"}, "city", "bank/amount"),
        (GOOD | {"year": "x"}, "city", "year/amount"),
        (GOOD | {"percent": ""}, "city", "percent/share"),
        (GOOD | {"percent": "0.4"}, "city", "percent/share"),
        (GOOD | {"percent": "300"}, "city", "percent/share"),
        (GOOD | {"progress": "长" * 301}, "city", "progress/long"),
    ],
)
def test_cells_are_read_or_named(cells: dict[str, str], sole: str, expected: Any) -> None:
    said, faults = read(cells, sole)
    if isinstance(expected, str):
        assert said is None
        assert f"{faults[0].column}/{faults[0].code}" == expected
    else:
        assert said is not None, faults
        assert {name: amount for name, amount in said.amounts.items() if amount} == expected


@pytest.mark.parametrize(
    ("place", "name"), [((4, 1), "A4"), ((7, 26), "Z7"), ((12, 27), "AA12"), ((3, 53), "BA3"), (None, "")]
)
def test_cells_are_named_as_in_a_spreadsheet(place: Any, name: str) -> None:
    assert cell_name(place) == name


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


@pytest.fixture
def crew(db: None) -> Crew:
    return makers.make_crew()


def planned(crew: Crew, name: str = "城东污水处理厂二期", **amounts: int) -> Project:
    """A project of the lead unit with money for the year, so that it owes its months."""
    project = makers.make_project(crew, name=name, code=None)
    plan = {source: amount * WAN for source, amount in (amounts or {"city": 3_000}).items()}
    actions.set_plan(project=project, year=2026, amounts=plan, by=crew.planner, at=NOON)
    return project


def posted(project: Project, stamp: str = "", **cells: str) -> dict[str, str]:
    """What the grid sends for one row."""
    said = GOOD | cells
    return {f"{name}-{project.pk}": value for name, value in said.items()} | {f"at-{project.pk}": stamp}


def signed(client: Client, person: Any) -> Client:
    client.force_login(person)
    return client


def test_the_keeper_opens_and_freezes_rounds(client: Client, crew: Crew) -> None:
    said = {"month": "2026-02", "due": "2026-03-05"}
    assert signed(client, crew.head).post(url("round_open"), said).status_code == 403
    assert signed(client, crew.planner).get(url("round_open")).status_code == 200
    assert client.post(url("round_open"), said | {"due": "2026-01-05"}).status_code == 422
    assert client.post(url("round_open"), said).status_code == 302
    assert client.post(url("round_open"), said).status_code == 422
    round_ = DispatchRound.objects.get()
    page = client.get(url("round_freeze", round_.pk))
    assert "还有0个项目没报" in page.text
    assert client.post(url("round_freeze", round_.pk)).status_code == 302
    assert DispatchRound.objects.get().status == RoundStatus.FROZEN
    assert client.post(url("round_freeze", round_.pk)).status_code == 422


def test_what_is_owed_is_counted_and_asked_for_by_unit(client: Client, crew: Crew) -> None:
    first, second = planned(crew), planned(crew, "道路")
    makers.make_project(crew, name="谋划", code=None)
    later = {"facts": {"start_plan": date(2026, 3, 1)}, "by": crew.planner, "at": NOON}
    actions.change(project=planned(crew, "三月开工"), **later)
    makers.make_project(crew, name="打包", code=None, is_package=True)
    round_ = makers.make_round(crew)
    actions.fill(round_=round_, entries={first.pk: entry()}, by=crew.head, at=NOON)
    [told] = rounds(crew.planner).rows
    assert (told.owed.value, told.reported.value, told.missing.value) == (2, 1, 1)
    assert all(figure.is_true() for figure in (told.owed, told.reported, told.missing))
    [row] = missing(crew.planner, round_)
    assert (row.unit, row.projects, row.contacts) == (crew.lead, [second], [crew.handler])
    assert rounds(crew.stranger).rows[0].owed.value == 0
    page = signed(client, crew.planner).get(url("round_owed", round_.pk))
    assert "住建联络员" in page.text
    assert "道路" in page.text
    assert "2026年2月：还有1个项目没报" in client.get(url("round_list")).text


def test_the_grid_keeps_good_rows_and_gives_wrong_ones_back(client: Client, crew: Crew) -> None:
    good, bad, empty = planned(crew), planned(crew, "坏"), planned(crew, "空")
    round_ = makers.make_round(crew)
    page = url("round_grid", round_.pk)
    said = posted(good) | posted(bad, done="99999999", progress="写了很久的话") | {f"at-{empty.pk}": ""}
    answer = signed(client, crew.handler).post(page, said)
    assert answer.status_code == 422
    assert "写了很久的话" in answer.text
    assert 'value="99999999"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "已保存1行" in answer.text
    assert list(MonthRow.objects.values_list("project", "done", "city")) == [(good.pk, 100 * WAN, 100 * WAN)]
    assert client.post(page, posted(bad)).status_code == 302
    assert Event.objects.filter(verb="project.fill").count() == 2


def test_a_row_written_meanwhile_is_not_overwritten(client: Client, crew: Crew) -> None:
    project, round_ = planned(crew), makers.make_round(crew)
    actions.fill(round_=round_, entries={project.pk: entry(50)}, by=crew.head, at=NOON)
    page = url("round_grid", round_.pk)
    assert signed(client, crew.handler).post(page, posted(project)).status_code == 422
    assert MonthRow.objects.get().done == 50 * WAN
    stamp = MonthRow.objects.get().at.isoformat()
    assert f'value="{stamp}"' in client.get(page).text
    assert client.post(page, posted(project, stamp)).status_code == 302
    assert MonthRow.objects.get().done == 100 * WAN
    before = Event.objects.count()
    stamp = MonthRow.objects.get().at.isoformat()
    assert client.post(page, posted(project, stamp)).status_code == 302
    assert Event.objects.count() == before


def test_who_wrote_at_the_same_moment_is_not_overwritten_either(crew: Crew) -> None:
    project, round_ = planned(crew), makers.make_round(crew)
    both = [entry(done, seen="") for done in (50, 70)]
    actions.fill(round_=round_, entries={project.pk: both[0]}, by=crew.head, at=NOON)
    with pytest.raises(Conflict, match=project.name):
        actions.fill(round_=round_, entries={project.pk: both[1]}, by=crew.handler, at=NOON)
    stamp = MonthRow.objects.get().at.isoformat()
    later = NOON + timedelta(minutes=1)
    actions.fill(round_=round_, entries={project.pk: entry(70, seen=stamp)}, by=crew.handler, at=later)
    with pytest.raises(Conflict):
        actions.fill(round_=round_, entries={project.pk: entry(90, seen=stamp)}, by=crew.head, at=later)
    assert MonthRow.objects.get().done == 70 * WAN


def test_an_earlier_month_that_is_still_open_counts_what_came_after_it(crew: Crew) -> None:
    project, january = planned(crew), makers.make_round(crew, date(2026, 1, 1))
    february = makers.make_round(crew)
    actions.fill(round_=february, entries={project.pk: entry(11_000, 60)}, by=crew.head, at=NOON)
    with pytest.raises(Invalid, match="12,001"):
        actions.fill(round_=january, entries={project.pk: entry(1_001)}, by=crew.head, at=NOON)
    actions.fill(round_=january, entries={project.pk: entry(1_000)}, by=crew.head, at=NOON)
    assert sum(MonthRow.objects.values_list("done", flat=True)) == project.total


def test_no_round_is_opened_for_a_month_before_projects_were(client: Client, crew: Crew) -> None:
    signed(client, crew.planner)
    for said in ({"month": "0001-01", "due": "2026-03-05"}, {"month": "2026-02", "due": "9999-12-31"}):
        assert client.post(url("round_open"), said).status_code == 422
    assert not DispatchRound.objects.exists()


def test_several_sources_are_asked_for_one_by_one(client: Client, crew: Crew) -> None:
    project, round_ = planned(crew, city=500, bond=500), makers.make_round(crew)
    page = url("round_grid", round_.pk)
    answer = signed(client, crew.head).post(page, posted(project))
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert client.post(page, posted(project, done="", city="60", bond="40")).status_code == 302
    row = MonthRow.objects.get()
    assert (row.done, row.city, row.bond) == (100 * WAN, 60 * WAN, 40 * WAN)
    assert f'id="bond-{project.pk}" name="bond-{project.pk}" value="40"' in client.get(page).text


def test_who_fills_in_and_who_reads(client: Client, crew: Crew) -> None:
    project, round_ = planned(crew), makers.make_round(crew)
    page = url("round_grid", round_.pk)
    for person in (crew.office, crew.leader):
        assert signed(client, person).get(page).status_code == 200
        assert client.post(page, posted(project)).status_code == 403
    answer = signed(client, crew.stranger).post(page, posted(project))
    assert answer.status_code == 422
    assert "已不归您填报" in answer.text
    actions.freeze_round(round_=round_, by=crew.planner, at=NOON)
    answer = signed(client, crew.head).post(page, posted(project))
    assert answer.status_code == 422
    assert "桩基施工" not in client.get(page).text
    assert not MonthRow.objects.exists()


@pytest.mark.parametrize("group", ["", "missing", "filled", "any"])
def test_the_pages_ask_little(
    client: Client, crew: Crew, group: str, django_assert_max_num_queries: Any
) -> None:
    projects = [planned(crew, f"项目{number}") for number in range(8)]
    round_ = makers.make_round(crew)
    actions.fill(
        round_=round_, entries={project.pk: entry() for project in projects[:4]}, by=crew.head, at=NOON
    )
    pages = [url("round_grid", round_.pk), url("round_list"), url("round_owed", round_.pk), url("month_grid")]
    signed(client, crew.head).get(pages[0])
    for page in pages:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(f"{page}?group={group}").status_code == 200


def handed(client: Client, round_: DispatchRound, content: bytes) -> Any:
    return client.post(url("round_hand_in", round_.pk), {"file": upload(content, "调度表.xlsx")}, follow=True)


def test_the_workbook_goes_out_and_comes_back(client: Client, crew: Crew) -> None:
    good, bad, twice = planned(crew), planned(crew, "坏"), planned(crew, "=SUM(A1)", city=5, own=5)
    round_ = makers.make_round(crew)
    book = load_workbook(BytesIO(round_workbook(crew.head, round_, TODAY)))
    names = [row[2].value for row in book.worksheets[0].iter_rows(min_row=4)]
    assert names == [good.name, bad.name, "=SUM(A1)"]
    assert {row[2].data_type for row in book.worksheets[0].iter_rows(min_row=4)} == {"s"}
    numbers = {"done": 100.5, "percent": 5, "progress": "桩基施工"}
    wrong = {"done": 99_999_999, "percent": 5, "progress": "桩基施工", "year": 1}
    split = {"city": 0.1 + 0.2, "own": 1, "percent": 1, "progress": "<script>alert(1)</script>"}
    content = makers.filled_book(round_, crew.head, {good.pk: numbers, bad.pk: wrong, twice.pk: split})
    answer = handed(signed(client, crew.head), round_, content)
    assert "<script>alert" not in answer.text
    assert "O5" in answer.text
    check = answer.redirect_chain[-1][0]
    marked = client.post(f"{check}marked/")
    sheet = load_workbook(BytesIO(marked.content)).worksheets[0]
    assert any("99,999,999" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert client.post(check).status_code == 302
    rows = dict(MonthRow.objects.values_list("project", "done"))
    assert rows == {good.pk: 1_005 * WAN // 10, twice.pk: 13 * WAN // 10}
    # The same file again: what stands there already is no change.
    assert client.post(check).status_code == 302
    assert Event.objects.filter(verb="project.fill").count() == 2


def test_rows_that_are_no_answer_are_named(client: Client, crew: Crew) -> None:
    project, round_ = planned(crew), makers.make_round(crew)
    march = makers.make_round(crew, date(2026, 3, 1))
    content = makers.filled_book(round_, crew.head, {project.pk: GOOD})
    answer = handed(signed(client, crew.head), march, content)
    assert "这一行是别的月份的" in answer.text
    answer = handed(signed(client, crew.stranger), round_, content)
    assert "这个项目不归您填报" in answer.text
    actions.fill(round_=round_, entries={project.pk: entry(50)}, by=crew.head, at=NOON)
    answer = handed(signed(client, crew.head), round_, content)
    assert "这期间已有人填报过本月" in answer.text
    assert read_key("BM1.abc") is None
    for hostile in (b"", b"PK\x03\x04 no workbook", b"no table"):
        answer = client.post(url("round_hand_in", round_.pk), {"file": upload(hostile, "x.xlsx")})
        assert answer.status_code == 422


def test_rows_are_pasted_without_a_script(client: Client, crew: Crew) -> None:
    project, round_ = planned(crew), makers.make_round(crew)
    content = makers.filled_book(round_, crew.head, {project.pk: GOOD})
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    [cells] = [
        ["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=4)
    ]
    line = "\t".join(text.replace("\n", " ") for text in cells)
    page = url("round_hand_in", round_.pk)
    assert signed(client, crew.head).post(page, {"pasted": "没有标识的行\t1"}).status_code == 422
    assert client.post(page, {}).status_code == 422
    answer = client.post(page, {"pasted": f"{line}\n{line}\n"}, follow=True)
    assert "出现了两次" in answer.text
    assert client.post(answer.redirect_chain[-1][0]).status_code == 302
    assert MonthRow.objects.get().done == 100 * WAN


def test_the_sheet_of_any_month_is_numbers_and_text(client: Client, crew: Crew) -> None:
    project, round_ = planned(crew, "=cmd|' /C calc'!A0"), makers.make_round(crew)
    actions.fill(
        round_=round_,
        entries={project.pk: entry(100, problem="@SUM(1)", need="-1+1")},
        by=crew.head,
        at=NOON,
    )
    answer = signed(client, crew.planner).get(f"{url('month_book')}?month=2026-02")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    row = dict(zip(heads, sheet[5], strict=True))
    assert (row["项目名称"].data_type, row["项目名称"].value) == ("s", "=cmd|' /C calc'!A0")
    assert (row["本月完成（万元）"].data_type, row["本月完成（万元）"].value) == ("n", 100)
    assert row["年度计划投资（万元）"].value == 3_000
    assert row["存在问题"].value == "@SUM(1)"
    assert {cell.data_type for line in sheet.iter_rows(min_row=4) for cell in line} <= {"s", "n", "d"}
    for month in ("", "x", "2026-13", "999999-1", "2026-"):
        assert client.get(f"{url('month_book')}?month={month}").status_code == 200


def test_the_months_of_a_year_add_up(client: Client, crew: Crew) -> None:
    first, second = planned(crew), planned(crew, "道路")
    for month in (date(2026, 1, 1), date(2026, 2, 1)):
        entries = {first.pk: entry(100, month.month), second.pk: entry(20, month.month)}
        actions.fill(round_=makers.make_round(crew, month), entries=entries, by=crew.head, at=NOON)
    told = yearly(crew.planner, Wanted(), as_of(TODAY))
    assert [figure.value for figure in told.months[:3]] == [120 * WAN, 120 * WAN, 0]
    assert all(figure.is_true() for figure in (*told.months, told.plan, told.done))
    assert told.lines[0].done == 200 * WAN
    page = signed(client, crew.planner).get(url("month_grid"))
    assert "2026年计划6,000万元，已完成240万元" in page.text
    assert client.get(f"{url('month_grid')}?year=2025&group=new&unit=x").status_code == 200


def test_the_sheet_of_a_month_shows_the_projects_of_the_grid_with_the_same_sums(crew: Crew) -> None:
    first, second = planned(crew), planned(crew, "道路")
    makers.make_project(crew, name="没有计划", code=None)
    new = makers.make_project(crew, name="已放弃", code=None)
    actions.drop(project=new, reason="不建了。", by=crew.planner, at=NOON)
    entries = {first.pk: entry(100), second.pk: entry(20)}
    actions.fill(round_=makers.make_round(crew), entries=entries, by=crew.head, at=NOON)
    asked = as_of(TODAY)
    for wanted in (Wanted(), Wanted(unit=crew.other.pk), Wanted(YearList.NEW), Wanted(YearList.RESERVE)):
        told = yearly(crew.planner, wanted, asked)
        sheet = load_workbook(BytesIO(month_sheet(crew.planner, wanted, asked))).worksheets[0]
        heads, *rows = sheet.iter_rows(min_row=3, values_only=True)
        whole, *lines = [dict(zip(heads, row, strict=True)) for row in rows]
        assert {row["项目名称"] for row in lines} == {line.name for line in told.lines}
        assert (whole["本年完成（万元）"], whole["年度计划投资（万元）"]) == (
            told.done.value // WAN,
            told.plan.value // WAN,
        )
        assert whole["本月完成（万元）"] == told.months[asked.month.month - 1].value // WAN
