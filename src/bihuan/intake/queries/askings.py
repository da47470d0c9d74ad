"""What the language model was asked about a document and what became of its answers, for the page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Asking, AskingStatus, Document

DROPPED = {
    "shape": _("not of the form asked for"),
    "words": _("words that do not stand in the text"),
    "known": _("passages that are proposals already"),
    "unit": _("units that nobody knows"),
    "day": _("days that are none"),
    "many": _("too many"),
    "unreadable": _("the answer could not be read"),
    "refused": _("the model refused"),
    "slow": _("no answer came in time"),
    "cut off": _("the answer was cut off"),
    "large": _("the answer was too large"),
    "unreachable": _("the model could not be reached"),
    "over": _("the review had ended"),
}


@dataclass(frozen=True)
class Asked:
    """The latest question, with the words for what was dropped and how often."""

    asking: Asking
    dropped: Sequence[tuple[str, int]]

    @property
    def is_waiting(self) -> bool:
        return self.asking.status == AskingStatus.WAITING

    @property
    def count(self) -> int:
        """How many suggestions were dropped."""
        return sum(count for _words, count in self.dropped) if self.asking.status == "answered" else 0


def is_model_set() -> bool:
    """Whether the house has named a language model; without one nothing is ever sent."""
    return bool(settings.LLM_URL and settings.LLM_MODEL)


def asked(document: Document) -> Asked | None:
    """The latest question about a document; none where no model is set up and none was asked."""
    if not is_model_set():
        return None
    asking = document.askings.order_by("-id").first()
    if asking is None:
        return None
    dropped = json.loads(asking.dropped or "{}")
    return Asked(asking, [(str(DROPPED.get(code, code)), count) for code, count in dropped.items()])
