"""The small language: what it reads, what it refuses and with which words, and that it computes exactly."""

from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.language import LONGEST, FormulaError, Trouble, read, unit_of
from bihuan.standings.rules.language.computing import compute, half_up
from bihuan.standings.rules.language.parsing import parse

NAMES = ("完成", "目标", "x", "逾期2")
INPUTS = {
    "完成": "万元",
    "目标": "万元",
    "逾期": "个",
    "天数": "天",
    "增幅": "%",
    "人均": "元/人",
    "人数": "人",
}


def value(text: str, **given: float) -> Fraction | None:
    numbers = {name: Fraction(str(number)) for name, number in given.items()}
    return read(text, dict.fromkeys(given, "")).value(numbers).value


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("1 + 2 × 3", 7),
        ("(1 + 2) × 3", 9),
        ("10 − 2 − 3", 5),
        ("12 / 2 / 3", 2),
        ("－２×－３", 6),
        ("（１＋２）÷３", 1),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("min(3, 1, 2) + max(3, 1, 2)", 4),
        ("sum(1, 2, 3) - abs(-4)", 2),
        ("floor(2.7) + ceil(2.1) + floor(-0.5)", 4),
        ("round(2.345, 2)", Fraction(235, 100)),
        ("round(-2.5, 0)", -3),
        ("if(2 > 1, 10, 1 / 0)", 10),
        ("if(1 ≥ 2, 1 / 0, 20)", 20),
        ("如果（1＝1，取大（1，2），合计（3，4））", 2),
        ("if(1 <> 1, 1, 2) + if(1 != 2, 10, 0) + if(1 == 1, 100, 0)", 112),
        ("3分 × 2", 6),
    ],
)
def test_a_formula_gives(text: str, gives: int | Fraction) -> None:
    assert value(text) == gives


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", 1, "ends too early"),
        ("1 +", 4, "ends too early"),
        ("1 2", 3, "sign such as + or × is missing"),
        ("1 + × 2", 5, "“*” stands where"),
        ("(1 + 2", 7, "opened at character 1"),
        ("1 + 2)", 6, "missing before “)”"),
        ("产值 × 2", 1, "no input “产值”. The inputs of this part are: 完成、目标"),
        ("完成 > 目标", 4, "only at the beginning of if"),
        ("if(完成, 1, 2)", 6, "begins with a comparison"),
        ("max(完成 > 1, 2)", 8, "is not closed here"),
        ("round(1, 7)", 10, "from 0 to 6"),
        ("round(1, 目标)", 10, "from 0 to 6"),
        ("round(1)", 1, "it takes 2 to 2"),
        ("if(1 > 2, 1)", 1, "it takes 3 to 3"),
        ("min()", 5, "stands where"),
        ("min × 2", 5, "is followed by parentheses"),
        ("1,000", 3, "Write thousands without a comma"),
        ("min(1,000)", 7, "does not begin with nought"),
        ("1.2345678", 1, "6 places"),
        ("1234567890123456", 1, "15 digits"),
        ("5 $", 3, "“$” means nothing"),
        ("__import__(x)", 1, "no input “__import__”"),
        ("完成.real", 3, "“.” means nothing"),
        ("1e5", 2, "missing before “e5”"),
        ("2 ** 3", 4, "stands where"),
        ("(" * 30 + "1" + ")" * 30, 21, "more than 20 parentheses"),
        ("−" * 30 + "1", 21, "more than 20"),
        ("1+" * 300 + "1", LONGEST + 1, "at most 500 characters"),
        ("完成 + 逾期", 6, "“万元” and “个” cannot be added"),
        ("min(天数, 逾期)", 9, "“天” and “个”"),
        ("if(完成 > 天数, 1, 2)", 9, "“万元” and “天”"),
        ("if(天数 > 1, 完成, 天数)", 16, "“万元” and “天”"),
        ("完成 ÷ 目标 + 增幅", 11, "a plain number or points and “%”"),
        ("人均 × 人数 + 完成", 11, "“元” and “万元”"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, at: int, words: str) -> None:
    with translation.override("en"), pytest.raises(FormulaError) as refused:
        read(text, INPUTS)
    assert (refused.value.at, words in str(refused.value)) == (at, True), str(refused.value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("完成 ÷ 目标 × 20", ""),
        ("完成 ÷ 目标 × 100%", "%"),
        ("100 − 0.1 × 逾期", "个"),
        ("100 − 0.1分/个 × 逾期 − 0.5分/天 × 天数", ""),
        ("完成 ÷ 目标 × 20 − 0.1分/个 × 逾期", ""),
        ("增幅 − 5", "%"),
        ("(增幅 − 5%) × 2分/%", ""),
        ("人均 × 人数", "元"),
        ("完成 ÷ 人数", "万元/人"),
        ("1 ÷ 人数", "1/人"),
        ("round(天数 ÷ 2, 1)", "天"),
        ("if(天数 > 30, 0, 5)", ""),
        ("max(增幅, 0) × 天数", "%·天"),
    ],
)
def test_units_cancel_and_a_bare_number_goes_with_its_neighbour(text: str, unit: str) -> None:
    assert read(text, INPUTS).unit == unit_of(unit)


@pytest.mark.parametrize("text", ["完成", "完成 ÷ 目标 × 100%", "100 − 逾期"])
def test_points_are_wanted_where_points_are_given(text: str) -> None:
    with pytest.raises(FormulaError):
        read(text, INPUTS, gives_points=True)
    assert read(text, INPUTS).unit.powers


@pytest.mark.parametrize("name", ["分", "个", "min", "如果", "a b", "", "1", "x+1", "％", "x１", " x"])
def test_an_input_is_one_word_that_means_nothing_else(name: str) -> None:
    with pytest.raises(Invalid):
        read("1", {name: "个"})


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("完成 ÷ 目标", Trouble.DIVIDED_BY_NOUGHT),
        ("逾期2", Trouble.MISSING),
        ("x × x × x", Trouble.TOO_LARGE),
        ("if(1 > 2, x, 1 ÷ (1 − 1))", Trouble.DIVIDED_BY_NOUGHT),
    ],
)
def test_where_there_is_no_number_the_trouble_has_a_name(text: str, trouble: Trouble) -> None:
    answer = compute(parse(text, NAMES), {"完成": Fraction(1), "目标": Fraction(), "x": Fraction(10**9)})
    assert (answer.value, answer.trouble) == (None, trouble)


@given(some.fractions(-1000, 1000), some.integers(0, 6))
def test_halves_go_away_from_nought(value: Fraction, places: int) -> None:
    rounded, half = half_up(value, places), Fraction(1, 2 * 10**places)
    assert abs(rounded - value) <= half
    assert (rounded * 10**places).denominator == 1
    assert half_up(-value, places) == -rounded
