"""The way to a target and what the rest of a year must bring."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.indicators.rules.lines import (
    YEAR,
    Assumption,
    Course,
    Nature,
    beside,
    even,
    holder,
    in_steps,
    margin,
    needed,
    reached,
    shape,
    shaped,
    state,
    stepped,
)

ADDS, AVERAGES, STANDS = (Nature(course) for course in Course)
QUARTERS = (3, 6, 9, 12)
NATURES = st.builds(
    Nature,
    st.sampled_from(Course),
    st.booleans(),
    st.sampled_from([tuple(range(1, 13)), tuple(range(2, 13)), QUARTERS]),
)
NUMBERS = st.integers(-(10**9), 10**9)


def other_way(nature: Nature) -> Nature:
    return replace(nature, is_up=not nature.is_up)


def a_base(values: list[int]) -> dict[int, int]:
    return {month: sum(values[:month]) for month in range(1, YEAR + 1)}


BASES = st.one_of(st.just({}), st.lists(st.integers(1, 10**9), min_size=12, max_size=12).map(a_base))


@given(NATURES, NUMBERS)
def test_an_even_line_ends_at_the_target(nature: Nature, goal: int) -> None:
    assert even(goal, nature)[YEAR] == goal


def test_what_adds_up_is_asked_for_month_by_month_and_growth_all_year() -> None:
    assert [even(1200, ADDS)[month] for month in (1, 6, 12)] == [100, 600, 1200]
    assert set(even(65_000, AVERAGES).values()) == {65_000}
    assert list(even(1200, Nature(Course.ADDS, months=QUARTERS))) == list(QUARTERS)


PAST = {
    (year, month): scale * sum((1, 1, 4)[: month // 4])
    for year, scale in ((2023, 100), (2024, 300))
    for month in (4, 8, 12)
}
THIRDS = Nature(Course.ADDS, months=(4, 8, 12))


def test_a_seasonal_line_takes_the_mean_shape_of_past_years() -> None:
    shares = shape(PAST, 2025, THIRDS)
    assert shaped(600, shares) == {4: 100, 8: 200, 12: 600}


def test_one_past_year_makes_no_shape_and_neither_does_a_year_with_a_hole() -> None:
    assert shape({key: each for key, each in PAST.items() if key[0] == 2024}, 2025, THIRDS) == {}
    assert shape({key: each for key, each in PAST.items() if key != (2023, 8)}, 2025, THIRDS) == {}


@given(
    st.integers(1, 10**12), st.lists(st.lists(st.integers(1, 10**6), min_size=12, max_size=12), min_size=2)
)
def test_a_seasonal_line_ends_at_the_target_and_never_falls(goal: int, years: list[list[int]]) -> None:
    past = {(2000 + each, month): n for each, year in enumerate(years) for month, n in a_base(year).items()}
    line = shaped(goal, shape(past, 2000 + len(years), ADDS))
    assert line[YEAR] == goal
    assert list(line.values()) == sorted(line.values())


def test_named_months_ask_in_steps_and_december_for_the_target() -> None:
    line = stepped({3: 10, 6: 40}, 100, ADDS)
    assert [line.get(month) for month in (2, 3, 5, 6, 11, 12)] == [None, 10, 10, 40, 40, 100]
    assert stepped({3: 10, 12: 90}, 100, ADDS)[12] == 90
    assert stepped({3: 10}, None, ADDS)[12] == 10


def test_a_line_beside_somebody_keeps_his_last_number_for_months_to_come() -> None:
    line = beside({2: 60_000, 4: 63_000}, 5_000, AVERAGES)
    assert [line.get(month) for month in (1, 2, 3, 4, 12)] == [None, 65_000, 65_000, 68_000, 68_000]


def test_a_place_is_the_number_of_whoever_holds_it() -> None:
    assert holder([51, 64, 58, 64], 2, AVERAGES) == 64
    assert holder([51, 64, 58, 64], 3, AVERAGES) == 58
    assert holder([51, 64, 58, 64], 1, Nature(Course.STANDS, is_up=False)) == 51
    assert holder([51, 64], 3, AVERAGES) is None


@pytest.mark.parametrize(
    ("nature", "goal", "now", "number", "base", "pace", "assumption"),
    [
        (ADDS, 1200, 9, 800, {}, 134, Assumption.SHARED),  # 400 in three months, rounded up
        (Nature(Course.ADDS, is_up=False), 1200, 9, 800, {}, 133, Assumption.SHARED),
        (Nature(Course.ADDS, months=QUARTERS), 1200, 9, 800, {}, 400, Assumption.SHARED),
        (AVERAGES, 65_000, 9, 51_000, {}, 107_000, Assumption.EVEN),  # 5.1 % → 6.5 %: 10.7 % in the rest
        (AVERAGES, 65_000, 9, 51_000, {9: 700, 12: 1000}, 97_667, Assumption.WEIGHTED),
        (AVERAGES, 65_000, 9, 51_000, {9: 700}, 107_000, Assumption.EVEN),
        (STANDS, 900_000, 9, 873_000, {}, 900_000, Assumption.LAST),
    ],
)
def test_the_rest_of_the_year_must_bring(
    nature: Nature,
    goal: int,
    now: int,
    number: int,
    base: dict[int, int],
    pace: int,
    assumption: Assumption,
) -> None:
    found = needed(nature, goal, now, number, base)
    assert found is not None
    assert (found.number, found.assumption) == (pace, assumption)


def test_what_is_asked_is_rounded_to_a_published_step_that_still_reaches() -> None:
    assert in_steps(97_667, AVERAGES) == 98_000
    assert in_steps(97_667, Nature(Course.AVERAGES, is_up=False)) == 97_000
    assert in_steps(-97_667, AVERAGES) == -97_000
    assert in_steps(98_000, AVERAGES) == 98_000


def test_nothing_is_needed_of_a_year_that_is_over() -> None:
    assert needed(AVERAGES, 65_000, 12, 51_000, {}) is None


@given(NATURES, NUMBERS, st.integers(1, 11), NUMBERS, BASES)
def test_the_pace_reaches_the_target_and_one_ten_thousandth_less_does_not(
    nature: Nature, goal: int, now: int, number: int, base: dict[int, int]
) -> None:
    pace = needed(nature, goal, now, number, base)
    assert pace is not None
    less = type(pace)(pace.number - (1 if nature.is_up else -1), pace.assumption, pace.left)
    almost = 1e-6 * max(abs(goal), 1) / 1e3
    enough, short = (reached(nature, each, now, number, base) for each in (pace, less))
    assert nature.better(enough, goal - almost if nature.is_up else goal + almost)
    assert nature.better(goal + almost if nature.is_up else goal - almost, short)


@given(NATURES, NUMBERS, st.integers(1, 11), NUMBERS, BASES)
def test_less_is_better_is_the_same_seen_from_below(
    nature: Nature, goal: int, now: int, number: int, base: dict[int, int]
) -> None:
    here = needed(nature, goal, now, number, base)
    there = needed(other_way(nature), -goal, now, -number, base)
    assert here is not None
    assert there is not None
    assert here.number == -there.number
    assert state(nature, number, goal) == state(other_way(nature), -number, -goal)
    assert nature.short(number, goal) == other_way(nature).short(-number, -goal)


GROWTH = Nature(Course.AVERAGES, slack=10, least=5_000)


@pytest.mark.parametrize(
    ("nature", "number", "line", "light"),
    [
        (GROWTH, 65_000, 65_000, "grn"),
        (GROWTH, 54_000, 60_000, "amb"),  # six tenths of a point below 6.0 %
        (GROWTH, 51_000, 65_000, "red"),
        (GROWTH, 2_000, 5_000, "amb"),  # half a point is always allowed
        (GROWTH, -52_000, -50_000, "amb"),
        (ADDS, 1_186_000, 1_215_000, "amb"),
        (ADDS, 1_100_000, 1_215_000, "red"),
        (Nature(Course.STANDS, is_up=False), 30_000, 32_000, "grn"),
        (Nature(Course.STANDS, is_up=False), 38_000, 32_000, "red"),
    ],
)
def test_the_light_tells_how_far_below_the_line(nature: Nature, number: int, line: int, light: str) -> None:
    assert state(nature, number, line) == light


@given(NUMBERS)
def test_the_margin_is_never_less_than_the_least(line: int) -> None:
    assert margin(GROWTH, line) >= GROWTH.least
