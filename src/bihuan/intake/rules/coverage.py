"""The cross-check: clauses that sound like orders but became no task."""

from collections.abc import Iterable

from bihuan.intake.rules.drafts import Covered, Draft, Span
from bihuan.intake.rules.labels import labels
from bihuan.intake.rules.orders import (
    ANALYSIS_CUE,
    FORMAL,
    MODAL,
    PAST_CUE,
    RHETORICAL,
    SLOGAN,
    VALID,
    clause_spans,
    is_order_clause,
)
from bihuan.intake.rules.structure import blocks, fold, marks, sentences
from bihuan.intake.rules.tables import tables

NOT_ORDERS = (PAST_CUE, ANALYSIS_CUE, FORMAL, RHETORICAL, VALID)


def uncovered(text: str, drafts: Iterable[Draft]) -> list[Span]:
    """Order-like stretches outside every draft and label; neighbouring clauses are one stretch."""
    folded = fold(text)
    taken = [(d.start, d.end) for d in drafts] + [(x.start, x.end) for x in labels(folded, text)]
    taken += [(t.start, t.end) for t in tables(folded, text, None)]
    covered = Covered(taken)
    out: list[Span] = []
    for sentence in sentences(folded, blocks(folded, marks(folded))):
        if sentence.is_title or covered.meets(sentence.start, sentence.end):
            continue
        out += _stretches(folded, sentence.start, sentence.end)
    return out


def _stretches(folded: str, start: int, end: int) -> list[Span]:
    out: list[Span] = []
    for a, b in clause_spans(folded, start, end):
        clause = folded[a:b]
        is_order = is_order_clause(clause) and not SLOGAN.search(clause)
        if not is_order or (
            not MODAL.search(clause) and any(c.search(folded, start, end) for c in NOT_ORDERS)
        ):
            continue
        if out and a - out[-1].end <= 1:
            out[-1] = Span(out[-1].start, b)
        else:
            out.append(Span(a, b))
    return out
