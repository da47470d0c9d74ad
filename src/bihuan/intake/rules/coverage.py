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
    without_asides,
)
from bihuan.intake.rules.structure import Sentence, blocks, fold, marks, sentences
from bihuan.intake.rules.tables import tables
from bihuan.intake.rules.when import UNKNOWN, has_due_date
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
        spans = clause_spans(folded, sentence.start, sentence.end)
        free = [span for span in spans if not covered.meets(*span)]
        if not free or _is_form(folded, sentence) or (sentence.is_title and not sentence.is_leaf):
            continue
        found = _stretches(folded, text, sentence, free)
        out += found or _told(folded, text, sentence, is_whole=len(free) == len(spans))
    return out


def _is_form(folded: str, sentence: Sentence) -> bool:
    """Set phrases of the form, and lines that only introduce."""
    words = without_asides(folded[sentence.start : sentence.end])
    return any(cue.search(words) for cue in OF_THE_FORM) or words.endswith(("：", "？"))


def _told(folded: str, text: str, sentence: Sentence, *, is_whole: bool) -> list[Span]:
    """The whole sentence when a unit is its subject or it has a day, and it does not tell of the past."""
    span = sentence.start, sentence.end
    if not is_whole or any(cue.search(folded, *span) for cue in (*NOT_ORDERS, SLOGAN)):
        return []
    return [Span(*span)] if who(folded, text, span).leads or has_due_date(folded, span, UNKNOWN) else []


def _stretches(folded: str, text: str, sentence: Sentence, free: list[tuple[int, int]]) -> list[Span]:
    """The clauses that order; in a sentence that tells or assesses only those that tell a unit to act."""
    out: list[Span] = []
    is_telling = any(cue.search(folded, sentence.start, sentence.end) for cue in NOT_ORDERS)
    for a, b in free:
        clause = folded[a:b]
        if not is_order_clause(clause) or SLOGAN.search(clause):
            continue
        is_clear = MODAL.search(clause) and not any(cue.search(clause) for cue in NOT_ORDERS)
        if is_telling and not is_clear and not who(folded, text, (a, b)).leads:
            continue
        if out and a - out[-1].end <= 1:
            out[-1] = Span(out[-1].start, b)
        else:
            out.append(Span(a, b))
    return out
