"""Student's t distribution for whole degrees of freedom: what may be expected from few errors of the past."""

from functools import cache
from math import atan, cos, pi, sin, sqrt

ENOUGH_HALVINGS = 60
WIDEST = 1e9


def share_below(value: float, freedom: int) -> float:
    """How much of the distribution lies below a value: from 0 to 1. `freedom` is 1 or more.

    Finite sums for whole degrees of freedom (Abramowitz and Stegun, Handbook of Mathematical Functions,
    26.7.3 and 26.7.4).
    """
    angle = atan(value / sqrt(freedom))
    square = cos(angle) ** 2
    is_odd = freedom % 2 == 1
    term = cos(angle) if is_odd else 1.0
    total = term if freedom > 1 else 0.0
    for each in range(3 if is_odd else 2, freedom - 1, 2):
        term *= square * (each - 1) / each
        total += term
    within = 2 / pi * (angle + sin(angle) * total) if is_odd else sin(angle) * total
    return min(max((1 + within) / 2, 0.0), 1.0)


@cache
def bound(share: float, freedom: int) -> float:
    """How far to both sides of nought this share of the distribution reaches, found by halving."""
    below, low, high = (1 + share) / 2, 0.0, 1.0
    while share_below(high, freedom) < below and high < WIDEST:
        low, high = high, high * 2
    for _each in range(ENOUGH_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if share_below(middle, freedom) < below else (low, middle)
    return (low + high) / 2
