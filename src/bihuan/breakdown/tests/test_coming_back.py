"""A table is printed, comes in again with changes on either side, and is taken back."""

import json
from datetime import timedelta

import pytest

from bihuan.breakdown import actions
from bihuan.breakdown.queries.checking import Checker
from bihuan.breakdown.tests.makers import (
    HUAINAN,
    back,
    confirm,
    faults,
    printed,
    rows_of,
    take,
)
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict
from bihuan.supervision import actions as supervision
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.queries.filters import Filters
from bihuan.supervision.queries.lists import item_list
from bihuan.supervision.tests.makers import MONDAY, Cast

pytestmark = pytest.mark.django_db
pytestmark = pytest.mark.django_db


def test_a_table_comes_back_with_changes_and_doubles_nothing(cast: Cast) -> None:
    breakdown = take(cast.office)
    confirm(breakdown, cast, dispatch=False)
    cells = printed(breakdown, cast)
    assert cells[0] == ["序号", "主要任务", "牵头单位", "落实情况", "系统编号"]
    cells[1][1] = "全年地区生产总值增长6%左右"
    cells[2][2] = "市财政局"
    outcome = confirm(back(cast, cells), cast)
    assert (outcome.made, outcome.unchanged) == ([], 1)
    assert outcome.changed[0].requirement == "全年地区生产总值增长6%左右"
    live = outcome.changed[1].assignments.exclude(status="released")
    assert [part.unit.short_name for part in live] == ["市财政局"]
    assert SupervisionItem.objects.count() == 3
    assert list(differences()) == []
    found = item_list(cast.office, Filters(group="all", phrase="增长6%"), MONDAY.date(), "")
    assert len(found.rows) == 1


def test_what_both_sides_have_changed_is_asked_and_each_answer_is_kept(cast: Cast) -> None:
    breakdown = take(cast.office)
    confirm(breakdown, cast, dispatch=False)
    first, second = printed(breakdown, cast), printed(breakdown, cast)
    first[1][1] = "全年地区生产总值增长6%左右"
    confirm(back(cast, first), cast)
    second[1][1] = "全年地区生产总值增长7%左右"
    for side, requirement in (
        ("system", "全年地区生产总值增长6%左右"),
        ("file", "全年地区生产总值增长7%左右"),
    ):
        again = back(cast, second)
        assert faults(again) == ["第2行“主要任务”：打印以后，系统里的内容也改过。"]
        row = rows_of(again)[0]
        [found] = next(Checker(again, [row], MONDAY.date()).all()).comparison.differences
        assert (found.base, found.system) == ("全年地区生产总值增长5.5%左右", "全年地区生产总值增长6%左右")
        actions.pick(row=row, column=1, side=side, by=cast.office, at=MONDAY)
        confirm(again, cast)
        assert SupervisionItem.objects.earliest("id").requirement == requirement


def test_what_only_the_system_has_changed_stays(cast: Cast) -> None:
    breakdown = take(cast.office)
    confirm(breakdown, cast, dispatch=False)
    old, new = printed(breakdown, cast), printed(breakdown, cast)
    new[1][1] = "全年地区生产总值增长6%左右"
    confirm(back(cast, new), cast)
    outcome = confirm(back(cast, old), cast)
    assert (len(outcome.changed), outcome.unchanged) == (0, 3)


def test_a_number_that_stands_twice_or_is_unknown_is_asked_about(cast: Cast) -> None:
    breakdown = take(cast.office)
    confirm(breakdown, cast, dispatch=False)
    cells = printed(breakdown, cast)
    first, second = cells[1][4], cells[2][4]
    cells[2][1], cells[2][4] = "改造老旧小区150个", first
    cells[3][1], cells[3][4] = "新建高标准农田30万亩", "督〔2020〕9号#1"
    again = back(cast, cells)
    assert faults(again) == [
        "第3行“主要任务”：与已有的督〔2026〕1号编号或内容相同。",
        "第4行“系统编号”：“督〔2020〕9号#1”不是已有事项，如果是新任务，清空这一格。",
    ]
    rows = rows_of(again)
    said = {"column": 4, "by": cast.office, "at": MONDAY}
    actions.mend_cell(row=rows[1], text=second, **said)
    actions.mend_cell(row=rows[2], text="", **said)
    outcome = confirm(again, cast)
    assert (len(outcome.made), outcome.unchanged) == (1, 1)
    assert [item.requirement for item in outcome.changed] == ["改造老旧小区150个"]


def test_units_of_a_dispatched_matter_are_not_changed_by_a_table(cast: Cast) -> None:
    breakdown = take(cast.office)
    confirm(breakdown, cast)
    cells = printed(breakdown, cast)
    cells[2][2] = "市财政局"
    again = back(cast, cells)
    assert faults(again) == ["第3行“牵头单位”：事项已交办，不能用任务表改这一格。"]
    actions.pick(row=rows_of(again)[1], column=2, side="system", by=cast.office, at=MONDAY)
    assert confirm(again, cast).unchanged == 3


def test_a_row_that_says_the_same_as_a_matter_is_asked_about_and_never_merged_silently(cast: Cast) -> None:
    confirm(take(cast.office), cast)
    again = take(cast.office)
    assert faults(again)[0] == "第4行“主要任务”：与已有的督〔2026〕1号编号或内容相同。"
    with pytest.raises(Conflict):
        confirm(again, cast)
    actions.choose_twin(row=rows_of(again)[0], is_same=False, by=cast.office, at=MONDAY)
    actions.choose_twins(breakdown=again, is_same=True, by=cast.office, at=MONDAY)
    outcome = confirm(again, cast)
    assert (len(outcome.made), outcome.unchanged) == (1, 2)
    assert SupervisionItem.objects.count() == 4


def test_undo_takes_back_what_nobody_has_touched_and_names_the_rest(cast: Cast) -> None:
    breakdown = take(cast.office)
    made = confirm(breakdown, cast).made
    supervision.urge(item=made[0], by=cast.office, at=MONDAY, text="抓紧。")
    undone = actions.undo(breakdown=breakdown, by=cast.office, at=MONDAY + timedelta(hours=23))
    assert [item.pk for item in undone.kept] == [made[0].pk]
    assert [item.status for item in undone.withdrawn] == [Status.CANCELLED] * 2
    event = Event.objects.about("supervision.supervisionitem", made[1].pk).get(verb="item.cancel")
    assert "任务表“2026年市政府工作报告重点任务分解表”已撤回" in json.loads(event.payload.content)["reason"]
    assert list(differences()) == []
    assert confirm(take(cast.office, HUAINAN[:2] + HUAINAN[4:5]), cast).made[0].number == "督〔2026〕4号"
    with pytest.raises(Conflict):
        actions.undo(breakdown=breakdown, by=cast.office, at=MONDAY)


def test_undo_is_possible_for_a_day_only(cast: Cast) -> None:
    breakdown = take(cast.office)
    confirm(breakdown, cast)
    with pytest.raises(Conflict, match="24"):
        actions.undo(breakdown=breakdown, by=cast.office, at=MONDAY + timedelta(hours=25))
