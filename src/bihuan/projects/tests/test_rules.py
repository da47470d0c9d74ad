from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.projects.models import Approval
from bihuan.projects.rules.months import COLUMNS, Entry, Past, judge
from bihuan.projects.rules.nodes import DEFAULT, kinds_of
from bihuan.projects.tests.makers import WAN, entry

PAST = Past(
    total=10_000 * WAN, before=2_000 * WAN, year=400 * WAN, percent=20, progress="基础完成", usual=200 * WAN
)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (entry(200, 25, "主体二层"), []),
        (entry(-50, 20, "基础完成"), ["negative"]),
        (entry(-50, 20, "基础完成", reason="冲减上月多报"), []),
        (entry(-500, 25, "主体二层", reason="冲减"), ["below_zero"]),
        (entry(9_000, 25, "主体二层"), ["above_total"]),
        (entry(7_500, 25, "主体二层"), []),
        (entry(2_000_000, 25, "主体二层"), ["above_total", "jump"]),
        (Entry({"city": 200 * WAN // 10_000}, 25, "主体二层"), ["jump"]),
        (entry(200, 25, "主体二层", said_year=600 * WAN), []),
        (entry(200, 25, "主体二层", said_year=300 * WAN), ["falls"]),
        (entry(200, 25, "主体二层", said_year=700 * WAN), ["sum"]),
        (entry(200, 15, "主体二层"), ["back"]),
        (entry(200, 15, "主体二层", reason="上月误填"), []),
        (entry(200, 20, "基础完成"), ["stands"]),
        (entry(0, 25, "主体二层"), ["unpaid"]),
        (entry(200, 101, "主体二层"), ["percent"]),
        (entry(200, 25, " "), ["empty"]),
        (entry(0, 20, "基础完成"), []),
    ],
)
def test_each_cell_of_a_month_is_judged(said: Entry, codes: list[str]) -> None:
    assert [fault.code for fault in judge(said, PAST)] == codes


@pytest.mark.parametrize(
    ("done", "later", "later_year", "codes"),
    [
        (7_500, 600, 600, ["above_total"]),
        (7_500, 500, 500, []),
        # Later months take back what an earlier one said; what it says must still bear that.
        (200, -2_300, 0, ["below_zero"]),
        (200, -700, -700, ["below_zero"]),
        (200, -600, -600, []),
        (9_000, -2_000, -2_000, ["above_total"]),
    ],
)
def test_a_month_counts_with_those_after_it(done: int, later: int, later_year: int, codes: list[str]) -> None:
    past = replace(PAST, later=later * WAN, later_year=later_year * WAN)
    assert [fault.code for fault in judge(entry(done, 25, "主体二层"), past)] == codes


@given(st.integers(-(10**12), 10**12), st.integers(-5, 120), st.text(max_size=5))
def test_a_reason_never_makes_a_month_worse(done: int, percent: int, reason: str) -> None:
    amounts = {**dict.fromkeys(COLUMNS, 0), "own": done}
    without = judge(Entry(amounts, percent, "施工"), PAST)
    with_one = judge(Entry(amounts, percent, "施工", reason=reason), PAST)
    assert set(with_one) <= set(without)


def test_every_kind_of_approval_passes_some_nodes_in_order() -> None:
    assert len(DEFAULT) == 20
    for kind in Approval.values:
        assert sum(kind in kinds.split() for _name, kinds, _factor, _months in DEFAULT) >= 14
    assert kinds_of("record approve") == "approve record"
    with pytest.raises(ValueError, match="other"):
        kinds_of("other")
