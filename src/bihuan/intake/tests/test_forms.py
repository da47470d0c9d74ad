"""The forms in which offices write: labels, titles, headings, traditional letters, tables of blanks."""

from datetime import date

import pytest

from bihuan.intake.rules.clean import clean
from bihuan.intake.rules.coverage import uncovered
from bihuan.intake.rules.drafts import Draft
from bihuan.intake.rules.propose import propose

ISSUED = date(2026, 3, 9)
ITEM = "3.整治城市内涝。疏通老城区排水管网，消除易涝点。"


def only(text: str) -> Draft:
    (draft,) = propose(clean(text), issued=ISSUED)
    return draft


def names(draft: Draft) -> tuple[list[str], list[str], list[str]]:
    return tuple([unit.text for unit in units] for units in (draft.leads, draft.co_units, draft.leaders))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("label", "leads", "co_units", "leaders"),
    [
        ("【市水利局牵头、市财政局配合】", ["市水利局"], ["市财政局"], []),
        ("【市水利局、市财政局】", ["市水利局"], ["市财政局"], []),
        ("——市水利局、市财政局", ["市水利局"], ["市财政局"], []),
        ("——责任部门：市水利局、市财政局", ["市水利局"], ["市财政局"], []),
        ("（市水利局会同市财政局落实）", ["市水利局"], ["市财政局"], []),
        ("（市水利局牵头，会同市财政局、市审计局落实）", ["市水利局"], ["市财政局", "市审计局"], []),
        ("（市水利局、供销合作社及各县区政府负责）", ["市水利局"], ["供销合作社", "各县区政府"], []),
        ("（市财政局配合）", [], ["市财政局"], []),
        ("（配合单位：市财政局、市审计局）", [], ["市财政局", "市审计局"], []),
        ("\n责任单位：市水利局（牵头）、市财政局", ["市水利局"], ["市财政局"], []),
        ("\n责任领导：李明\n责任单位：市水利局\n整改时限：6月底前", ["市水利局"], [], ["李明"]),
        ("（副市长李明牵头，市水利局负责）", ["市水利局"], [], ["副市长李明"]),
    ],
)
def test_a_label_is_read_in_every_form(
    label: str, leads: list[str], co_units: list[str], leaders: list[str]
) -> None:
    text = f"{ITEM}{label}"
    draft = only(text)
    assert names(draft) == (leads, co_units, leaders)
    assert text[draft.start : draft.end] == ITEM.removeprefix("3.")
    assert "lead-none" in {reason.code for reason in draft.reasons} or leads


def test_leaders_behind_a_heading_assign_no_task() -> None:
    text = f"一、城市提质（副市长李明负责）\n{ITEM}\n责任单位：市水利局\n"
    assert names(only(text)) == (["市水利局"], [], [])


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        (
            "市发展改革委、市财政局、市工业和信息化局、市交通运输局要加强协调，抓好项目前期工作。",
            "加强协调，抓好项目前期工作",
        ),
        ("市水利局要在9月底前完成全市小型水库除险加固任务。", "完成全市小型水库除险加固任务"),
        ("市住建局牵头，市城管局配合，于4月25日前拿出管线迁改总图。", "拿出管线迁改总图"),
        ("云岭新材项目已签订框架协议，望湖区要盯住盯紧。", "云岭新材项目已签订框架协议：盯住盯紧"),
    ],
)
def test_a_title_says_what_is_to_be_done(sentence: str, title: str) -> None:
    draft = only(sentence)
    assert draft.title == title


def test_work_that_a_sentence_only_points_to_is_named_by_its_heading() -> None:
    text = "一要坚持招商为先，做好项目储备。去年引进项目30个。这项工作，请李明同志牵总，市招商局牵头实施。"
    assert [d.title for d in propose(text, issued=ISSUED)][-1] == "坚持招商为先，做好项目储备"


def test_what_a_line_asks_is_no_heading() -> None:
    text = (
        "一、会议同意规划。\n二、请市交通局本周五前提出线路优化方案\n三、请市城管局下周一前提出停车方案。\n"
    )
    assert [[u.text for u in d.leads] for d in propose(text, issued=ISSUED)] == [["市交通局"], ["市城管局"]]


def test_a_heading_that_nothing_stands_below_is_a_task_to_be_looked_at() -> None:
    text = "一、重点任务\n1.做好企业服务\n2.开展春季植树活动\n二、工作要求\n各单位要落实专人。\n"
    drafts = propose(text, issued=ISSUED)
    assert [text[d.start : d.end] for d in drafts] == [
        "做好企业服务",
        "开展春季植树活动",
        "各单位要落实专人。",
    ]
    assert all(d.confidence < 70 for d in drafts[:2])


def test_duties_behind_the_name_of_an_office_are_its_tasks() -> None:
    text = "四、职责分工\n县农业农村局：负责统筹协调，组织改厕。\n县公路站、县交通局：负责道路整治。\n"
    leads = [[u.text for u in d.leads] for d in propose(text, issued=ISSUED)]
    assert leads == [["县农业农村局"], ["县公路站", "县交通局"]]


def test_traditional_letters_are_read_and_kept() -> None:
    text = "市水利局要會同市財政局於10月底前將資金撥付到位。各縣區應當每週報告進度。"
    first, second = propose(text, issued=ISSUED)
    assert names(first) == (["市水利局"], ["市財政局"], [])
    assert names(second)[0] == ["各縣區"]
    assert [d.deadline.code for d in (first, second) if d.deadline] == ["2026-10-31", "weekly"]


def test_a_table_parted_by_blanks_is_a_table() -> None:
    text = (
        "序号  主要任务  牵头单位  完成时限\n"
        "1  新增规上工业企业30家  市工信局  12月底\n"
        "2  建成智能制造园一期  望湖区政府  6月30日\n"
    )
    found = [
        (names(d)[0], d.deadline.code if d.deadline else None) for d in propose(clean(text), issued=ISSUED)
    ]
    assert found == [(["市工信局"], "2026-12-31"), (["望湖区政府"], "2026-06-30")]


def test_coverage_shows_who_is_told_in_the_rest_of_a_sentence() -> None:
    text = "市商务局要保障生活必需品供应，市市场监管局要打击哄抬物价行为。"
    first, second = propose(text, issued=ISSUED)
    assert [text[s.start : s.end] for s in uncovered(text, [first])] == ["市市场监管局要打击哄抬物价行为"]
    assert [text[s.start : s.end] for s in uncovered(text, [second])] == ["市商务局要保障生活必需品供应"]


def test_where_to_ask_is_no_part_of_the_order() -> None:
    text = "各镇（街道）：请于3月20日前，将《自查表》电子版报区安委办（联系人：李明，电话：12345678）。"
    draft = only(text)
    assert (names(draft)[0], draft.category) == (["各镇（街道）"], "report")


def test_what_a_meeting_decides_is_shown_though_no_unit_is_told() -> None:
    text = "会议决定成立重点项目指挥部，由市长任指挥长。"
    assert uncovered(text, propose(text, issued=ISSUED))
