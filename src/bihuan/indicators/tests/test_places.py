"""Places among areas, and what it takes to gain one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.indicators.rules.lines import Course, Nature, reached
from bihuan.indicators.rules.places import gain, rivals, share_by, standing

GROWTH = Nature(Course.AVERAGES)
ADDS = Nature(Course.ADDS)
CITIES = {1: 51_000, 2: 64_000, 3: 58_000, 4: 51_000, 5: 47_000, 6: 58_000}


def test_equal_numbers_share_a_place_and_passing_two_gains_two() -> None:
    found = standing(CITIES, 1, GROWTH)
    assert (found.place, found.of, found.sharing) == (4, 6, (4,))
    assert (found.above, found.number_above, found.place_then) == ((3, 6), 58_000, 2)


def test_the_first_has_nobody_above() -> None:
    found = standing(CITIES, 2, GROWTH)
    assert (found.place, found.above, found.number_above, found.place_then) == (1, (), None, 1)
    assert gain(GROWTH, found, 9, 64_000, {}, 0.75) is None


def test_where_less_is_better_the_smallest_is_first() -> None:
    found = standing(CITIES, 1, Nature(Course.AVERAGES, is_up=False))
    assert (found.place, found.sharing, found.above) == (2, (4,), (5,))


def test_growth_that_goes_on_is_passed_by_one_published_step() -> None:
    found = gain(GROWTH, standing(CITIES, 1, GROWTH), 9, 51_000, {}, 0.75)
    assert found is not None
    assert found.goal == 59_000
    assert found.pace.number == 83_000  # (12 × 5.9 − 9 × 5.1) ÷ 3


def test_what_adds_up_ends_the_year_in_proportion() -> None:
    found = gain(ADDS, standing({1: 900, 2: 1000}, 1, ADDS), 6, 900, {}, share_by(6, {}))
    assert found is not None
    assert (found.goal, found.pace.number) == (3_000, 350)
    assert share_by(6, {6: 0.4}) == 0.4


def test_nothing_is_gained_when_the_year_is_over() -> None:
    assert gain(GROWTH, standing(CITIES, 1, GROWTH), 12, 51_000, {}, 1) is None


@given(
    st.dictionaries(st.integers(1, 30), st.integers(-200, 200), min_size=1),
    st.booleans(),
    st.sampled_from([Course.AVERAGES, Course.STANDS]),
    st.integers(1, 11),
)
def test_the_year_it_takes_would_stand_above_those_who_were_next(
    numbers: dict[int, int], is_up: bool, course: Course, now: int
) -> None:
    nature, own = Nature(course, is_up, step=1), min(numbers)
    found = standing(numbers, own, nature)
    assert 1 <= found.place_then <= found.place <= found.of
    asked = gain(nature, found, now, numbers[own], {}, 1)
    assert (asked is None) == (found.place == 1)
    if asked is not None:
        then = standing(numbers | {own: asked.goal}, own, nature)
        assert then.place <= found.place_then
        end = reached(nature, asked.pace, now, numbers[own], {})
        assert end == pytest.approx(asked.goal, abs=1)


def test_a_place_is_reached_by_the_number_of_the_other_who_holds_it() -> None:
    others = {2: {(2025, 3): 64, (2025, 4): 60}, 3: {(2025, 3): 58}, 4: {(2025, 3): 51}}
    assert rivals(others, 2, GROWTH) == {(2025, 3): 58}
    assert rivals(others, 1, GROWTH) == {(2025, 3): 64, (2025, 4): 60}
