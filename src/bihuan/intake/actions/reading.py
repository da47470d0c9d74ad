"""What the rules read in a document's text, with what reviewers of this city have taught them."""

from dataclasses import replace

from bihuan.intake.models import Document
from bihuan.intake.queries import Directory, Tally, tallies
from bihuan.intake.rules.cues import cue_of, learned
from bihuan.intake.rules.drafts import Draft, Reason
from bihuan.intake.rules.propose import propose
from bihuan.journal import clock


def tasks_in(document: Document, directory: Directory) -> list[Draft]:
    """The tasks that a document seems to order, by the date that it has or else by the day it came in."""
    drafts = propose(
        document.text,
        issued=document.issued_date,
        received=clock.day_of(document.created_at),
        register=directory.register,
        almanac=directory.almanac,
    )
    return _learned(document.text, drafts)


def _learned(text: str, drafts: list[Draft]) -> list[Draft]:
    """Let what reviewers said of the same cues move the confidence; a label needs no experience."""
    known = tallies()
    return [
        draft if draft.explicit else _weighed(draft, known.get(cue_of(text[draft.start : draft.end])))
        for draft in drafts
    ]


def _weighed(draft: Draft, tally: Tally | None) -> Draft:
    if tally is None or not tally.is_used:
        return draft
    words = (("right", str(tally.right)), ("count", str(tally.count)), ("words", tally.cue))
    reason = Reason(
        "learned", "In this city %(right)s of %(count)s passages with “%(words)s” were tasks", words
    )
    confidence = learned(draft.confidence, tally.right, tally.count)
    return replace(draft, confidence=confidence, reasons=(*draft.reasons, reason))
