"""How much faster one thing happens than another, from two counts and two spans: with the exact interval."""

from dataclasses import dataclass

from bihuan.conduct.rules.chance import tail

# Each side of a 99 % interval: what is said of a unit by it is wrong of no more than one honest unit in 200.
SIDE = 0.005
# Halvings: a share is then known to sixteen places.
HALVINGS = 60


@dataclass(frozen=True)
class Ratio:
    """A rate ratio and the ends of its 99 % interval; empty where it cannot be said or has no end."""

    value: float | None
    low: float
    high: float | None


def rate_ratio(hits: int, span: float, other_hits: int, other_span: float) -> Ratio:
    """(hits ÷ span) ÷ (other hits ÷ other span), spans in days, with the exact conditional interval.

    Given the sum of both, the hits are binomial with odds of ratio x span ÷ other span, so that Clopper and
    Pearson's interval of their share gives that of the ratio (Biometrika 26, 1934). Raises ValueError when
    a span is not above nought.
    """
    if span <= 0 or other_span <= 0:
        raise ValueError("both spans are above nought")
    total = hits + other_hits
    if not total:
        return Ratio(None, 0, None)
    scale = other_span / span
    low = _share_at(hits, total) if hits else 0.0
    high = 1 - _share_at(other_hits, total) if other_hits else None
    value = hits / other_hits * scale if other_hits else None
    return Ratio(value, low / (1 - low) * scale, high / (1 - high) * scale if high is not None else None)


def _share_at(hits: int, total: int) -> float:
    """The share at which so many hits or more have just the chance of one side."""
    below, above = 0.0, 1.0
    for _step in range(HALVINGS):
        middle = (below + above) / 2
        if tail(hits, total, middle) < SIDE:
            below = middle
        else:
            above = middle
    return below
