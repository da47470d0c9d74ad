"""The pages of the room and its API: what they show, what they refuse, what they cost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.indicators import actions
from bihuan.indicators.models import Indicator, Reading, ReadingBatch, ReadingSheet, Target
from bihuan.indicators.tests.conftest import signed_in
from bihuan.indicators.tests.makers import (
    NOON,
    Bureau,
    make_file,
    make_indicator,
    make_own_indicator,
    make_publication,
    make_series,
    make_target,
    reading,
)

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 1)
MOST_QUERIES = 12


def text(client: Client, url: str, code: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == code, answer.content.decode()[:400]
    return answer.content.decode()


@pytest.fixture
def industry(bureau: Bureau) -> Indicator:
    """An indicator that is 1.4 points under its target, with a flash that was revised, and peers."""
    indicator = make_indicator(bureau)
    make_target(bureau, indicator, 6.5)
    make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.3", vintage="flash"))
    rows = [
        reading(indicator, area, FEBRUARY, said)
        for area, said in (
            (bureau.city, "5.1"),
            (bureau.peer, "6.0"),
            (bureau.province, "5.9"),
            (bureau.county, "6.8"),
            (bureau.park, "-2.7"),
        )
    ]
    place = reading(indicator, bureau.city, FEBRUARY, "13", measure="rank")
    make_publication(bureau, *rows, place)
    return indicator


def test_the_list_says_where_each_indicator_stands(keeper: Client, industry: Indicator) -> None:
    page = text(keeper, "/indicators/")
    for words in ("规模以上工业增加值", "5.1%", "6.5%以上", "−1.4", "5.9", "−0.8", "13", "2月 初步"):
        assert words in page


def test_the_list_says_what_is_missing(keeper: Client, bureau: Bureau) -> None:
    indicator = make_indicator(bureau, lag=0)
    make_series(bureau, indicator, {date(2025, 12, 1): "6.1"})
    page = text(keeper, "/indicators/")
    assert "缺2月" in page
    assert "/trace/figures/indicators.missing/" in page


def test_an_empty_room_says_so(bureau: Bureau, keeper: Client) -> None:
    assert "还没有数据" in text(keeper, "/indicators/")
    assert "还没有发布数据" in text(keeper, "/indicators/publications/")


def test_the_list_costs_the_same_however_many_indicators_there_are(keeper: Client, bureau: Bureau) -> None:
    for number in range(12):
        indicator = make_indicator(bureau, code=f"i{number}", name=f"指标{number}")
        make_target(bureau, indicator, 6.5)
        make_series(bureau, indicator, {FEBRUARY: "5.1"})
    text(keeper, "/indicators/")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        text(keeper, "/indicators/")
    assert len(seen) <= MOST_QUERIES


def test_the_page_of_an_indicator_shows_revisions_peers_parts_and_sources(
    keeper: Client, industry: Indicator
) -> None:
    with CaptureQueriesContext(connection) as seen:
        page = text(keeper, f"/indicators/{industry.pk}/")
    for words in (
        "5.3",
        "快报",
        "临川市",
        "云岭经开区",
        "−2.7",
        "+0.9",
        "云统〔2026〕1号",
        "统计月报",
        "6.5%以上",
    ):
        assert words in page
    assert len(seen) <= 2 * MOST_QUERIES
    part = text(keeper, f"/indicators/{industry.pk}/?area={Reading.objects.get(said='-2.7').area_id}")
    assert "云岭经开区" in part


def test_a_departments_figure_is_hidden_from_others_and_told_apart(bureau: Bureau, keeper: Client) -> None:
    own = make_own_indicator(bureau)
    its = reading(own, bureau.city, FEBRUARY, "12.5")
    batch = make_publication(bureau, its, unit=bureau.department, by=bureau.head, number="")
    assert "部门调度数" in text(keeper, f"/indicators/{own.pk}/")
    stranger = signed_in(bureau.stranger)
    text(stranger, f"/indicators/{own.pk}/", 404)
    text(stranger, f"/indicators/publications/{batch.pk}/", 404)
    assert "到位资金" not in text(stranger, "/indicators/")


def upload(said: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("月报.csv", f"指标,地区,时期,同比\n{said}".encode())


FACTS = {
    "publisher": "云岭市统计局",
    "number": "云统〔2026〕2号",
    "published": "2026-03-01",
    "vintage": "flash",
}


def test_a_publication_comes_in_by_file_check_and_word_and_goes_back(keeper: Client, bureau: Bureau) -> None:
    make_indicator(bureau)
    said = {**FACTS, "file": upload("industry,全市,2026-02,5.2\nindustry,火星,2026-02,5.2\n")}
    answer = keeper.post("/indicators/publications/new/", said)
    sheet = ReadingSheet.objects.get()
    assert answer["Location"] == f"/indicators/publications/check/{sheet.pk}/"
    page = text(keeper, answer["Location"])
    assert "没有叫“火星”的地区" in page
    assert "待核的文件" in text(keeper, "/indicators/publications/")
    assert keeper.post(f"{answer['Location']}take/").status_code == 422
    keeper.post(f"{answer['Location']}take/", {"without_faulty": "1"})
    batch = ReadingBatch.objects.get()
    assert "5.2" in text(keeper, f"/indicators/publications/{batch.pk}/")
    assert b"".join(keeper.get(f"/indicators/publications/{batch.pk}/file/").streaming_content)
    keeper.post(f"/indicators/publications/{batch.pk}/back/", {"reason": "报错"})
    assert not Reading.objects.current().exists()
    assert "已撤回" in text(keeper, f"/indicators/publications/{batch.pk}/")


def test_a_wrong_file_is_said_at_the_form(keeper: Client, bureau: Bureau) -> None:
    answer = keeper.post("/indicators/publications/new/", {**FACTS, "file": upload("")})
    assert answer.status_code == 422
    assert "没有找到带“指标”表头的数据表" in answer.content.decode()


def test_indicators_targets_and_areas_are_kept_on_their_pages(keeper: Client, bureau: Bureau) -> None:
    said = {
        "code": "retail", "name": "社零", "origin": "official", "owner": bureau.department.pk,
        "rhythm": "month", "measure": "growth", "span": "ytd", "direction": "up", "places": 1, "lag": 20,
        "source": "月报", "publisher": "市统计局", "place": 1,
    }  # fmt: skip
    assert keeper.post("/indicators/new/", said).status_code == 302
    row = Indicator.objects.get()
    assert (
        keeper.post(f"/indicators/{row.pk}/alter/", {**said, "name": "社会消费品零售总额"}).status_code == 302
    )
    target = {
        "area": bureau.city.pk,
        "year": 2026,
        "said": "7%",
        "rule": "nodes",
        "number": "7",
        "nodes": "6 6.5",
    }
    assert keeper.post(f"/indicators/{row.pk}/target/", target).status_code == 302
    kept = Target.objects.get()
    assert (kept.number, kept.nodes.get().number) == (70_000, 65_000)
    assert "6 6.5" in text(keeper, f"/indicators/{row.pk}/target/?target={kept.pk}")
    page = text(keeper, "/indicators/settings/")
    assert "社会消费品零售总额" in page
    keeper.post(f"/indicators/targets/{kept.pk}/drop/")
    keeper.post(f"/indicators/{row.pk}/keep/")
    assert not Target.objects.exists()
    assert not Indicator.objects.get().is_active
    assert (
        keeper.post("/indicators/areas/new/", {"name": "安澜市", "kind": "peer", "place": 9}).status_code
        == 302
    )


@pytest.mark.parametrize("nodes", ["六月 6.5", "6", "13 6.5", "6 多"])
def test_a_target_with_strange_months_is_said_at_the_form(keeper: Client, bureau: Bureau, nodes: str) -> None:
    row = make_indicator(bureau)
    target = {
        "area": bureau.city.pk,
        "year": 2026,
        "said": "7%",
        "rule": "nodes",
        "number": "7",
        "nodes": nodes,
    }
    assert keeper.post(f"/indicators/{row.pk}/target/", target).status_code == 422


def test_programs_read_and_bring_in_the_same(keeper: Client, bureau: Bureau, industry: Indicator) -> None:
    [stands] = keeper.get("/api/v1/indicators/standing").json()
    assert (stands["number"], stands["gap"], stands["place"]) == (51_000, -14_000, 13)
    page = keeper.get(f"/api/v1/indicators/readings?indicator={industry.pk}&since=2026-02&limit=3").json()
    assert len(page["items"]) == 3
    assert keeper.get("/api/v1/indicators/readings?since=gestern").status_code == 422
    sdmx = keeper.get("/api/v1/indicators/readings.csv?version=1.0")
    assert sdmx["Content-Type"] == "application/vnd.sdmx.data+csv; charset=utf-8; version=1.0"
    file = make_file(bureau.statistician, text="指标,地区,时期,同比\nindustry,全市,2026-01,4.9\n")
    body = {"file_id": file.pk, "publisher": "统计局", "published": "2026-03-01", "number": "3号"}
    sheet = keeper.post("/api/v1/indicators/sheets", body, content_type="application/json").json()
    assert sheet["counts"] == {"all": 1, "good": 1, "faulty": 0, "odd": 0}
    taken = keeper.post(f"/api/v1/indicators/sheets/{sheet['id']}/take", {}, content_type="application/json")
    assert taken.status_code == 201
    assert Reading.objects.current().get(month=date(2026, 1, 1)).said == "4.9"


def test_a_table_to_take_away_is_a_workbook(keeper: Client, industry: Indicator) -> None:
    answer = keeper.get(f"/indicators/{industry.pk}/table.xlsx")
    assert answer.content.startswith(b"PK")


def test_retired_indicators_leave_the_list_and_keep_their_page(
    keeper: Client, bureau: Bureau, industry
) -> None:
    actions.retire(indicator=industry, by=bureau.statistician, at=NOON)
    assert "规模以上工业增加值" not in text(keeper, "/indicators/")
    assert "已停用" in text(keeper, f"/indicators/{industry.pk}/")
