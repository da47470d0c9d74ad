"""Everything that changes a document or what it proposes. Pages, API and commands all come through here."""

from bihuan.intake.actions.asking import answer_asking, ask_model, claim_asking
from bihuan.intake.actions.dating import date_document
from bihuan.intake.actions.deciding import (
    Several,
    accept_proposal,
    accept_several,
    reject_proposal,
    restore_proposal,
)
from bihuan.intake.actions.documents import confirm_document, drop_document, take_document
from bihuan.intake.actions.learning import forget_cue, forget_name
from bihuan.intake.actions.parties import Settled, add_party, drop_party, match_party
from bihuan.intake.actions.proposals import (
    Wording,
    add_proposal,
    edit_proposal,
    merge_proposals,
    split_proposal,
)
from bihuan.intake.actions.sorting import sort_document
from bihuan.intake.actions.spreading import spread_party, spread_proposal

__all__ = [
    "Settled",
    "Several",
    "Wording",
    "accept_proposal",
    "accept_several",
    "add_party",
    "add_proposal",
    "answer_asking",
    "ask_model",
    "claim_asking",
    "confirm_document",
    "date_document",
    "drop_document",
    "drop_party",
    "edit_proposal",
    "forget_cue",
    "forget_name",
    "match_party",
    "merge_proposals",
    "reject_proposal",
    "restore_proposal",
    "sort_document",
    "split_proposal",
    "spread_party",
    "spread_proposal",
    "take_document",
]
