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
