"""Numbers become points exactly as printed: every method by hand, rounding, caps, ties, what is missing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.entries import Entries, Given, Group, entries_of
from bihuan.standings.rules.language import FormulaError, Trouble
from bihuan.standings.rules.methods import (
    NONE,
    ByFormula,
    Cause,
    Completion,
    Efficacy,
    GrowthAndTotal,
    Input,
    Method,
    Place,
    Tally,
    Way,
)
from bihuan.standings.rules.presets import ANON_CITY_2024, DISTRICT_100, PRESETS, SHIJIAZHUANG
from bihuan.standings.rules.records import read_scheme, write_scheme
from bihuan.standings.rules.schemes import Lacking, Part, Scheme, checked, reweigh
from bihuan.standings.rules.scoring import Sheet, score


def number(text: str | int) -> Fraction:
    return Fraction(str(text))


def table(method: Method, weight: str, rows: dict[int, dict[str, str]], **said: object) -> Sheet:
    """A scheme of one part, scored."""
    scheme = Scheme("办法", (Part("p", "一项", number(weight), method),), **said)
    return score(entries_of("组", {u: {"p": numbers(row)} for u, row in rows.items()}), scheme)


def numbers(row: dict[str, str]) -> dict[str, Given]:
    return {name: Given(number(text)) for name, text in row.items()}


def points(sheet: Sheet) -> dict[int, str]:
    return {line.unit: str(float(line.total)) for line in sheet.ranked}


VALUES = {1: {"value": "10"}, 2: {"value": "13"}, 3: {"value": "20"}}


@pytest.mark.parametrize(
    ("method", "weight", "rows", "gives"),
    [
        (Efficacy(Way.WEIGHT), "30", VALUES, {1: "18.0", 2: "21.6", 3: "30.0"}),
        (Efficacy(Way.HUNDRED), "30", VALUES, {1: "18.0", 2: "21.6", 3: "30.0"}),
        (Efficacy(is_inverse=True), "30", VALUES, {1: "30.0", 2: "26.4", 3: "18.0"}),
        (Efficacy(), "8", {1: {"value": "7"}, 2: {"value": "7"}}, {1: "8.0", 2: "8.0"}),
        (Efficacy(), "8", {1: {"value": "-3.6"}}, {1: "8.0"}),
        (
            Completion(),
            "20",
            {
                1: {"actual": "3", "target": "4"},
                2: {"actual": "9", "target": "4"},
                3: {"actual": "-1", "target": "4"},
            },
            {1: "15.0", 2: "20.0", 3: "0.0"},
        ),
        (Completion(number("1.2")), "20", {1: {"actual": "9", "target": "4"}}, {1: "24.0"}),
        (Completion(), "10", {1: {"actual": "1", "target": "3"}}, {1: "3.33"}),
        (Completion(), "10", {1: {"actual": "1", "target": "800"}}, {1: "0.01"}),
        (Completion(), "10", {1: {"actual": "1", "target": "2000"}}, {1: "0.01"}),
        (Completion(), "10", {1: {"actual": "1", "target": "2001"}}, {1: "0.0"}),
        (Place(1, number("0.5")), "5", VALUES, {3: "5.0", 2: "4.5", 1: "4.0"}),
        (Place(2, number(3), number(1)), "5", VALUES, {3: "5.0", 2: "5.0", 1: "2.0"}),
        (Place(1, number(3), number(1), is_inverse=True), "5", VALUES, {1: "5.0", 2: "2.0", 3: "1.0"}),
        (
            GrowthAndTotal(number("0.4")),
            "10",
            {1: {"growth": "8", "total": "100"}, 2: {"growth": "4", "total": "300"}},
            {2: "8.4", 1: "7.6"},
        ),
        (
            Tally(
                number(100), (Cause("late", "逾期", number(-5)), Cause("poor", "差", number(-10), number(20)))
            ),
            "100",
            {1: {"late": "2"}, 2: {"poor": "3"}, 3: {"late": "30"}, 4: {}},
            {4: "100.0", 1: "90.0", 2: "80.0", 3: "0.0"},
        ),
        (
            Tally(NONE, (Cause("visits", "考察", number("0.5"), number(3)), Cause("top", "强", number(10)))),
            "12",
            {1: {"visits": "9"}, 2: {"visits": "3", "top": "1"}, 3: {"top": "2"}},
            {3: "12.0", 2: "11.5", 1: "3.0"},
        ),
        (
            ByFormula("if(a ≥ 100, 3, if(a ≥ 50, 2, 0))", (Input("a", "件"),)),
            "3",
            {1: {"a": "49"}, 2: {"a": "50"}, 3: {"a": "100"}},
            {3: "3.0", 2: "2.0", 1: "0.0"},
        ),
        (ByFormula("a × 2", (Input("a"),)), "3", {1: {"a": "5"}, 2: {"a": "-5"}}, {1: "3.0", 2: "0.0"}),
    ],
)
def test_points_are_given(
    method: Method, weight: str, rows: dict[int, dict[str, str]], gives: dict[int, str]
) -> None:
    assert points(table(method, weight, rows)) == gives


def test_the_two_ways_of_the_efficacy_coefficient_differ_only_by_where_they_round() -> None:
    rows = {1: {"value": "0"}, 2: {"value": "35"}, 3: {"value": "41"}}
    one, other = (points(table(Efficacy(way), "10", rows)) for way in Way)
    assert (one[2], other[2]) == ("9.42", "9.41")


def test_halves_are_rounded_up_in_decimals_and_not_as_floats_would() -> None:
    half = table(Completion(), "2.675", {1: {"actual": "1", "target": "1"}})
    assert points(half) == {1: "2.68"}
    assert round(2.675, 2) == 2.67


def test_equal_totals_share_the_better_place() -> None:
    rows = {unit: {"value": value} for unit, value in enumerate("5752", 1)}
    places = {line.unit: line.place for line in table(Efficacy(), "10", rows).lines}
    assert places == {2: 1, 1: 2, 3: 2, 4: 4}


TROUBLES = {
    "nothing went in": ({}, Completion(), Trouble.MISSING),
    "an input is missing": ({"p": {"actual": Given(NONE)}}, Completion(), Trouble.MISSING),
    "the target is nought": (
        {"p": {"actual": Given(Fraction(3)), "target": Given(NONE)}},
        Completion(),
        Trouble.NO_TARGET,
    ),
    "a share of 29": ({"p": {"value": Given.share(29, 29)}}, Efficacy(), Trouble.FEW),
    "divided by nought": (
        {"p": {"a": Given(NONE)}},
        ByFormula("1 ÷ a", (Input("a"),)),
        Trouble.DIVIDED_BY_NOUGHT,
    ),
}


@pytest.mark.parametrize("case", TROUBLES)
def test_without_points_a_unit_is_listed_and_has_no_place(case: str) -> None:
    row, method, trouble = TROUBLES[case]
    scheme = Scheme("办法", (Part("p", "一项", Fraction(10), method),))
    sheet = score(entries_of("组", {1: row}), scheme)
    [line] = sheet.unranked
    assert (line.total, line.place, line.lacking, line.cells["p"].trouble) == (None, None, ("p",), trouble)


def test_what_is_missing_moves_neither_the_worst_nor_the_best() -> None:
    rows = {1: {"p": numbers({"value": "1"})}, 2: {"p": numbers({"value": "3"})}, 3: {}}
    rows[4] = {"p": {"value": Given.share(1, 29)}}
    sheet = score(
        entries_of("组", rows, others=[5]), Scheme("办法", (Part("p", "项", Fraction(10), Efficacy()),))
    )
    assert points(sheet) == {2: "10.0", 1: "6.0"}
    assert [line.unit for line in sheet.unranked] == [3, 4, 5]


def two_parts(lacking: Lacking) -> Sheet:
    parts = (Part("a", "甲", Fraction(60), Completion()), Part("b", "乙", Fraction(40), Completion()))
    half = numbers({"actual": "1", "target": "2"})
    whole = numbers({"actual": "2", "target": "2"})
    rows = {1: {"a": half, "b": whole}, 2: {"a": whole}}
    return score(entries_of("组", rows), Scheme("办法", parts, lacking=lacking))


def test_a_missing_part_leaves_a_unit_without_place_or_spreads_its_weight() -> None:
    assert points(two_parts(Lacking.LIST)) == {1: "70.0"}
    assert points(two_parts(Lacking.SPREAD)) == {2: "100.0", 1: "70.0"}


def test_bonuses_add_up_to_their_most_and_are_missed_by_nobody() -> None:
    bonus = [
        Part(code, code, Fraction(6), ByFormula("x", (Input("x"),)), is_bonus=True) for code in ("b", "c")
    ]
    parts = (Part("a", "甲", Fraction(60), Completion()), *bonus)
    plain = {"a": numbers({"actual": "1", "target": "2"})}
    rows = {1: plain, 2: plain | {"b": numbers({"x": "5"}), "c": numbers({"x": "5"})}}
    scheme = Scheme("办法", parts, most_bonus=Fraction(8))
    assert (scheme.full, points(score(entries_of("组", rows), scheme))) == (60, {2: "38.0", 1: "30.0"})


def test_only_units_of_a_group_are_compared() -> None:
    with pytest.raises(Invalid):
        Entries(Group("县区", frozenset({1, 2})), {3: {}})


@pytest.mark.parametrize(
    "scheme",
    [
        Scheme("无", ()),
        Scheme("重", (Part("a", "甲", Fraction(1), Completion()),) * 2),
        Scheme("零", (Part("a", "甲", Fraction(0), Completion()),)),
        Scheme("封顶", (Part("a", "甲", Fraction(1), Completion(Fraction(0))),)),
        Scheme("名次", (Part("a", "甲", Fraction(1), Place(0, Fraction(1))),)),
        Scheme("比重", (Part("a", "甲", Fraction(1), GrowthAndTotal(Fraction(1))),)),
        Scheme("事由", (Part("a", "甲", Fraction(1), Tally(NONE, ())),)),
        Scheme("没用", (Part("a", "甲", Fraction(1), ByFormula("1", (Input("x"),))),)),
        Scheme("单位", (Part("a", "甲", Fraction(1), ByFormula("x", (Input("x", "个"),))),)),
    ],
    ids=lambda scheme: scheme.name,
)
def test_a_scheme_that_cannot_be_scored_by_is_refused(scheme: Scheme) -> None:
    with pytest.raises(Invalid):
        checked(scheme)


def test_a_formula_that_cannot_be_read_is_refused_with_its_place() -> None:
    part = Part("a", "甲", Fraction(1), ByFormula("x +", (Input("x"),)))
    with pytest.raises(FormulaError):
        checked(Scheme("公式", (part,)))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.code)
def test_a_preset_can_be_scored_by_and_kept(preset: object) -> None:
    assert read_scheme(write_scheme(checked(preset.scheme))) == preset.scheme
    assert all(part.formula and part.inputs for part in preset.scheme.parts)


@pytest.mark.parametrize(
    "broken", [{}, {"parts": 3}, {"lacking": "maybe"}, {"places": "x"}, {"most_bonus": "1/0"}]
)
def test_what_is_no_scheme_is_refused(broken: dict[str, object]) -> None:
    record = write_scheme(DISTRICT_100.scheme) | broken
    if not broken:
        record.pop("parts")
    with pytest.raises(Invalid):
        read_scheme(record)


def test_the_deductions_of_a_unit_with_few_kinds_of_work_are_doubled() -> None:
    rows = {1: {"duty": numbers({"no_plan": "1", "empty": "1"})}}
    rows[2] = {"duty": numbers({"no_plan": "1", "empty": "1", "times": "2"})}
    assert points(score(entries_of("组", rows), DISTRICT_100.scheme)) == {1: "65.0", 2: "50.0"}


def test_shijiazhuang_adds_for_volume_what_it_says() -> None:
    rows = {
        unit: {"duty": numbers({"late": "1"}), "volume": numbers({"承办件数": count})}
        for unit, count in enumerate(["49", "50", "99", "100"], 1)
    }
    sheet = score(entries_of("组", rows), SHIJIAZHUANG.scheme)
    assert points(sheet) == {4: "98.0", 2: "97.0", 3: "97.0", 1: "95.0"}


def test_the_city_of_2024_takes_points_for_late_and_false_projects() -> None:
    given = {
        "签约数": "8",
        "签约目标": "10",
        "协议额": "60",
        "协议额目标": "50",
        "超期未开工": "2",
        "虚假项目": "1",
    }
    sheet = score(entries_of("组", {1: {"signing": numbers(given)}}), ANON_CITY_2024.scheme)
    assert points(sheet) == {1: "0.6"}


def test_other_weights_can_be_tried() -> None:
    scheme = two_parts(Lacking.LIST).scheme
    assert [part.weight for part in reweigh(scheme, {"b": Fraction(10)}).parts] == [60, 10]
    for wrong in ({"z": Fraction(1)}, {"a": Fraction(0)}):
        with pytest.raises(Invalid):
            reweigh(scheme, wrong)


@given(
    some.lists(some.fractions(-1000, 1000, max_denominator=1000), min_size=1, max_size=12), some.booleans()
)
def test_the_efficacy_coefficient_gives_six_tenths_to_the_whole(
    values: list[Fraction], is_inverse: bool
) -> None:
    rows = {unit: {"p": {"value": Given(value)}} for unit, value in enumerate(values)}
    part = Part("p", "项", Fraction(50), Efficacy(is_inverse=is_inverse))
    totals = [line.total for line in score(entries_of("组", rows), Scheme("办法", (part,))).lines]
    assert max(totals) == 50
    assert min(totals) == (30 if len(set(values)) > 1 else 50)
