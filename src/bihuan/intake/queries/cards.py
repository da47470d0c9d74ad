"""A proposal as the reviewer sees it: whom it names, what is open about it, how sure it is and why."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from bihuan.intake.models import Party, Proposal, ProposalStatus
from bihuan.intake.queries.reasons import reasons_of
from bihuan.intake.queries.register import Directory
from bihuan.intake.rules.confidence import SURE
from bihuan.intake.rules.review import is_open, signature
from bihuan.people.models import Unit
from bihuan.ui.templatetags.parts import fullday

DOUBTFUL = 70
# More cards than this on one page help nobody and take long to draw.
CARDS = 100
BEFORE = re.compile(r"\s+|[之以]?前$")
WORDS = ((SURE, "done"), (DOUBTFUL, "gry"), (0, "amb"))


@dataclass(frozen=True)
class Question:
    """A unit's name that the register does not know, with the units it may mean."""

    party: Party
    directory: Directory

    @property
    def suggestions(self) -> list[Unit]:
        return self.directory.suggestions(self.party.written)


@dataclass
class Card:
    """A proposal as the reviewer sees it: its parties by role, and its open questions."""

    proposal: Proposal
    number: int
    leads: list[Party]
    co_units: list[Party]
    leaders: list[Party]
    unknown: list[Question]
    today: date
    next: Proposal | None = None

    @property
    def start(self) -> int:
        """Where the page of the review begins on which it stands."""
        return (self.number - 1) // CARDS * CARDS

    @property
    def parties(self) -> list[Party]:
        return [*self.leads, *self.co_units, *self.leaders]

    @cached_property
    def seen(self) -> str:
        """The signature of what this card says."""
        return signature(self.proposal, self.parties)

    @property
    def is_rejected(self) -> bool:
        return self.proposal.status == ProposalStatus.REJECTED

    @property
    def is_accepted(self) -> bool:
        """Whether it will go with the next dispatch."""
        return self.proposal.status == ProposalStatus.ACCEPTED and not self.is_dispatched

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.proposal.status == ProposalStatus.PROPOSED

    @property
    def is_dispatched(self) -> bool:
        """Whether it has left the review."""
        return self.proposal.confirmed_at is not None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed already, so that it cannot be dispatched with it."""
        return self.proposal.finish_due is not None and self.proposal.finish_due < self.today

    @property
    def deadline_words(self) -> str:
        """The document's words for the deadline, unless they are the day itself."""
        words = self.proposal.deadline_text
        return "" if BEFORE.sub("", words) == fullday(self.proposal.finish_due) else words

    @cached_property
    def is_open(self) -> bool:
        """Whether something must be answered before it can be accepted."""
        if self.is_rejected or self.is_dispatched:
            return False
        return is_open(self.proposal, self.parties, self.today)

    @property
    def is_doubtful(self) -> bool:
        return self.is_waiting and self.proposal.confidence < DOUBTFUL

    @property
    def is_sure(self) -> bool:
        """Whether it may be accepted together with others: nothing open, and the rules are sure."""
        return self.is_waiting and not self.is_open and self.proposal.confidence >= SURE

    @property
    def state(self) -> str:
        """The glyph beside the confidence."""
        return next(glyph for least, glyph in WORDS if self.proposal.confidence >= least)

    @property
    def confidence_words(self) -> str:
        """How sure, in words."""
        if self.proposal.is_manual:
            return _("Added by hand")
        words = {"done": _("Sure"), "gry": _("Likely"), "amb": _("Doubtful")}
        return words[self.state]

    @property
    def reasons(self) -> list[str]:
        return reasons_of(self.proposal)
