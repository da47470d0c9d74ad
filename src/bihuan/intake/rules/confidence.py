"""How sure, in per cent: measured on labelled documents, so that 90 means that nine of ten are right."""

from bihuan.intake.rules.orders import Clues

LABELLED = 96
STEPS = ((12, 93), (10, 90), (8, 85), (6, 78), (4, 68), (0, 55))


def percent(is_explicit: bool, points: int, clues: Clues) -> int:
    """Confidence that this stretch is one task."""
    if is_explicit:
        return LABELLED
    return next(p for least, p in STEPS if points >= least)
