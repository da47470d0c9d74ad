"""A workbook of projects: read, checked, confirmed all or none, taken back."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.money import NoMoney
from bihuan.projects import actions
from bihuan.projects.actions import bringing, brought
from bihuan.projects.models import ImportRow, ImportStatus, LedgerImport, Project, Stage
from bihuan.projects.queries.bringing import Checker
from bihuan.projects.rules import sheet_cells as cells
from bihuan.projects.rules.sheet_columns import column_of, columns_of
from bihuan.projects.tests.makers import CODE, NOON, TODAY, WAN, Crew, make_crew, make_project
from bihuan.projects.tests.workbooks import messy

HEAD = "序号\t项目代码\t项目名称\t责任单位\t总投资（万元）\t2026年计划投资\t开工时间\t进展阶段\n"
URL = "/projects/imports/"


@pytest.fixture
def crew(db: None) -> Any:
    with clock.moving(NOON):
        yield make_crew()


def taken(crew: Crew, *rows: str) -> LedgerImport:
    text = HEAD + "\n".join(rows)
    return bringing.take(by=crew.planner, at=NOON, text=text)


def checked(sheet: LedgerImport) -> Checker:
    return Checker(sheet, TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1200", 1200 * WAN),
        ("3.2亿", 32_000 * WAN),
        ("1,200万元", 1200 * WAN),
        ("约3亿元", 30_000 * WAN),
        ("/", None),
        ("—", None),
        ("0", 0),
    ],
)
def test_amounts_as_offices_write_them(text: str, expected: int | None) -> None:
    assert cells.money(text, WAN)[0] == expected


@pytest.mark.parametrize(
    ("text", "is_end", "expected"),
    [
        ("2026.3", False, date(2026, 3, 1)),
        ("2026.3", True, date(2026, 3, 31)),
        ("2026年3月", False, date(2026, 3, 1)),
        ("2026-03-01", True, date(2026, 3, 1)),
        ("2026年12月底", True, date(2026, 12, 31)),
        ("45717", False, date(2025, 3, 1)),
        ("2026年", True, date(2026, 12, 31)),
        ("2026年三季度", False, date(2026, 7, 1)),
        ("2026年上半年", True, date(2026, 6, 30)),
        ("计划2026年6月开工", False, date(2026, 6, 1)),
    ],
)
def test_days_as_offices_write_them(text: str, is_end: bool, expected: date) -> None:
    assert cells.when(text, is_end=is_end).day == expected


def test_begun_without_a_day_and_words_that_are_none() -> None:
    assert cells.when("已开工", is_end=False).is_begun
    assert cells.period("2024-2027")[1].day == date(2027, 12, 31)
    for text in ("尽快", "2026.13", "2026-02-30"):
        with pytest.raises(ValueError, match=r"\d|尽快|day|month"):
            cells.when(text, is_end=False)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("谋划", Stage.IDEA),
        ("项目储备", Stage.RESERVE),
        ("前期工作", Stage.PRELIM),
        ("已开工", Stage.STARTED),
        ("未开工", Stage.READY),
        ("在建", Stage.BUILDING),
        ("竣工", Stage.COMPLETED),
        ("投产", Stage.PRODUCTION),
        ("达产", Stage.FULL),
        ("停工", Stage.PAUSED),
    ],
)
def test_stages_from_words(text: str, stage: Stage) -> None:
    assert cells.stage(text) == stage


@given(st.text(max_size=30))
def test_no_cell_breaks_the_reader(text: str) -> None:
    for read in (
        lambda: cells.money(text, WAN),
        lambda: cells.when(text, is_end=True),
        lambda: cells.period(text),
    ):
        with suppress(NoMoney, ValueError):
            read()
    cells.stage(text)
    column_of(text)


def test_heads_of_two_lines() -> None:
    heads = ("项目名称", "资金来源/中央", "资金来源/市", "资金来源/自筹", "总投资（亿元）", "2026年计划投资")
    assert columns_of(heads) == ["name", "central", "city", "own", "total", "plan"]


def test_a_messy_workbook_of_four_hundred_goes_the_whole_way(crew: Crew) -> None:
    file = SimpleUploadedFile("台账.xlsx", messy([crew.lead.short_name, crew.other.short_name]))
    sheet = bringing.take(by=crew.planner, at=NOON, file=file)
    checker = checked(sheet)
    assert checker.counts.total == 400
    assert [(name, count) for name, count, _units in checker.open_names()] == [("市奇石办", 2)]
    wrong = [each for each in checker.found if each.faults]
    assert len(wrong) == 6, [checker.words(each) for each in wrong]
    with pytest.raises(Conflict):
        brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    assert not Project.objects.exists()
    bringing.match_name(sheet=sheet, written="市奇石办", unit=crew.lead, by=crew.planner, at=NOON)
    for each in wrong:
        if not each.unknown:
            bringing.leave_out(row=each.row, is_out=True, by=crew.planner, at=NOON)
    actions.need_template(at=NOON)
    brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    assert Project.objects.count() == 396
    package = Project.objects.get(is_package=True)
    assert package.parts.count() == 2
    assert package.plans.count() == 2


def test_rows_like_projects_in_the_ledger_update_them_and_go_back(crew: Crew) -> None:
    known = make_project(crew)
    sheet = taken(
        crew,
        f"1\t{CODE}\t{known.name}\t市住建局\t15000\t300\t\t前期",
        "2\t\t江滩步道\t市住建局\t800\t\t\t竣工",
    )
    assert checked(sheet).counts.faulty == 1
    bringing.choose(sheet=sheet, lines=[2], choice="update", by=crew.planner, at=NOON)
    brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    known.refresh_from_db()
    assert known.total == 15_000 * WAN
    assert [(plan.source, plan.amount) for plan in known.plans.all()] == [("city", 300 * WAN)]
    # The table has no columns for these: what is known stays.
    assert (known.nature, known.approval) == ("government", "approve")
    assert known.content
    brought.undo(sheet=sheet, by=crew.planner, at=NOON)
    known.refresh_from_db()
    assert known.total == 12_000 * WAN
    assert Project.objects.get(name="江滩步道").status == Stage.DROPPED
    assert LedgerImport.objects.get().status == ImportStatus.UNDONE


def test_a_sum_without_sources_keeps_those_that_are_known(crew: Crew) -> None:
    known = make_project(crew)
    plan = {"central": 200 * WAN, "city": 100 * WAN}
    actions.set_plan(project=known, year=2026, amounts=plan, by=crew.planner, at=NOON)
    for amount in ("300", "310"):
        sheet = taken(crew, f"1\t{CODE}\t{known.name}\t市住建局\t15000\t{amount}\t\t前期")
        bringing.choose(sheet=sheet, lines=[2], choice="update", by=crew.planner, at=NOON)
        if amount == "300":
            brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
        else:
            with pytest.raises(Conflict, match="几个来源"):
                brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
        assert dict(known.plans.values_list("source", "amount")) == plan


def test_it_is_not_taken_back_once_something_has_happened(crew: Crew) -> None:
    sheet = taken(crew, "1\t\t江滩步道\t市住建局\t800\t\t\t前期", "2\t\t石桥中学\t市住建局\t800\t\t\t前期")
    brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    touched = Project.objects.get(name="石桥中学")
    actions.change(project=touched, by=crew.head, at=NOON, facts={"site": "城东"})
    with pytest.raises(Conflict, match="石桥中学"):
        brought.undo(sheet=sheet, by=crew.planner, at=NOON)
    assert not Project.objects.filter(status=Stage.DROPPED).exists()


def test_what_is_paused_enters_and_stands_still(crew: Crew) -> None:
    sheet = taken(crew, "1\t\t江滩步道\t市住建局\t800\t\t2025.3\t停工")
    brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    project = Project.objects.get()
    assert (project.status, project.resume_to) == (Stage.PAUSED, Stage.BUILDING)
    assert project.start_fact == date(2025, 3, 1)


def test_columns_are_remembered_by_the_header(crew: Crew) -> None:
    sheet = taken(crew, "1\t\t江滩步道\t市住建局\t800\t\t\t前期")
    columns = [*sheet.columns[:-1], "keep"]
    bringing.set_columns(sheet=sheet, columns=columns, by=crew.planner, at=NOON)
    assert taken(crew, "1\t\t石桥中学\t市住建局\t800\t\t\t前期").columns == columns
    with pytest.raises(Invalid):
        bringing.set_columns(sheet=sheet, columns=["name"] * 8, by=crew.planner, at=NOON)


def test_only_the_keeper_brings_in(crew: Crew) -> None:
    for person in (crew.head, crew.office, crew.leader):
        with pytest.raises(Denied):
            bringing.take(by=person, at=NOON, text=HEAD + "1\t\t江滩步道\t市住建局\t800")


def test_the_pages_from_hand_in_to_the_way_back(crew: Crew, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(crew.planner)
    assert client.post(f"{URL}new/", {"text": ""}).status_code == 422
    rows = "\n".join(f"{at}\t\t江滩步道{at}\t市住建局\t8千\t\t\t前期" for at in range(60))
    assert client.post(f"{URL}new/", {"text": HEAD + rows}).status_code == 302
    sheet = LedgerImport.objects.get()
    at = f"{URL}{sheet.pk}/"
    with django_assert_max_num_queries(12):
        page = client.get(at)
    assert page.content.decode().count("8千") >= 50
    assert client.get(f"{at}columns/").status_code == 200
    assert client.post(f"{at}confirm/").status_code == 422
    rows = list(sheet.rows.order_by("line"))
    wrote = form(*((row, 4, "8千", "8000") for row in rows[:3])) | {"c1-x": "x"}
    assert client.post(f"{at}mend/", wrote | {"out": rows[3].pk}).status_code == 302
    for row in rows[4:]:
        client.post(f"{at}mend/", form((row, 4, "8千", "8千")) | {"out": row.pk})
    client.post(f"{at}mend/", {"out": rows[0].pk})
    client.post(f"{at}mend/", {"back": rows[0].pk})
    assert [row.texts[4] for row in sheet.rows.order_by("line")][:4] == ["8000", "8000", "8000", "8千"]
    assert sheet.rows.filter(is_left_out=True).count() == len(rows) - 3
    with django_assert_max_num_queries(12):
        assert client.get(f"{at}confirm/").status_code == 200
    assert client.post(f"{at}confirm/").status_code == 302
    assert client.get(at).status_code == 200
    assert client.get(f"{at}undo/").status_code == 200
    assert client.post(f"{at}undo/").status_code == 302
    assert set(Project.objects.values_list("status", flat=True)) == {Stage.DROPPED}
    assert client.get(URL).status_code == 200


def form(*cells: tuple[ImportRow, int, str, str]) -> dict[str, str]:
    """What a browser sends of cells: what was shown in each, and what stands in it now."""
    said = {f"was-c{row.pk}-{column}": was for row, column, was, _text in cells}
    return said | {f"c{row.pk}-{column}": text for row, column, _was, text in cells}


def test_of_the_cells_of_a_page_only_those_are_saved_that_were_written_in(crew: Crew) -> None:
    sheet = taken(crew, *(f"{at}\t\t江滩步道{at}\t市住建局\t8千\t\t\t前期" for at in range(3)))
    first, second, third = sheet.rows.order_by("line")
    ImportRow.objects.filter(pk=third.pk).update(cells=third.cells.replace("市住建局", "市住建局\\n市奇石办"))
    client = Client()
    client.force_login(crew.planner)
    mend = f"{URL}{sheet.pk}/mend/"
    # The page shows the two lines of a cell in one, and keeps both beside it.
    page = client.get(f"{URL}{sheet.pk}/").content.decode()
    assert 'value="市住建局 市奇石办"' in page
    assert 'value="市住建局\n市奇石办"' in page
    assert client.post(mend, form((first, 4, "8千", "8000"))).status_code == 302
    late = form(
        (first, 4, "8千", "8千"),
        (second, 4, "8千", "900"),
        (third, 3, "市住建局\r\n市奇石办", "市住建局 市奇石办"),
    )
    assert client.post(mend, late).status_code == 302
    texts = [row.texts for row in sheet.rows.order_by("line")]
    assert [each[4] for each in texts] == ["8000", "900", "8千"]
    assert texts[2][3] == "市住建局\n市奇石办"
    assert Event.objects.filter(verb="ledger.mend_cell").count() == 2


def test_the_faults_of_a_cell_stand_apart(crew: Crew) -> None:
    sheet = taken(crew, "1\t\t江滩步道\t市奇石办、市怪木办\t800\t\t\t前期")
    client = Client()
    client.force_login(crew.planner)
    page = client.get(f"{URL}{sheet.pk}/").content.decode()
    assert re.search("市奇石办[^<]*<br>[^<]*市怪木办", page)


def test_a_page_of_the_check_has_no_more_cells_than_a_form_takes_in(crew: Crew) -> None:
    wrong = "\t".join(["8千"] * 7)
    head = "项目名称\t责任单位\t总投资（万元）\t2026年计划投资\t中央\t省级\t市级\t专项债券\t自筹\n"
    rows = "\n".join(f"江滩步道{at}\t市住建局\t{wrong}" for at in range(40))
    sheet = bringing.take(by=crew.planner, at=NOON, text=head + rows)
    client = Client()
    client.force_login(crew.planner)
    lines, pages, address = [], [], f"{URL}{sheet.pk}/"
    while address:
        page = client.get(address)
        lines += [line["row"].line for line in page.context["lines"]]
        pages.append(sum(len(line["cells"]) for line in page.context["lines"]))
        after = page.context["pager"]["after"]
        address = f"{URL}{sheet.pk}/?after={after}" if after else ""
    assert lines == list(range(2, 42))
    assert len(pages) > 1
    assert max(pages) <= 100 < sum(pages)


def test_cells_are_mended_all_or_none_and_none_over_what_a_colleague_wrote(crew: Crew) -> None:
    sheet = taken(crew, *(f"{at}\t\t江滩步道{at}\t市住建局\t8千\t\t\t前期" for at in range(3)))
    first, second, third = sheet.rows.order_by("line")
    client = Client()
    client.force_login(crew.planner)
    mend = f"{URL}{sheet.pk}/mend/"
    assert client.post(mend, form((second, 4, "8千", "8000"))).status_code == 302
    late = form((first, 4, "8千", "700"), (second, 4, "8千", "9千"), (third, 4, "8千", "8千"))
    answer = client.post(mend, late)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“8000”" in page
    # What he wrote in cells that are still wrong is there to be saved.
    assert 'value="700"' in page
    long = form((first, 4, "8千", "700"), (third, 4, "8千", "8" * 4001))
    assert client.post(mend, long).status_code == 422
    assert client.post(mend, form((first, 99, "", "x"))).status_code == 422
    assert client.post(mend, {f"c{first.pk}-4": "700"}).status_code == 422
    assert [row.texts[4] for row in sheet.rows.order_by("line")] == ["8千", "8000", "8千"]
    assert client.post(mend, form((first, 4, "8千", "700"))).status_code == 302


def test_codes_of_no_table_are_named_with_their_cells(crew: Crew) -> None:
    for table, code, name in (("region", "349902", "望湖区"), ("industry", "46", "水的生产和供应业")):
        rows = [(code, name, 2017, None)]
        actions.add_codes(table=table, rows=rows, by=crew.planner, at=NOON)
    old = [("349901", "老城区", 1990, 2010)]
    actions.add_codes(table="region", rows=old, by=crew.planner, at=NOON)
    known = make_project(crew, region="349902", industry="46")
    Project.objects.filter(pk=known.pk).update(industry="9999")
    head = "序号\t项目代码\t项目名称\t责任单位\t行政区划代码\t行业代码\n"
    rows_in = [
        f"1\t\t江滩步道{at}\t市住建局\t{region}\t{industry}"
        for at, (region, industry) in enumerate(
            [("349902", "4610"), ("349901", "46"), ("望湖区", "水的生产和供应业"), ("349902", "46xy")]
        )
    ]
    rows_in.append(f"5\t{CODE}\t{known.name}\t市住建局\t望湖区\t9999")
    sheet = bringing.take(by=crew.planner, at=NOON, text=head + "\n".join(rows_in))
    bringing.choose(sheet=sheet, lines=[6], choice="update", by=crew.planner, at=NOON)
    found = checked(sheet).found
    assert [each.faults and each.faults[0][0] for each in found] == [[], 4, [], 5, []]
    assert "“349901”" in checked(sheet).words(found[1])[0]
    assert (found[2].facts["region"], found[2].facts["industry"]) == ("349902", "46")
    with pytest.raises(Conflict, match="349901"):
        brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    for each in (found[1], found[3]):
        bringing.leave_out(row=each.row, is_out=True, by=crew.planner, at=NOON)
    brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    assert Project.objects.filter(region="349902").count() == 3
    brought.undo(sheet=sheet, by=crew.planner, at=NOON)


def test_a_name_of_several_codes_is_no_code(crew: Crew) -> None:
    """GB/T 4754 calls a group and its only class alike: which is meant is not guessed."""
    named = (("4610", "自来水生产和供应"), ("461", "自来水生产和供应"), ("46", "水"))
    rows = [(code, name, 2017, None) for code, name in named]
    actions.add_codes(table="industry", rows=rows, by=crew.planner, at=NOON)
    head = "序号\t项目代码\t项目名称\t责任单位\t行业代码\n"
    text = "1\t\t江滩步道\t市住建局\t自来水生产和供应\n2\t\t石桥中学\t市住建局\t水"
    sheet = bringing.take(by=crew.planner, at=NOON, text=head + text)
    checker = checked(sheet)
    twice, once = checker.found
    assert "461, 4610" in checker.words(twice)[0]
    assert not once.faults
    assert once.facts["industry"] == "46"


def test_what_an_import_changed_goes_back_to_a_code_that_holds_no_longer(crew: Crew) -> None:
    known = make_project(crew, industry="4799")
    actions.add_codes(table="industry", rows=[("46", "水", 2017, None)], by=crew.planner, at=NOON)
    text = f"序号\t项目代码\t项目名称\t责任单位\t行业代码\n1\t{CODE}\t{known.name}\t市住建局\t4610"
    sheet = bringing.take(by=crew.planner, at=NOON, text=text)
    bringing.choose(sheet=sheet, lines=[2], choice="update", by=crew.planner, at=NOON)
    brought.confirm(sheet=sheet, by=crew.planner, at=NOON)
    known.refresh_from_db()
    assert known.industry == "4610"
    brought.undo(sheet=sheet, by=crew.planner, at=NOON)
    known.refresh_from_db()
    assert known.industry == "4799"
