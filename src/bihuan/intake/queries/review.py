"""The page on which proposals are reviewed: a document, its proposals as cards, and what became no task."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from bihuan.intake.models import Document, Party, PartyRole, Proposal, ProposalStatus
from bihuan.intake.queries.cards import CARDS, Card, Question
from bihuan.intake.queries.register import Directory
from bihuan.intake.rules.coverage import uncovered
from bihuan.intake.rules.cues import cue_of
from bihuan.intake.rules.doubt import has_assumed_day
from bihuan.intake.rules.review import Marked, Piece, pieces
from bihuan.intake.rules.same import twins


@dataclass(frozen=True)
class Gap:
    """Order-like words that became no task."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Counts:
    """What the bar under the review says."""

    all: int
    live: int
    waiting: int
    accepted: int
    dispatched: int
    look: int
    open: int
    rejected: int
    sure: int
    gaps: int

    @property
    def decided(self) -> int:
        """How many somebody has looked at: accepted, rejected or dispatched."""
        return self.all - self.waiting

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to decide or to dispatch after a first dispatch."""
        return self.dispatched > 0 and not self.waiting and not self.accepted


@dataclass(frozen=True)
class View:
    """One way to narrow the cards."""

    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Place:
    """One page of cards: where it starts, and its first and last number."""

    start: int
    first: int
    last: int
    is_current: bool


@dataclass(frozen=True)
class Stretch:
    """The cards of one page, and the way to the other pages."""

    cards: list[Card]
    places: list[Place]


@dataclass(frozen=True)
class Passage:
    """A piece of the text, and where it leads to."""

    piece: Piece
    href: str


@dataclass(frozen=True)
class Coverage:
    """What the cross-check found: orders without a task, tasks without an order, and how far it looked."""

    gaps: list[Gap]
    bare: list[Card]
    characters: int
    outside: int


@dataclass(frozen=True)
class Review:
    """One document under review, whole."""

    document: Document
    cards: list[Card]
    gaps: list[Gap]
    pieces: list[Piece]
    counts: Counts
    directory: Directory

    def shown(self, which: str) -> list[Card]:
        """The cards of one view."""
        if which == "open":
            return [card for card in self.cards if card.is_open]
        if which == "look":
            return sorted((card for card in self.cards if card.doubts), key=lambda card: -card.doubt)
        if which == "rejected":
            return [card for card in self.cards if card.is_rejected]
        return self.cards

    def page(self, which: str, start: int) -> Stretch:
        """A hundred cards of one view, from the one that stands at or before a place."""
        cards = self.shown(which)
        places = range(0, len(cards), CARDS)
        here = max((place for place in places if place <= start), default=0)
        ends = [Place(place, place + 1, min(place + CARDS, len(cards)), place == here) for place in places]
        return Stretch(cards[here : here + CARDS], ends if len(ends) > 1 else [])

    def passages(self, shown: Iterable[Card]) -> list[Passage]:
        """The text in pieces, each leading to its card, on this page or on the one where it stands."""
        here = {card.proposal.pk for card in shown}
        places = {card.proposal.pk: card.start for card in self.cards}
        return [
            Passage(
                piece,
                "".join(
                    f"#p{key}" if key in here else f"?from={places[key]}#p{key}" for key in piece.covers[:1]
                ),
            )
            for piece in self.pieces
        ]

    @property
    def assumed(self) -> list[Card]:
        """The waiting cards whose day has the year of the paper's arrival, for want of a better one."""
        if self.document.issued_date:
            return []
        return [card for card in self.cards if card.is_waiting and has_assumed_day(card.proposal)]

    @property
    def coverage(self) -> Coverage:
        """Held against the text: what sounds like an order and is no task, and the other way round."""
        living = [card for card in self.cards if not card.is_rejected]
        bare = [card for card in living if not card.is_labelled and not cue_of(card.passage)]
        outside = sum(len(piece.text.strip()) for piece in self.pieces if not piece.covers)
        return Coverage(self.gaps, bare, len(self.document.text), outside)

    def views(self, which: str) -> list[View]:
        """The ways to narrow the cards, each with its number."""
        counts = self.counts
        found = [
            View("", _("All"), counts.all, which == ""),
            View("look", _("Needs a look"), counts.look, which == "look"),
            View("open", _("Open questions"), counts.open, which == "open"),
            View("rejected", _("Rejected"), counts.rejected, which == "rejected"),
        ]
        return [view for view in found if view.count or view.is_current or not view.code]


def review(document: Document, today: date) -> Review:
    """Everything the review page shows of a document, in four queries whatever its length."""
    proposals = list(document.proposals.order_by("start", "end", "id"))
    parties: dict[int, list[Party]] = defaultdict(list)
    named = Party.objects.filter(proposal__document=document).select_related("unit", "person")
    for party in named.order_by("position", "id"):
        parties[party.proposal_id].append(party)
    directory = Directory()
    cards = [
        _card(number, proposal, parties[proposal.pk], directory, today)
        for number, proposal in enumerate(proposals, 1)
    ]
    living = [card for card in cards if not card.is_rejected]
    for card, following in pairwise(card for card in living if not card.is_dispatched):
        card.next = following.proposal
    _find_twins(living)
    gaps = gaps_in(document.text, proposals)
    marks = [Marked(card.proposal.pk, card.proposal.start, card.proposal.end) for card in living]
    marks += [Marked(gap.start, gap.start, gap.end, is_gap=True) for gap in gaps]
    return Review(document, cards, gaps, pieces(document.text, marks), _counts(cards, gaps), directory)


def _find_twins(cards: list[Card]) -> None:
    """Note on a card which earlier one it nearly repeats. Tasks of the same passage are no doubles."""
    found = twins([card.proposal.requirement for card in cards])
    for place, earlier in found.items():
        one, other = cards[place], cards[earlier]
        if (one.proposal.start, one.proposal.end) != (other.proposal.start, other.proposal.end):
            one.twin = other.number


def gaps_in(text: str, proposals: Iterable[Proposal]) -> list[Gap]:
    """The order-like stretches that no proposal covers; a rejected one counts: a person has decided."""
    spans: Any = list(proposals)
    return [Gap(each.start, each.end, text[each.start : each.end]) for each in uncovered(text, spans)]


def _card(number: int, proposal: Proposal, parties: list[Party], directory: Directory, today: date) -> Card:
    by_role: dict[str, list[Party]] = {role: [] for role in PartyRole.values}
    for party in parties:
        by_role[party.role].append(party)
    units = [*by_role[PartyRole.LEAD], *by_role[PartyRole.CO]]
    unknown = [Question(party, directory) for party in units if party.unit_id is None]
    return Card(
        proposal,
        number,
        by_role[PartyRole.LEAD],
        by_role[PartyRole.CO],
        by_role[PartyRole.LEADER],
        unknown,
        today,
        directory,
    )


def _counts(cards: list[Card], gaps: list[Gap]) -> Counts:
    states = Counter(card.proposal.status for card in cards)
    rejected = states[ProposalStatus.REJECTED]
    return Counts(
        all=len(cards),
        live=len(cards) - rejected,
        waiting=states[ProposalStatus.PROPOSED],
        accepted=sum(card.is_accepted for card in cards),
        dispatched=sum(card.is_dispatched for card in cards),
        look=sum(bool(card.doubts) for card in cards),
        open=sum(card.is_open for card in cards),
        rejected=rejected,
        sure=sum(card.is_sure for card in cards),
        gaps=len(gaps),
    )
