"""The ratio of two rates has the exact interval, and says so where it has no end."""

from math import comb

import pytest

from bihuan.conduct.rules.ratio import rate_ratio


def _tail(hits: int, total: int, share: float) -> float:
    return sum(comb(total, i) * share**i * (1 - share) ** (total - i) for i in range(hits, total + 1))


@pytest.mark.parametrize(("hits", "span", "other", "other_span"), [(12, 40.0, 9, 160.5), (3, 10.0, 3, 10.0)])
def test_at_either_end_chance_leaves_one_two_hundredth(
    hits: int, span: float, other: int, other_span: float
) -> None:
    found = rate_ratio(hits, span, other, other_span)
    assert found.value == pytest.approx(hits / span / (other / other_span))
    assert found.high is not None
    for end, chance in ((found.low, _tail), (found.high, lambda k, n, p: 1 - _tail(k + 1, n, p))):
        odds = end * span / other_span
        assert chance(hits, hits + other, odds / (1 + odds)) == pytest.approx(0.005, abs=1e-9)


def test_without_hits_on_one_side_one_end_is_open() -> None:
    assert rate_ratio(0, 10, 5, 20).low == 0
    assert rate_ratio(0, 10, 5, 20).value == 0
    assert rate_ratio(5, 10, 0, 20).high is None
    assert rate_ratio(5, 10, 0, 20).value is None
    assert rate_ratio(0, 10, 0, 20).value is None


def test_a_span_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above nought"):
        rate_ratio(1, 0, 1, 5)
