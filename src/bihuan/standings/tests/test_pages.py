"""The pages: tables in bands, lines taken apart, schemes in full, objections, pledges; whom they refuse."""

from typing import Any

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.standings import actions
from bihuan.standings.models import Appeal, Pledge, SchemeVersion, Status, Table
from bihuan.standings.tests import makers
from bihuan.standings.tests.conftest import signed_in
from bihuan.standings.tests.makers import LATER, NOON, Board, points

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_later")]


@pytest.fixture
def office(board: Board) -> Client:
    return signed_in(board.office)


def text(client: Client, url: str, code: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == code, answer.content.decode()[:400]
    return answer.content.decode()


def make_rates(board: Board, *shares: tuple[int, int]) -> Table:
    """A published table of a single rate."""
    table = makers.make_table(board, makers.make_version(board, makers.rate_part(), name="按时办结"))
    for unit, (counted, whole) in zip(board.units, shares, strict=True):
        makers.enter(board, table, unit, "rate", counted=counted, whole=whole)
    return makers.make_published(board, table)


def test_rates_stand_in_three_bands_with_n_and_possible_places(board: Board, office: Client) -> None:
    table = make_rates(board, (180, 400), (390, 400), (20, 25))
    page = text(office, f"/standings/{table.pk}/")
    assert "明显低于平均" in page
    assert "明显高于平均" in page
    assert "只列不排" in page
    bands = dict(table.lines.values_list("unit__short_name", "band"))
    assert bands == {"甲县": "below", "乙县": "above", "丙县": "listed"}
    # 590 of 825 together, not the mean of the shares.
    assert table.average == points(71.5152)
    assert "80.00" in page, "a rate of too few is listed with its share"
    assert "种子7" in page
    assert "99.8%" in page
    assert "缺：" not in page, "nothing is missing where too few were counted"
    assert "3个单位中有1个统计件数不足30件" in page


def test_numbers_without_error_are_judged_by_the_margin_alone_and_the_page_says_so(
    board: Board, office: Client
) -> None:
    table = makers.make_published(board)
    page = text(office, f"/standings/{table.pk}/")
    assert "99.8%" not in page
    assert "不带统计误差" in page


def test_a_missing_number_is_named(board: Board, office: Client) -> None:
    table = makers.make_table(board)
    for code, numbers in makers.NUMBERS.items():
        for unit, number in zip(board.units, numbers, strict=True):
            makers.enter(board, table, unit, code, None if unit == board.units[0] else number)
    page = text(office, f"/standings/{makers.make_published(board, table).pk}/")
    assert "缺：" in page
    assert "有1个单位缺数据" in page


def test_units_near_each_other_cannot_be_told_apart(board: Board, office: Client) -> None:
    table = make_rates(board, (90, 100), (91, 100), (89, 100))
    assert set(table.lines.values_list("band", "best", "worst")) == {("near", 1, 3)}
    page = text(office, f"/standings/{table.pk}/units/{board.units[0].pk}/")
    assert "丙县、乙县" in page


def test_the_middle_band_and_small_margins_are_never_named(board: Board, office: Client) -> None:
    version = makers.make_version(board, margin=points(30))
    table = makers.make_published(board, makers.make_filled(board, version))
    bands = dict(table.lines.values_list("unit__short_name", "band"))
    assert bands == {"甲县": "near", "乙县": "near", "丙县": "near"}
    page = text(office, f"/standings/{table.pk}/")
    assert "<dd>—</dd>" in page


def test_plain_order_is_an_option_and_weights_can_be_tried_without_being_kept(
    board: Board, office: Client
) -> None:
    table = makers.make_published(board)
    assert "相邻名次多半分不出先后" not in text(office, f"/standings/{table.pk}/")
    assert "相邻名次多半分不出先后" in text(office, f"/standings/{table.pk}/?order=place")
    before = list(Table.objects.values_list())
    page = text(office, f"/standings/{table.pk}/?w_growth=1&w_spend=99")
    assert "按试算权重的次序" in page
    assert list(Table.objects.values_list()) == before
    for wrong in ("w_growth=-1", "w_growth=1e99", "w_growth=x", "w_growth=1/0", "w_growth=%00"):
        assert "按试算权重的次序" not in text(office, f"/standings/{table.pk}/?{wrong}")


def test_a_unit_sees_its_own_line_in_the_preview_and_objects(board: Board) -> None:
    with clock.moving(NOON):
        table = makers.make_frozen(board)
        head = signed_in(board.heads[0])
        page = text(head, f"/standings/{table.pk}/")
        assert "甲县" in page
        assert "乙县" not in page
        text(head, f"/standings/{table.pk}/units/{board.units[1].pk}/", 404)
        assert "提出申诉" in text(head, f"/standings/{table.pk}/units/{board.units[0].pk}/")
        said = {"unit": board.units[1].pk, "text": "不对。"}
        assert head.post(f"/standings/{table.pk}/do/appeal/", said).status_code == 422
        said["unit"] = board.units[0].pk
        assert head.post(f"/standings/{table.pk}/do/appeal/", said).status_code == 302
        text(signed_in(board.stranger), f"/standings/{table.pk}/", 404)
    appeal = Appeal.objects.get()
    office = signed_in(board.office)
    assert "不对。" in text(office, f"/standings/appeals/{appeal.pk}/")
    said = {"accepted": "no", "text": "一致。"}
    assert office.post(f"/standings/appeals/{appeal.pk}/", said).status_code == 302
    assert signed_in(board.leader).post(f"/standings/{table.pk}/do/publish/").status_code == 302
    assert "一致。" in text(head, f"/standings/{table.pk}/")


def test_the_office_makes_a_table_step_by_step(board: Board, office: Client) -> None:
    version = makers.make_version(board)
    said: dict[str, Any] = {"version": version.pk, "group": board.group.pk, "period": "2026-13"}
    assert office.post("/standings/new/", said).status_code == 422
    answer = office.post("/standings/new/", said | {"period": "2026-03"})
    assert answer.status_code == 302
    url = answer["Location"]
    part = version.parts.get(code="growth").inputs.get()
    said = {"input": part.pk, "unit": board.units[0].pk, "number": "8.23456", "source": "月报"}
    assert office.post(f"{url}do/enter/", said).status_code == 422
    assert office.post(f"{url}do/enter/", said | {"number": "8.2"}).status_code == 302
    assert "8.2" in text(office, url)
    assert office.post(f"{url}do/fill/").status_code == 302
    assert office.post(f"{url}do/freeze/").status_code == 422
    assert office.post(f"{url}do/publish/").status_code == 403
    assert office.post(f"{url}do/drop/", {"reason": "重来。"}).status_code == 302
    assert office.post(f"{url}do/fill/").status_code == 409


SCHEME = {
    "name": "县区招商",
    "lacking": "list",
    "margin": "1",
    "places": "2",
    "part-0-name": "签约项目",
    "part-0-weight": "60",
    "part-0-method": "completion",
    "part-0-source": "entered",
    "part-0-against": "fixed",
    "part-0-number": "10",
    "part-0-terms": "120",
    "part-1-name": "逾期扣分",
    "part-1-weight": "40",
    "part-1-method": "tally",
    "part-1-source": "entered",
    "part-1-terms": "逾期一件 −2 20\n退回 −1",
    "part-2-method": "efficacy",
    "part-2-source": "entered",
}


def test_a_scheme_is_written_in_a_form_and_printed_in_full(board: Board, office: Client) -> None:
    answer = office.post("/standings/schemes/new/", SCHEME)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = text(office, answer["Location"])
    assert "120%" in page
    assert "逾期一件 −2" in page
    again = text(office, f"{answer['Location']}new/")
    assert "逾期一件 -2 20" in again
    said = {name: value for name, value in SCHEME.items() if name != "name"} | {"reason": "调整。"}
    assert office.post(f"{answer['Location']}new/", said).status_code == 302
    assert [each.number for each in SchemeVersion.objects.order_by("number")] == [1, 2]
    assert office.post(f"{answer['Location']}retire/").status_code == 302


BAD_SCHEMES: dict[str, dict[str, str]] = {
    "points for leaders' notes": {"part-0-name": "领导批示肯定"},
    "points for media": {"part-1-terms": "媒体报道 +2"},
    "a cause without points": {"part-1-terms": "逾期"},
    "a formula that is none": {"part-1-method": "formula", "part-1-terms": "n +\nn=逾期 件"},
    "a part without points": {"part-0-weight": ""},
    "no part at all": {"part-0-name": "", "part-1-name": ""},
    "places without steps": {"part-1-method": "place", "part-1-terms": "3"},
}


@pytest.mark.parametrize("case", BAD_SCHEMES)
def test_a_scheme_that_breaks_a_rule_is_refused_with_a_sentence(
    board: Board, office: Client, case: str
) -> None:
    answer = office.post("/standings/schemes/new/", SCHEME | BAD_SCHEMES[case])
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() or "没有" in answer.content.decode()
    assert not SchemeVersion.objects.exists()


def test_a_published_scheme_can_be_begun_with(office: Client) -> None:
    from bihuan.standings.rules.presets import PRESETS

    for preset in PRESETS:
        page = text(office, f"/standings/schemes/new/?preset={preset.code}")
        assert preset.scheme.name in page
    assert "名称" in text(office, "/standings/schemes/new/?preset=none")


def test_groups_are_set_on_a_page(board: Board, office: Client) -> None:
    said = {"name": "县区", "units": [unit.pk for unit in board.units[:2]]}
    assert office.post("/standings/groups/new/", said).status_code == 422
    assert office.post(f"/standings/groups/{board.group.pk}/", said).status_code == 302
    assert board.group.members.count() == 2
    assert "甲县、乙县" in text(office, "/standings/schemes/")


def test_a_correction_and_the_old_table_name_each_other(board: Board, office: Client) -> None:
    table = makers.make_published(board)
    answer = office.post(f"/standings/{table.pk}/do/correct/", {"reason": "乙县漏报。"})
    again = Table.objects.get(corrects=table)
    assert answer["Location"] == f"/standings/{again.pk}/"
    assert "这张表已经更正" not in text(office, f"/standings/{table.pk}/")
    Table.objects.filter(pk=actions.freeze(table=again, by=board.office, at=NOON).pk)
    actions.publish(table=again, by=board.leader, at=LATER)
    page = text(signed_in(board.stranger), f"/standings/{table.pk}/")
    assert "这张表已经更正" in page
    assert "乙县漏报。" in page
    assert "这张表更正了先前的一张" in text(office, f"/standings/{again.pk}/")
    assert office.post(f"/standings/{table.pk}/do/correct/", {"reason": "再来。"}).status_code == 409


def test_last_pledges_stand_on_top_of_the_next_table(board: Board, office: Client) -> None:
    table = makers.make_published(board)
    said = {"unit": board.units[2].pk, "text": "五月底前开工两个项目。", "due": "2026-05-29"}
    head = signed_in(board.heads[2])
    assert head.post(f"/standings/{table.pk}/do/pledge/", said | {"due": "2026-04-01"}).status_code == 422
    assert head.post(f"/standings/{table.pk}/do/pledge/", said).status_code == 302
    assert "五月底前开工两个项目。" in text(office, "/standings/pledges/")
    matter = Pledge.objects.get().matter
    matter.done_date = Pledge.objects.get().due.replace(day=31)
    matter.save(update_fields=["done_date"])
    following = actions.open_table(
        version=table.version, group=board.group, period=makers.APRIL, by=board.office, at=LATER
    )
    for code, numbers in makers.NUMBERS.items():
        for unit, number in zip(board.units, numbers, strict=True):
            makers.enter(board, following, unit, code, number)
    actions.freeze(table=following, by=board.office, at=LATER)
    page = text(office, f"/standings/{following.pk}/")
    assert "上期表态兑现情况" in page
    assert "迟2天兑现" in page


def test_a_table_is_taken_away_as_a_workbook_without_formulas(board: Board, office: Client) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    board.units[0].short_name = "=1+1"
    board.units[0].save(update_fields=["short_name"])
    table = makers.make_published(board)
    answer = office.get(f"/standings/{table.pk}/table.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["=1+1"] == "s"


def test_lists_and_tables_ask_few_questions(
    board: Board, office: Client, django_assert_max_num_queries: Any
) -> None:
    table = makers.make_published(board)
    for url in ("/standings/", "/standings/schemes/", "/standings/pledges/"):
        with django_assert_max_num_queries(12):
            text(office, url)
    with django_assert_max_num_queries(26):
        text(office, f"/standings/{table.pk}/")
    assert Table.objects.get().status == Status.PUBLISHED
