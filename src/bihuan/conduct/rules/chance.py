"""Which units stand out of the others by more than chance: exact tests, corrected for how many are asked."""

from collections.abc import Mapping
from math import exp, fsum, lgamma, log

FEWEST = 10
LEVEL = 0.01


def marked(counts: Mapping[int, tuple[int, int]]) -> set[int]:
    """Units whose k of n is too high for chance, out of all with n ≥ 10: k of n by unit.

    Each is tested against the share of all others together (binomial, one-sided, exact), and Holm's steps
    keep the chance that any honest unit is marked at 1 % or below, however the tests hang together.
    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    asked = {unit: (k, n) for unit, (k, n) in counts.items() if n >= FEWEST}
    chances = sorted((_chance(asked, unit), unit) for unit in asked)
    found: set[int] = set()
    for step, (chance, unit) in enumerate(chances):
        if chance * (len(chances) - step) > LEVEL:
            break
        found.add(unit)
    return found


def _chance(asked: Mapping[int, tuple[int, int]], unit: int) -> float:
    """The chance of k or more out of n at the others' share, which never counts as none or all.

    One half is added to the others' hits and one to their number, so that a clean city makes nobody's
    first slip impossible.
    """
    k, n = asked[unit]
    hits = sum(one[0] for other, one in asked.items() if other != unit)
    total = sum(one[1] for other, one in asked.items() if other != unit)
    return tail(k, n, (hits + 0.5) / (total + 1))


def tail(k: int, n: int, share: float) -> float:
    """The chance of k or more out of n, each with this share (0 < share < 1)."""
    if k <= 0:
        return 1.0
    ways = (lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in range(k, n + 1))
    terms = (exp(w + i * log(share) + (n - i) * log(1 - share)) for i, w in enumerate(ways, start=k))
    return min(1.0, fsum(terms))
