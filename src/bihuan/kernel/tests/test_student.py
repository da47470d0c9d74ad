"""Student's t distribution against values worked out elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.student import bound, share_below


@pytest.mark.parametrize(
    ("freedom", "eighty", "ninety_five"),
    # What R gives as qt of 0.9 and 0.975.
    [
        (1, 3.0777, 12.7062),
        (2, 1.8856, 4.3027),
        (3, 1.6377, 3.1824),
        (4, 1.5332, 2.7764),
        (5, 1.4759, 2.5706),
        (9, 1.383, 2.2622),
        (10, 1.3722, 2.2281),
        (30, 1.3104, 2.0423),
    ],
)
def test_the_bounds_are_the_known_ones(freedom: int, eighty: float, ninety_five: float) -> None:
    assert (round(bound(0.8, freedom), 4), round(bound(0.95, freedom), 4)) == (eighty, ninety_five)


@given(st.floats(-50, 50), st.integers(1, 40))
def test_the_shares_below_a_value_and_below_its_opposite_are_one(value: float, freedom: int) -> None:
    assert share_below(value, freedom) + share_below(-value, freedom) == pytest.approx(1)


@given(st.floats(-50, 50), st.floats(0, 10), st.integers(1, 40))
def test_more_lies_below_a_larger_value(value: float, more: float, freedom: int) -> None:
    assert share_below(value + more, freedom) >= share_below(value, freedom) - 1e-12
