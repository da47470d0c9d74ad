"""Where a year is likely to end, and how likely a target is met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.indicators.rules.forecasts import between, outlook
from bihuan.indicators.rules.lines import Course, Nature

GROWTH = Nature(Course.AVERAGES)
ENDS = st.lists(
    st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6)), min_size=4, max_size=10
)


def a_series(ends: list[tuple[int, int]], last: int) -> dict[tuple[int, int], int]:
    """Years with a number in September and one in December, then one that stands in September."""
    found = {
        (2000 + each, month): n
        for each, pair in enumerate(ends)
        for month, n in zip((9, 12), pair, strict=True)
    }
    return found | {(2000 + len(ends), 9): last}


def test_the_year_is_carried_on_by_the_mean_of_what_past_years_added() -> None:
    ends = [(50_000, 51_000), (60_000, 58_000), (40_000, 43_000), (70_000, 72_000)]
    found = outlook(a_series(ends, 51_000), 2004, 9, 12, GROWTH)
    assert found is not None
    assert (found.expected, found.errors) == (52_000, 4)
    # Leads 1, −2, 3, 2 thousand: s = 2160.2; t(3, 0.9) = 1.6377; 1.6377 × 2160.2 × √1.25 = 3955.6.
    assert found.interval(0.8) == (48_044, 55_956)
    assert found.chance(52_000) == pytest.approx(0.5)


def test_what_adds_up_is_carried_on_by_ratio() -> None:
    ends = [(50, 100), (60, 120), (100, 200), (150, 300)]
    found = outlook(a_series(ends, 400), 2004, 9, 12, Nature(Course.ADDS, step=1))
    assert found is not None
    assert found.expected == 800
    assert found.is_ratio


def test_nothing_is_named_from_fewer_than_four_years() -> None:
    ends = [(50, 60), (60, 70), (40, 50)]
    assert outlook(a_series(ends, 50), 2003, 9, 12, GROWTH) is None


def test_a_missing_reading_has_no_outlook() -> None:
    ends = [(50, 60), (60, 70), (40, 50), (40, 50)]
    assert outlook(a_series(ends, 50), 2004, 8, 12, GROWTH) is None


@given(ENDS, st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_a_higher_target_is_never_likelier(
    ends: list[tuple[int, int]], last: int, goal: int, more: int
) -> None:
    found = outlook(a_series(ends, last), 2000 + len(ends), 9, 12, GROWTH)
    assert found is not None
    assert 0 <= found.chance(goal + more) <= found.chance(goal) <= 1


@given(ENDS, st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_less_is_better_has_the_chance_of_the_mirrored_series(
    ends: list[tuple[int, int]], last: int, goal: int
) -> None:
    here = outlook(a_series(ends, last), 2000 + len(ends), 9, 12, GROWTH)
    mirrored = [(-first, -then) for first, then in ends]
    there = outlook(a_series(mirrored, -last), 2000 + len(ends), 9, 12, GROWTH)
    assert here is not None
    assert there is not None
    assert here.chance(goal) == pytest.approx(there.chance(-goal, is_up=False))
    assert here.chance(goal) + here.chance(goal, is_up=False) == pytest.approx(1)


@given(ENDS, st.integers(1, 10**6))
def test_the_wider_interval_holds_the_usual_one(ends: list[tuple[int, int]], last: int) -> None:
    found = outlook(a_series(ends, last), 2000 + len(ends), 9, 12, GROWTH)
    assert found is not None
    usual, wide = found.interval(0.8), found.interval(0.95)
    assert wide[0] <= usual[0] <= found.expected <= usual[1] <= wide[1]


def test_years_that_went_on_exactly_alike_are_no_surer_than_the_published_step() -> None:
    ends = [(50_000, 51_000)] * 5
    found = outlook(a_series(ends, 50_000), 2005, 9, 12, GROWTH)
    assert found is not None
    low, high = found.interval(0.8)
    assert low < 51_000 < high


def test_a_series_is_held_against_another_where_both_have_a_number() -> None:
    assert between({(2025, 3): 10, (2025, 4): 12}, {(2025, 4): 15, (2025, 5): 1}) == {(2025, 4): -3}
