from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.projects.models import Approval
from bihuan.projects.rules.codes import BadCode, read_company_code, read_project_code
from bihuan.projects.rules.months import COLUMNS, Entry, Past, judge
from bihuan.projects.rules.nodes import DEFAULT, kinds_of
from bihuan.projects.tests.makers import WAN, entry

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("2308-340400-04-01-123456", 2023, 8),
        ("２３０８－３４０４００－０４－０１－１２３４５６", 2023, 8),
        ("2308—340400—04—01—123456", 2023, 8),
        ("230834040004 01123456", 2023, 8),
        ("2019-340400-48-03-000001", 2019, 0),
    ],
)
def test_a_project_code_is_read_in_every_writing(text: str, year: int, month: int) -> None:
    code = read_project_code(text, TODAY)
    assert (code.year, code.month) == (year, month)
    assert len(code.text) == 24


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "shape"),
        ("2308-340400-04-01-12345", "shape"),
        ("2313-340400-04-01-123456", "month"),
        ("2604-340400-04-01-123456", "future"),
        ("2308-990400-04-01-123456", "region"),
        ("abcd-340400-04-01-123456", "shape"),
    ],
)
def test_a_code_that_cannot_be_one_is_refused_for_its_reason(text: str, reason: str) -> None:
    with pytest.raises(BadCode, match=reason):
        read_project_code(text, TODAY)


@given(st.integers(0, 9))
def test_no_code_is_refused_for_its_check_digit(digit: int) -> None:
    assert read_project_code(f"2308-340400-04-01-12345{digit}", TODAY).check == str(digit)


def test_a_company_code_is_held_to_its_check_sign() -> None:
    assert read_company_code(" 91110000600037341l ".upper()) == "91110000600037341L"
    with pytest.raises(BadCode, match="check"):
        read_company_code("91110000600037341X")
    with pytest.raises(BadCode, match="shape"):
        read_company_code("12345")


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
