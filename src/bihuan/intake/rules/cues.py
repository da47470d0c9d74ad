"""The cue by which a passage sounds like an order, and how much what reviewers said of it weighs."""

import re

from bihuan.intake.rules.orders import CLAUSE, MODAL, is_order_clause
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.words import VERBS, any_of

VERB = re.compile(any_of(VERBS))
# Fewer verdicts than this say nothing.
LEAST = 8
# What the rules say weighs as much as this many verdicts.
WEIGHT = 12
HIGHEST = 99


def cue_of(passage: str) -> str:
    """The modal word of the first clause that orders, else the first verb; nothing when there is neither."""
    clauses = CLAUSE.findall(fold(passage))
    first = next((clause for clause in clauses if is_order_clause(clause)), "")
    modal = MODAL.search(first)
    found = modal or VERB.search(first) or next(filter(None, map(VERB.search, clauses)), None)
    return found.group() if found else ""


def learned(confidence: int, right: int, count: int) -> int:
    """Confidence in per cent after `right` of `count` passages with the same cue turned out to be tasks."""
    if count < LEAST:
        return confidence
    return min(HIGHEST, round((confidence * WEIGHT + 100 * right) / (WEIGHT + count)))
