import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.money import LARGEST, WAN, YI, NoMoney, in_unit, parse, share


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12", 12 * WAN),
        ("1,234.56", 123_456 * WAN // 100),
        ("１２．５", 125 * WAN // 10),
        ("3.5亿", 35 * YI // 10),
        ("800 万元", 800 * WAN),
        ("0.01元", 1),
        ("-20", -20 * WAN),
        (".5", WAN // 2),
        ("0", 0),
    ],
)
def test_what_people_write_is_read_exactly(text: str, fen: int) -> None:
    assert parse(text) == fen


@pytest.mark.parametrize(
    "text", ["", ".", "-", "约12", "1,23", "12万吨", "0.0000001", "1e5", "NaN", "1" * 30]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NoMoney):
        parse(text)


@given(st.integers(-LARGEST, LARGEST))
def test_an_amount_comes_back_as_it_went(fen: int) -> None:
    assert parse(in_unit(fen)) == fen


def test_rounding_is_half_up_and_only_on_the_way_out() -> None:
    assert in_unit(WAN // 2, WAN, 0) == "1"
    assert in_unit(123_456_789, WAN, 2) == "123.46"
    assert str(share(1, 3)) == "33.3"
    assert share(1, 0) is None
