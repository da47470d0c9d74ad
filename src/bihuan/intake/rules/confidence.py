"""How sure, in per cent: measured on labelled documents, so that 90 means that nine of ten are right."""

LABELLED = 96
# From here on several may be accepted at once, by name.
SURE = 90
# Least points and per cent: measured on the gold data, then rounded down, for rules know their own examples.
STEPS = ((9, 94), (8, 91), (6, 84), (5, 78), (4, 72), (0, 60))
SPOKEN = 10


def percent(points: int, *, is_explicit: bool = False, is_spoken: bool = False) -> int:
    """Confidence that this stretch is one task."""
    if is_explicit:
        return LABELLED
    return next(p for least, p in STEPS if points >= least) - SPOKEN * is_spoken
