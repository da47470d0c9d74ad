"""Wilson's interval against values worked out elsewhere, and what may be said from it."""

import pytest

from bihuan.kernel.intervals import Band, band_of, judge, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # R: prop.test(part, whole, correct = FALSE)$conf.int
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (15, 50, 0.1910, 0.4375), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_the_known_one(part: int, whole: int, low: float, high: float) -> None:
    found = wilson(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("part", "whole", "band"),
    [
        (0, 29, Band.FEW),
        (14, 40, Band.BELOW),
        (23, 42, Band.NEAR),
        (39, 41, Band.ABOVE),
        (30, 41, Band.NEAR),
    ],
)
def test_only_what_lies_outside_the_strict_interval_is_called_clear(
    part: int, whole: int, band: Band
) -> None:
    assert band_of(part, whole, 0.734) == band


@pytest.mark.parametrize(
    ("part", "whole", "leans"), [(23, 42, "low"), (29, 31, "high"), (30, 41, ""), (14, 40, ""), (0, 5, "")]
)
def test_what_only_the_usual_interval_shows_is_a_leaning(part: int, whole: int, leans: str) -> None:
    judged = judge(part, whole, 0.734)
    assert judged.leans == leans
    assert judged.low <= judged.share <= judged.high
