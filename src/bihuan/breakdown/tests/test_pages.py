"""The pages: hand in, mend in place, confirm, take back; what they show and whom they refuse."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from bihuan.breakdown.models import BreakdownRow, TaskBreakdown
from bihuan.breakdown.tests.makers import FAULTY, HUAINAN, pasted, rows_of, take, upload, workbook
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.tests.makers import Cast

pytestmark = pytest.mark.django_db
SAID = {
    "source_type": "gov_report",
    "report_cycle": "none",
    "finish_due": "2026-12-31",
    "confirmed_unclassified": "on",
}


@pytest.fixture
def office(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.office)
    return client


def at(breakdown: TaskBreakdown, *more: str) -> str:
    return "/".join(["/breakdowns", str(breakdown.pk), *more, ""])


def test_a_table_walks_through_all_three_steps(office: Client) -> None:
    answer = office.post("/breakdowns/new/", {**SAID, "file": upload(workbook(HUAINAN))})
    breakdown = TaskBreakdown.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(breakdown))
    page = office.get(at(breakdown)).content.decode()
    assert "/trace/figures/breakdown.counted/?table=" in page
    assert "全年地区生产总值增长5.5%左右" in page
    office.post(at(breakdown, "confirm"), {"then": "dispatch"})
    assert SupervisionItem.objects.filter(status="dispatched").count() == 3
    page = office.get(at(breakdown)).content.decode()
    assert "督〔2026〕1号" in page
    office.post(at(breakdown, "undo"))
    assert SupervisionItem.objects.filter(status="cancelled").count() == 3
    assert "已撤回3件" in office.get("/breakdowns/").content.decode()


def test_faults_are_shown_in_their_cells_and_mended_there(office: Client, cast: Cast) -> None:
    breakdown = take(cast.office, FAULTY)
    page = office.get(at(breakdown)).content.decode()
    assert "“尽早”读不出日期" in page
    assert "2个名称不在单位名单里" in page
    second, third, fourth = rows_of(breakdown)[1:]
    office.post(f"/breakdowns/rows/{second.pk}/cell/", {"column": 5, "text": "6月底"})
    office.post(f"/breakdowns/rows/{third.pk}/leave-out/")
    texts = {f"c{n}": text for n, text in enumerate(fourth.texts)} | {"c5": "9月底", "c3": "市水利局"}
    texts["seen"] = fourth.mark
    office.post(f"/breakdowns/rows/{fourth.pk}/", texts)
    office.post(at(breakdown, "names"), {"written": "各县区", "names": "望湖区、市水利局"})
    office.post(at(breakdown, "names"), {"written": "市奇石办", "is_none": "1"})
    assert not breakdown.rows.counted().filter(faults__gt=0).exists()
    assert office.post(at(breakdown, "confirm"), {"then": "approve"}).status_code == 302
    assert SupervisionItem.objects.filter(status="approved").count() == 3


def test_columns_are_named_on_a_page_of_their_own(office: Client, cast: Cast) -> None:
    breakdown = take(cast.office, (("事", "谁", "几时"), ("修路", "市水利局", "6月底")))
    assert "修路" in office.get(at(breakdown, "columns")).content.decode()
    assert office.post(at(breakdown, "columns"), {"c0": "task", "c1": "keep", "c2": "due"}).status_code == 422
    office.post(at(breakdown, "columns"), {"c0": "task", "c1": "lead", "c2": "due"})
    assert not breakdown.rows.filter(faults__gt=0).exists()


def test_a_row_is_parted_on_its_page(office: Client, cast: Cast) -> None:
    row = rows_of(take(cast.office))[0]
    assert "拆成几项任务" in office.get(f"/breakdowns/rows/{row.pk}/").content.decode()
    office.post(f"/breakdowns/rows/{row.pk}/split/", {"tasks": "一季度开门红\r\n全年增长5.5%"})
    assert BreakdownRow.objects.filter(line=row.line).count() == 2


def test_what_was_typed_stays_when_a_table_is_refused(office: Client) -> None:
    for more in ({"text": "没有列名的一句话"}, {}, {"text": pasted(HUAINAN), "confirmed_unclassified": ""}):
        answer = office.post("/breakdowns/new/", {**SAID, "title": "重点任务", **more})
        assert answer.status_code == 422
        assert "重点任务" in answer.content.decode()
    assert not TaskBreakdown.objects.exists()


def test_more_than_twenty_rows_are_confirmed_by_their_number(office: Client, cast: Cast) -> None:
    cells = [HUAINAN[1], *((str(n), f"修建第{n}条路", "市水利局", "") for n in range(1, 22))]
    breakdown = take(cast.office, cells)
    for typed in ("", "20"):
        answer = office.post(at(breakdown, "confirm"), {"then": "dispatch", "typed": typed})
        assert answer.status_code == 422
    assert office.post(at(breakdown, "confirm"), {"then": "dispatch", "typed": "21"}).status_code == 302
    assert office.get(at(breakdown), {"after": "15"}).status_code == 200
    assert office.get(at(breakdown), {"after": "9" * 5000, "show": "nonsense"}).status_code == 200


def test_the_senders_own_workbook_comes_back_with_its_faults_painted(office: Client, cast: Cast) -> None:
    title = ("重点任务", *[""] * 5)
    breakdown = take(cast.office, file=upload(workbook((title, *FAULTY), ((0, 0, 0, 5),))))
    answer = office.get(f"/breakdowns/{breakdown.pk}/marked.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["分解表", "填表说明"]
    sheet = book["分解表"]
    assert sheet.merged_cells.ranges
    assert [cell.value for cell in sheet[2]] == [*FAULTY[0], "核对意见"]
    assert sheet.cell(4, 7).value.split("\n")[0] == "第4行“牵头单位”：“市奇石办”不在单位名单里。"
    assert sheet.cell(4, 4).fill.fgColor.rgb.endswith("FFF3D6")
    assert sheet.cell(3, 4).fill.fill_type is None


def test_pasted_cells_come_back_as_a_workbook_with_remarks(office: Client, cast: Cast) -> None:
    breakdown = take(cast.office, FAULTY)
    answer = office.get(f"/breakdowns/{breakdown.pk}/marked.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet.cell(2, 7).value == "核对意见"
    assert "市奇石办" in sheet.cell(4, 7).value


def test_a_table_is_printed_back_in_its_own_columns_and_read_again(office: Client, cast: Cast) -> None:
    breakdown = take(cast.office)
    office.post(at(breakdown, "confirm"), {"then": "dispatch"})
    answer = office.post(at(breakdown, "print"))
    assert "filename*=UTF-8''2026" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[1] == ["序号", "主要任务", "牵头单位", "落实情况", "系统编号"]
    assert [row[0] for row in rows[2:]] == ["一、经济发展", "1", "2", "二、民生保障", "3"]
    again = take(cast.office, file=upload(answer.content))
    assert again.rows.filter(is_new=False, faults=0).count() == 3


def test_the_sample_can_be_handed_in_as_it_is(office: Client, cast: Cast) -> None:
    sample = office.get("/breakdowns/sample.xlsx").content
    breakdown = take(cast.office, file=upload(sample))
    assert breakdown.rows.count() == 3
    assert not breakdown.rows.filter(faults__gt=0).exists()


def test_the_confirmation_shows_what_comes_of_the_table(office: Client, cast: Cast) -> None:
    breakdown = take(cast.office, [FAULTY[0], ("1", "修建第一条路", "", "市住建局", "", "2026年12月底")])
    page = office.get(at(breakdown, "confirm")).content.decode()
    assert "修建第一条路" in page
    assert "/trace/figures/breakdown.new/?table=" in page
    assert "?show=changes" not in page


def test_the_check_asks_few_questions_however_long_the_table(
    office: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    cells = [FAULTY[0], *((str(n), f"修建第{n}条路", "", "市奇石办", "", "") for n in range(1, 200))]
    breakdown = take(cast.office, cells)
    office.get("/breakdowns/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = office.get(at(breakdown)).content
    assert len(page) < 200_000


@pytest.mark.parametrize(("who", "code"), [("auditor", 200), ("mayor", 200), ("leader", 404), ("head", 404)])
def test_those_who_see_the_city_read_tables_and_change_none(cast: Cast, who: str, code: int) -> None:
    breakdown, client = take(cast.office, FAULTY), Client()
    client.force_login(getattr(cast, who))
    assert client.get(at(breakdown)).status_code == code
    assert client.post(at(breakdown, "confirm"), {"then": "dispatch"}).status_code in (403, 404)
    assert client.get("/breakdowns/new/").status_code == 403
