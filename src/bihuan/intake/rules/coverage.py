"""The cross-check: clauses that sound like orders but became no task.

It knows words, not meaning: what it leaves out may still be an order.
"""

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
from bihuan.intake.rules.structure import Sentence, blocks, fold, marks, sentences
from bihuan.intake.rules.tables import tables
from bihuan.intake.rules.who import who

NOT_ORDERS = (PAST_CUE, ANALYSIS_CUE, RHETORICAL)
OF_THE_FORM = (FORMAL, VALID)


def uncovered(text: str, drafts: Iterable[Draft]) -> list[Span]:
    """Order-like stretches outside every draft and label; neighbouring clauses are one stretch."""
    folded = fold(text)
    taken = [(d.start, d.end) for d in drafts] + [(x.start, x.end) for x in labels(folded, text)]
    taken += [(t.start, t.end) for t in tables(folded, text, None)]
    covered = Covered(taken)
    out: list[Span] = []
    for sentence in sentences(folded, blocks(folded, marks(folded))):
        if covered.meets(sentence.start, sentence.end) or _is_form(folded, sentence):
            continue
        if sentence.is_title and not sentence.is_leaf:
            continue
        out += _stretches(folded, sentence.start, sentence.end) or _told(folded, text, sentence)
    return out


def _is_form(folded: str, sentence: Sentence) -> bool:
    """Set phrases of the form, and lines that only introduce."""
    span = sentence.start, sentence.end
    return any(cue.search(folded, *span) for cue in OF_THE_FORM) or folded[sentence.end - 1] in "：？"


def _told(folded: str, text: str, sentence: Sentence) -> list[Span]:
    """The whole sentence when a unit is its subject and nothing says that it is told of the past."""
    span = sentence.start, sentence.end
    if any(cue.search(folded, *span) for cue in (*NOT_ORDERS, SLOGAN)):
        return []
    return [Span(*span)] if who(folded, text, span).leads else []


def _stretches(folded: str, start: int, end: int) -> list[Span]:
    out: list[Span] = []
    for a, b in clause_spans(folded, start, end):
        clause = folded[a:b]
        if not is_order_clause(clause) or SLOGAN.search(clause):
            continue
        around = clause if MODAL.search(clause) else folded[start:end]
        if any(cue.search(around) for cue in NOT_ORDERS):
            continue
        if out and a - out[-1].end <= 1:
            out[-1] = Span(out[-1].start, b)
        else:
            out.append(Span(a, b))
    return out
