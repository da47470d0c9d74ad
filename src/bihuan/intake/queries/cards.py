"""A proposal as the reviewer sees it: whom it names, what is open about it, how sure it is and why."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from bihuan.intake.models import Party, Proposal, ProposalStatus
from bihuan.intake.queries.doubts import doubt_words
from bihuan.intake.queries.register import Directory
from bihuan.intake.queries.why import Why, why
from bihuan.intake.rules.confidence import SURE
from bihuan.intake.rules.doubt import LIKELY, Doubt, doubts, has_assumed_day
from bihuan.intake.rules.match import collective
from bihuan.intake.rules.review import is_open, signature
from bihuan.people.models import Unit
from bihuan.ui.templatetags.parts import fullday

# More cards than this on one page help nobody and take long to draw.
CARDS = 100
BEFORE = re.compile(r"\s+|[之以]?前$")
WORDS = ((SURE, "done"), (LIKELY, "gry"), (0, "amb"))


@dataclass
class Question:
    """A unit's name that the register does not know, with the units it may mean."""

    party: Party
    directory: Directory

    @property
    def suggestions(self) -> list[Unit]:
        return self.directory.suggestions(self.party.written)

    @cached_property
    def members(self) -> list[Unit]:
        """The units that a collective takes in; none when the name is no collective."""
        return self.directory.members(collective(self.party.written))


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
    directory: Directory
    twin: int = 0
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
    def passage(self) -> str:
        """The document's own words."""
        return self.proposal.document.text[self.proposal.start : self.proposal.end]

    @property
    def is_labelled(self) -> bool:
        """Whether a label or a line of a table assigns it."""
        return '["label"' in self.proposal.reasons or '["table"' in self.proposal.reasons

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

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Why it needs a look, while nobody has decided it."""
        return doubts(self.proposal, self.parties, self.today, self.twin) if self.is_waiting else []

    @property
    def doubt(self) -> int:
        """How much it needs a look."""
        return sum(each.weight for each in self.doubts)

    @property
    def doubt_words(self) -> list[str]:
        return doubt_words(self.doubts)

    @property
    def is_sure(self) -> bool:
        """Whether it may be accepted together with others: nothing open, and the rules are sure."""
        is_measured = self.proposal.asking_id is None and not has_assumed_day(self.proposal)
        return is_measured and self.is_waiting and not self.is_open and self.proposal.confidence >= SURE

    @property
    def state(self) -> str:
        """The glyph beside the confidence."""
        return next(glyph for least, glyph in WORDS if self.proposal.confidence >= least)

    @property
    def confidence_words(self) -> str:
        """How sure, in words."""
        if self.proposal.is_manual:
            return _("Added by hand")
        if self.proposal.asking_id:
            return _("From the model")
        words = {"done": _("Sure"), "gry": _("Likely"), "amb": _("Doubtful")}
        return words[self.state]

    @cached_property
    def why(self) -> Why:
        return why(self.proposal, self.parties, self.directory)
