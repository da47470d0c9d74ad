"""Days that a document names without a date, days that do not exist, and stages dated by their headings."""

from datetime import date

import pytest

from bihuan.intake.rules.almanac import Almanac
from bihuan.intake.rules.drafts import Draft
from bihuan.intake.rules.propose import propose

MONDAY = date(2026, 3, 9)
SPRING = [date(2026, 4, day) for day in (4, 5, 6)]
ALMANAC = Almanac.of(
    [
        *((date(2026, 3, day), date(2026, 3, day).weekday() < 5, "") for day in range(9, 32)),
        *((day, False, "清明") for day in SPRING),
        (date(2026, 3, 14), True, ""),
    ]
)


def only(text: str, issued: date = MONDAY, almanac: Almanac | None = None) -> Draft:
    (draft,) = propose(text, issued=issued, almanac=almanac)
    return draft


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("本周五前", date(2026, 3, 13)),
        ("下周一前", date(2026, 3, 16)),
        ("本周内", date(2026, 3, 13)),
        ("周三前", date(2026, 3, 11)),
        ("明天下班前", date(2026, 3, 10)),
        ("月底前", date(2026, 3, 31)),
        ("本月底前", date(2026, 3, 31)),
        ("本月20日前", date(2026, 3, 20)),
        ("3月20日（星期五）下班前", date(2026, 3, 20)),
        ("3月20日17：00前", date(2026, 3, 20)),
        ("20日前", date(2026, 3, 20)),
        ("5日前", date(2026, 4, 5)),
        ("下个月10日前", date(2026, 4, 10)),
        ("国庆节前", date(2026, 9, 30)),
        ("五一前", date(2026, 4, 30)),
        ("六月三十日前", date(2026, 6, 30)),
        ("二〇二六年十月底前", date(2026, 10, 31)),
        ("印发后10日内", date(2026, 3, 19)),
        ("会后一周内", date(2026, 3, 16)),
        ("半个月内", date(2026, 3, 24)),
        ("收到通知后5日内", None),
    ],
)
def test_a_day_follows_from_the_day_of_the_document(words: str, day: date | None) -> None:
    due = only(f"市水利局{words}完成泵站检修。").deadline
    assert due
    assert due.text in words
    assert due.day == day


def test_working_days_and_the_eves_of_holidays_are_counted_by_the_almanac() -> None:
    text = "市水利局要在会后5个工作日内印发方案。"
    by_weekdays, by_table = only(text).deadline, only(text, almanac=ALMANAC).deadline
    assert by_weekdays
    assert by_table
    assert (by_weekdays.day, by_weekdays.note) == (date(2026, 3, 16), "weekdays")
    assert (by_table.day, by_table.note) == (date(2026, 3, 14), "counted")
    for words in ("清明前", "节前"):
        before = only(f"各县区要在{words}完成检查。", almanac=ALMANAC).deadline
        assert before
        assert before.day == date(2026, 4, 3)
    without = only("各县区要在清明前完成检查。").deadline
    assert without
    assert without.day is None


@pytest.mark.parametrize("words", ["2月30日前", "6月31日前", "2026年2月29日前"])
def test_a_day_that_does_not_exist_is_asked_about(words: str) -> None:
    draft = only(f"各县区要于{words}完成排查。")
    assert draft.deadline
    assert (draft.deadline.text, draft.deadline.code, draft.deadline.day) == (words, None, None)
    assert "due-impossible" in {reason.code for reason in draft.reasons}
    assert draft.confidence < 70


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("每月报送进展", "monthly"),
        ("每月25日前报送进展", "monthly"),
        ("按月通报进展", "monthly"),
        ("每季度末报送进展", "quarterly"),
        ("每半年通报一次", "half-yearly"),
        ("每半月调度一次", "P15D"),
        ("每10天调度一次", "P10D"),
        ("每两周调度一次", "P2W"),
        ("对进展实行周调度", "weekly"),
    ],
)
def test_a_rhythm_has_a_code(words: str, code: str) -> None:
    due = only(f"市督查室{words}。").deadline
    assert due
    assert due.code == code


def test_a_stage_dates_the_tasks_below_its_heading() -> None:
    text = (
        "三、实施步骤\n（一）动员部署（3月20日前）\n各乡镇要制定方案。\n"
        "（二）集中整治（3月21日—5月31日）。各乡镇要组织实施。\n"
        "（三）验收阶段（6月1日至10日）\n县住建局牵头组织验收，7月5日前通报结果。\n四、工作要求\n各乡镇要落实专人。\n"
    )
    found = [(d.deadline.code if d.deadline else None) for d in propose(text, issued=MONDAY)]
    assert found == ["2026-03-20", "2026-05-31", "2026-07-05", None]
