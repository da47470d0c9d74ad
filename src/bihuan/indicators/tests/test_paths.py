"""The path of an indicator through a year, from numbers alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.indicators.rules.lines import Assumption, Course, Nature
from bihuan.indicators.rules.paths import Aim, Basis, Known, Path, path

YEAR = 2026
GROWTH = Nature(Course.AVERAGES, months=tuple(range(2, 13)), slack=10, least=5_000)
MONEY = Nature(Course.ADDS, step=100)
ACTUAL = {2: 58, 3: 61, 4: 59, 5: 56, 6: 55, 7: 53, 8: 52, 9: 51}
PROVINCE = {2: 60, 3: 62, 4: 63, 5: 62, 6: 63, 7: 62, 8: 63, 9: 63}


def of(year: int, tenths: dict[int, int]) -> dict[tuple[int, int], int]:
    return {(year, month): number * 1_000 for month, number in tenths.items()}


def past(*years: tuple[int, int], month: int = 9) -> dict[tuple[int, int], int]:
    """Past years with a number for one month and for December, in tenths."""
    found: dict[tuple[int, int], int] = {}
    for back, (then, end) in enumerate(years, start=1):
        found |= of(YEAR - back, {month: then, 12: end})
    return found


FOUR = past((60, 58), (50, 51), (70, 68), (55, 56))


def drawn(aim: Aim | None, nature: Nature = GROWTH, **known: object) -> Path:
    return path(nature, aim, Known(**{"own": of(YEAR, ACTUAL) | FOUR, **known}), YEAR)  # type: ignore[arg-type]


def test_growth_is_held_against_its_target_all_year() -> None:
    found = drawn(Aim("linear", 65_000), province=of(YEAR, PROVINCE))
    assert (found.basis, found.gap, found.behind, found.state) == (Basis.FLAT, -14_000, -12_000, "red")
    assert found.now is not None
    assert found.now.month == 9
    assert {point.line for point in found.points} == {65_000}
    assert found.pace is not None
    assert (found.pace.number, found.pace.assumption) == (107_000, Assumption.EVEN)
    assert found.chance is not None
    assert found.chance < 0.05


def test_months_to_come_have_an_outlook_and_past_ones_have_none() -> None:
    found = drawn(Aim("linear", 65_000))
    assert [point.month for point in found.points if point.likely] == [12]  # the only month past years have
    assert found.last is not None
    assert found.last.likely is not None
    assert found.last.likely.errors == 4


def test_fewer_than_four_past_years_name_no_chance() -> None:
    found = drawn(Aim("linear", 65_000), own=of(YEAR, ACTUAL) | past((60, 58), (50, 51), (70, 68)))
    assert found.chance is None
    assert found.last is not None
    assert found.last.likely is None
    assert found.gap == -14_000


def test_money_without_two_whole_past_years_rises_evenly_and_says_so() -> None:
    own = {(YEAR, 6): 600_000}
    found = path(MONEY, Aim("seasonal", 1_200_000), Known(own), YEAR)
    assert (found.basis, found.gap, found.state) == (Basis.NO_SHAPE, 0, "grn")
    for year in (YEAR - 1, YEAR - 2):
        own |= {(year, month): month**2 * 10_000 for month in range(1, 13)}
    found = path(MONEY, Aim("seasonal", 1_200_000), Known(own), YEAR)
    assert (found.basis, found.gap) == (Basis.SHAPE, 300_000)


def test_a_target_above_the_province_moves_with_it() -> None:
    province = of(YEAR, PROVINCE) | past((63, 62), (55, 55), (69, 70), (54, 56))
    found = drawn(Aim("province", 2_000), province=province)
    assert (found.basis, found.goal, found.gap) == (Basis.PROVINCE, 65_000, -14_000)
    assert found.chance is not None
    without = drawn(Aim("province", 2_000))
    assert (without.basis, without.goal, without.gap, without.state) == (None, None, None, "gry")


def test_a_place_is_asked_of_by_the_number_of_whoever_holds_it() -> None:
    others = {
        1: of(YEAR, {9: 64}) | past((65, 64), (56, 56), (60, 61), (58, 58)),
        2: of(YEAR, {9: 58}) | past((63, 62), (55, 55), (69, 70), (54, 56)),
    }
    found = drawn(Aim("rank", 2), others=others)
    assert (found.basis, found.goal, found.gap, found.state) == (Basis.PLACE, 58_000, -7_000, "red")
    assert found.standing is not None
    assert (found.standing.place, found.standing.above) == (3, (2,))
    assert found.gain is not None
    assert found.gain.goal == 59_000
    assert found.chance is not None
    # Who holds the place himself is on his line.
    assert drawn(Aim("rank", 3), others=others).gap == 0


def test_who_has_no_number_for_the_month_is_not_compared() -> None:
    found = drawn(None, others={1: of(YEAR, {9: 64}), 2: of(YEAR, {8: 58})})
    assert found.standing is not None
    assert (found.standing.place, found.standing.of, found.missing) == (2, 2, (2,))


def test_nothing_is_asked_before_the_first_named_month() -> None:
    found = drawn(Aim("nodes", 65_000, {10: 60_000}))
    assert (found.goal, found.gap, found.state) == (65_000, None, "gry")
    assert found.pace is not None


def test_words_alone_make_no_line() -> None:
    for aim in (None, Aim("linear", None), Aim("province", None), Aim("rank", None)):
        found = drawn(aim)
        assert (found.basis, found.goal, found.pace, found.chance, found.state) == (
            None,
            None,
            None,
            None,
            "gry",
        )


def test_a_year_without_a_number_is_not_judged() -> None:
    found = path(GROWTH, Aim("linear", 65_000), Known({}), YEAR)
    assert (found.now, found.gap, found.state, found.pace) == (None, None, "gry", None)
    assert found.goal == 65_000


def test_a_year_that_is_over_has_a_gap_and_no_chance() -> None:
    found = drawn(Aim("linear", 65_000), own=of(YEAR, {**ACTUAL, 12: 52}) | FOUR)
    assert (found.gap, found.pace, found.chance, found.gain) == (-13_000, None, None, None)


def test_quarters_are_drawn_by_quarters() -> None:
    quarters = Nature(Course.AVERAGES, months=(3, 6, 9, 12))
    found = drawn(Aim("linear", 65_000), nature=quarters)
    assert [point.month for point in found.points] == [3, 6, 9, 12]
    assert found.pace is not None
    assert found.pace.left == 1


@given(
    st.sampled_from(Course),
    st.booleans(),
    st.dictionaries(st.integers(1, 12), st.integers(1, 10**6), min_size=1),
    st.integers(1, 10**6),
)
def test_a_number_that_is_better_never_has_a_worse_light(
    course: Course, is_up: bool, actual: dict[int, int], goal: int
) -> None:
    nature = Nature(course, is_up)
    own = {(YEAR, month): number for month, number in actual.items()}
    found = path(nature, Aim("linear", goal), Known(own), YEAR)
    key = (YEAR, max(actual))
    better = path(nature, Aim("linear", goal), Known({**own, key: own[key] + (10 if is_up else -10)}), YEAR)
    order = ["red", "amb", "grn"]
    assert order.index(better.state) >= order.index(found.state)


@pytest.mark.parametrize("rule", ["linear", "seasonal", "nodes", "province", "rank"])
def test_a_path_of_every_rule_ends_at_what_is_asked_in_december(rule: str) -> None:
    found = drawn(
        Aim(rule, 1 if rule == "rank" else 65_000, {6: 50_000} if rule == "nodes" else {}),
        province=of(YEAR, PROVINCE),
        others={1: of(YEAR, PROVINCE)},
    )
    assert found.last is not None
    assert found.last.line == found.goal is not None
