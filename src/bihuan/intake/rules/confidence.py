"""How sure, in per cent: measured on labelled documents, so that 90 means that nine of ten are right."""

LABELLED = 96
# From here on several may be accepted at once, by name.
SURE = 90
# Least points and per cent: measured on the gold data and at the first reading of invented documents, then
# rounded down, for rules know their own examples.
STEPS = ((9, 94), (8, 92), (6, 88), (5, 82), (4, 76), (0, 62))
SPOKEN = 10


def percent(points: int, *, is_explicit: bool = False, is_spoken: bool = False) -> int:
    """Confidence that this stretch is one task."""
    if is_explicit:
        return LABELLED
    return next(p for least, p in STEPS if points >= least) - SPOKEN * is_spoken
