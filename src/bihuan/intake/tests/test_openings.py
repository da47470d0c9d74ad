"""How a document and its sentences open: title lines, and units right before a date."""

from datetime import date

import pytest

from bihuan.intake.rules.propose import propose

ISSUED = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("10月底前", "2026-10"),
        ("12月10日前", "2026-12-10"),
        ("2026年12月10日之前", "2026-12-10"),
        ("今年年底前", "2026-12-31"),
        ("本周内", None),
        ("一个月内", "P1M"),
        ("10个工作日内", "P10BD"),
    ],
)
def test_a_unit_right_before_a_date_leads(when: str, day: str | None) -> None:
    (draft,) = propose(f"市住建局{when}完成老旧小区改造方案。", issued=ISSUED)
    assert [unit.text for unit in draft.leads] == ["市住建局"]
    if day:
        assert draft.deadline
        assert str(draft.deadline.code).startswith(day)


@pytest.mark.parametrize(
    "title",
    [
        "市政府常务会议纪要",
        "关于市住建局牵头推进老旧小区改造工作有关事项的通知",
        "云岭市人民政府办公室关于加快推进全市城镇老旧小区改造和完整社区建设、确保年度任务如期完成的实施意见",
        "云岭市应急管理工作要点（2026年版）",
    ],
)
def test_the_title_line_is_no_task(title: str) -> None:
    text = f"{title}\n市住建局10月底前完成老旧小区改造方案。"
    (draft,) = propose(text, issued=ISSUED)
    assert text[draft.start : draft.end] == "市住建局10月底前完成老旧小区改造方案。"


@pytest.mark.parametrize(
    ("sentence", "leads"),
    [
        ("各单位请于9月8日前将联络员名单报区安委办。", ["各单位"]),
        ("县城投公司作为业主单位，抓紧开展前期工作，5月20日前开工。", ["县城投公司"]),
        ("6月1日至9月30日，各成员单位实行24小时值班，每日17时前报送汛情。", ["各成员单位"]),
        ("每周五前各县区要报送进展情况。", ["各县区"]),
        ("以上议定事项，由县政府督查室跟踪督办。", ["县政府督查室"]),
        ("扩建所需征地38亩，由白石镇负责，7月1日前交地。", ["白石镇"]),
        ("对缺水的村，由乡镇组织送水，县应急管理局予以保障。", ["乡镇"]),
    ],
)
def test_who_acts_is_found_behind_what_opens_the_sentence(sentence: str, leads: list[str]) -> None:
    (draft,) = propose(sentence, issued=ISSUED)
    assert [unit.text for unit in draft.leads] == leads


def test_a_number_before_a_name_is_no_part_of_it() -> None:
    text = "三、有关要求\n（一）市财政局要及时拨付资金。\n（二）区安委办要每周调度。"
    assert [unit.text for draft in propose(text, issued=ISSUED) for unit in draft.leads] == [
        "市财政局",
        "区安委办",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "去年全市实施重点项目268个，完成投资412亿元。",
        "各级各部门要深刻认识当前形势，切实增强责任感紧迫感。",
    ],
)
def test_history_and_appeals_to_minds_are_never_sure(sentence: str) -> None:
    assert all(draft.confidence < 70 for draft in propose(sentence, issued=ISSUED))


def test_a_title_begins_with_what_is_to_be_done_behind_a_please() -> None:
    (draft,) = propose("市发展改革委请于9月底前将项目申报省级预算内投资。", issued=ISSUED)
    assert draft.title == "将项目申报省级预算内投资"
