from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.indicators.rules.contribution import (
    Weighed,
    apportion,
    by_areas,
    in_units,
    months_late,
    months_lost,
    produce_short,
    pulled,
    spend_short,
)

YI = 10**10
parts = st.lists(st.fractions(-50_000, 50_000, max_denominator=997), max_size=12)


@given(st.integers(-100_000, 100_000), parts)
def test_a_column_sums_to_its_total_exactly(total: int, exact: list[Fraction]) -> None:
    rounded = apportion(total, exact)
    assert sum(rounded) == total
    assert len(rounded) == len(exact) + 1


@given(st.integers(-1000, 1000), parts)
def test_every_part_is_rounded_to_a_neighbour(hundreds: int, exact: list[Fraction]) -> None:
    rounded = apportion(hundreds * 100, exact)
    assert all(abs(part - said) < 100 for part, said in zip(exact, rounded[:-1], strict=True))
    assert all(said % 100 == 0 for said in rounded)


@given(st.integers(-1000, 1000), parts)
def test_what_is_larger_is_not_rounded_below_what_is_smaller(hundreds: int, exact: list[Fraction]) -> None:
    rounded = apportion(hundreds * 100, exact)[:-1]
    ordered = [said for _part, said in sorted(zip(exact, rounded, strict=True), key=lambda pair: pair[0])]
    assert all(later >= earlier - 100 for earlier, later in pairwise(ordered))


def test_an_area_pulls_by_its_weight_and_its_distance_from_the_line() -> None:
    areas = {1: Weighed(number=-20_000, base=250), 2: Weighed(number=80_000, base=750)}
    found = by_areas(areas, 65_000, 1000, is_growth=True)
    assert found == {1: Fraction(-21_250), 2: Fraction(11_250)}
    # Together they are the gap: 25 % × −2 % + 75 % × 8 % = 5.5 %, one point below 6.5 %.
    assert apportion(-10_000, list(found.values())) == [-21_200, 11_200, 0]


def test_a_value_is_held_against_the_areas_share_of_the_line() -> None:
    areas = {1: Weighed(number=90, base=25), 2: Weighed(number=330, base=75)}
    assert by_areas(areas, 400, 100, is_growth=False) == {1: Fraction(-10), 2: Fraction(30)}


def test_nothing_can_be_weighed_without_last_years_value() -> None:
    assert by_areas({1: Weighed(1, 1)}, 1, 0, is_growth=True) == {}


MONTH = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("planned", "began", "lost", "late"),
    [
        (date(2026, 8, 1), None, 2, 2),
        (date(2026, 8, 15), date(2026, 8, 30), 0, 0),
        (date(2026, 3, 1), date(2026, 7, 1), 4, 4),
        # Only what was lost since January is missing from this year's number.
        (date(2025, 6, 1), None, 9, 16),
        (date(2025, 6, 1), date(2026, 2, 1), 1, 8),
        (date(2026, 12, 1), None, 0, 0),
        (date(2026, 9, 1), date(2026, 6, 1), -3, 0),
        # A beginning after the month that is told of has not happened yet.
        (date(2026, 8, 1), date(2026, 11, 1), 2, 2),
    ],
)
def test_lost_months_are_those_since_january(planned: date, began: date | None, lost: int, late: int) -> None:
    assert (months_lost(planned, began, MONTH), months_late(planned, began, MONTH)) == (lost, late)


def test_a_late_project_pulls_growth_down_by_what_it_did_not_add() -> None:
    # 12 亿元 a year, two months late, on a base of 400 亿元: half a point.
    short = produce_short(120_000, 2)
    assert short == 20_000
    assert pulled(short, 10_000, 4_000_000, is_growth=True) == -5_000
    assert pulled(short, 5_000, 4_000_000, is_growth=True) == -2_500
    assert pulled(short, 10_000, 4_000_000, is_growth=False) == -20_000


def test_a_project_that_spends_less_than_its_plan_is_short_by_the_rest() -> None:
    short = spend_short(12 * YI, 5 * YI, 9)
    assert short == 4 * YI
    assert in_units(short, YI) == 40_000
