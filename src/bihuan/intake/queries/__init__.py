"""Reading documents: lists, the register that names are matched to, and the review of proposals."""

from bihuan.intake.queries.askings import Asked, asked, is_model_set
from bihuan.intake.queries.cards import Card
from bihuan.intake.queries.history import history
from bihuan.intake.queries.kinds import other_kind
from bihuan.intake.queries.learned import Tally, heard_names, tallies, tallies_for
from bihuan.intake.queries.lists import Page, listed, narrowed, page
from bihuan.intake.queries.presence import others
from bihuan.intake.queries.proposals import cuts, last_hand, open_questions, passage, seen, wording_of
from bihuan.intake.queries.reasons import reasons_of
from bihuan.intake.queries.register import Directory
from bihuan.intake.queries.review import Review, review

__all__ = [
    "Asked",
    "Card",
    "Directory",
    "Page",
    "Review",
    "Tally",
    "asked",
    "cuts",
    "heard_names",
    "history",
    "is_model_set",
    "last_hand",
    "listed",
    "narrowed",
    "open_questions",
    "other_kind",
    "others",
    "page",
    "passage",
    "reasons_of",
    "review",
    "seen",
    "tallies",
    "tallies_for",
    "wording_of",
]
