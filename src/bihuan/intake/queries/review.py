"""The page on which proposals are reviewed: a document, its proposals as cards, and what became no task."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.intake.models import Document, Party, PartyRole, Proposal, ProposalStatus
from bihuan.intake.queries.reasons import reasons_of
from bihuan.intake.queries.register import Directory
from bihuan.intake.rules.coverage import uncovered
from bihuan.intake.rules.review import Marked, Piece, clause_starts, pieces, signature
from bihuan.journal.models import Event
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit
from bihuan.ui.templatetags.parts import fullday

DOUBTFUL = 70
BEFORE = re.compile(r"\s+|[之以]?前$")
WORDS = ((90, "done"), (DOUBTFUL, "gry"), (0, "amb"))
LOOK_BACK = 30
AROUND = 28
# More cards than this on one page help nobody and take long to draw.
CARDS = 100


@dataclass
class Card:
    """A proposal as the reviewer sees it: its parties by role, and its open questions."""

    proposal: Proposal
    number: int
    leads: list[Party]
    co_units: list[Party]
    leaders: list[Party]
    unknown: list["Question"]
    today: date
    next: Proposal | None = None

    @cached_property
    def seen(self) -> str:
        """The signature of what this card says."""
        return signature(self.proposal, [*self.leads, *self.co_units, *self.leaders])

    @property
    def is_rejected(self) -> bool:
        return self.proposal.status == ProposalStatus.REJECTED

    @property
    def is_late(self) -> bool:
        """Whether its day has passed already, so that it cannot be dispatched with it."""
        return self.proposal.finish_due is not None and self.proposal.finish_due < self.today

    @property
    def deadline_words(self) -> str:
        """The document's words for the deadline, unless they are the day itself."""
        words = self.proposal.deadline_text
        return "" if BEFORE.sub("", words) == fullday(self.proposal.finish_due) else words

    @property
    def is_open(self) -> bool:
        """Whether something must be answered before it can be dispatched."""
        return not self.is_rejected and (bool(self.unknown) or not self.leads or self.is_late)

    @property
    def is_doubtful(self) -> bool:
        return self.proposal.status == ProposalStatus.PROPOSED and self.proposal.confidence < DOUBTFUL

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


@dataclass(frozen=True)
class Question:
    """A unit's name that the register does not know, with the units it may mean."""

    party: Party
    directory: Directory

    @property
    def suggestions(self) -> list[Unit]:
        return self.directory.suggestions(self.party.written)


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
    accepted: int
    doubtful: int
    open: int
    rejected: int
    gaps: int

    @property
    def is_ready(self) -> bool:
        """Whether the document can be confirmed."""
        return self.live > 0 and self.open == 0


@dataclass(frozen=True)
class View:
    """One way to narrow the cards."""

    code: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Cut:
    """A place where a passage can be split, with the words on either side of it."""

    offset: int
    before: str
    after: str


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
        if which == "doubtful":
            return [card for card in self.cards if card.is_doubtful]
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
        places = {card.proposal.pk: (card.number - 1) // CARDS * CARDS for card in self.cards}
        return [
            Passage(
                piece,
                "".join(
                    f"#p{key}" if key in here else f"?from={places[key]}#p{key}" for key in piece.covers[:1]
                ),
            )
            for piece in self.pieces
        ]

    def views(self, which: str) -> list[View]:
        """The ways to narrow the cards, each with its number."""
        counts = self.counts
        found = [
            View("", _("All"), counts.all, which == ""),
            View("open", _("Open questions"), counts.open, which == "open"),
            View("doubtful", _("Doubtful"), counts.doubtful, which == "doubtful"),
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
    for card, following in pairwise(living):
        card.next = following.proposal
    gaps = gaps_in(document.text, proposals)
    marks = [Marked(card.proposal.pk, card.proposal.start, card.proposal.end) for card in living]
    marks += [Marked(gap.start, gap.start, gap.end, is_gap=True) for gap in gaps]
    return Review(document, cards, gaps, pieces(document.text, marks), _counts(cards, gaps), directory)


def gaps_in(text: str, proposals: Iterable[Proposal]) -> list[Gap]:
    """The order-like stretches that no proposal covers; a rejected one counts: a person has decided."""
    spans: Any = list(proposals)
    return [Gap(each.start, each.end, text[each.start : each.end]) for each in uncovered(text, spans)]


def open_questions(document: Document) -> int:
    """How many living proposals name no lead unit, or a unit that the register does not know."""
    living = document.proposals.all().live()
    led = Party.objects.filter(proposal__in=living, role=PartyRole.LEAD).values("proposal")
    strange = Party.objects.filter(proposal__in=living, unit=None).exclude(role=PartyRole.LEADER)
    return living.filter(~Q(pk__in=led) | Q(pk__in=strange.values("proposal"))).count()


def seen(proposal: Proposal) -> str:
    """The signature of what a proposal says at this moment."""
    return signature(proposal, proposal.parties.all())


def wording_of(proposal: Proposal) -> dict[str, Any]:
    """What a proposal says, as the fields of its form."""
    named: dict[str, list[str]] = {role: [] for role in PartyRole.values}
    for party in proposal.parties.select_related("unit").order_by("position", "id"):
        named[party.role].append(party.unit.short_name if party.unit else party.written)
    fields = ("title", "requirement", "category", "deadline_text", "finish_due", "targets")
    words = {name: getattr(proposal, name) for name in fields}
    return words | {role: "\n".join(names) for role, names in named.items()}


def cuts(proposal: Proposal) -> list[Cut]:
    """Where a passage can be split in two."""
    text = proposal.document.text
    return [
        Cut(at, text[max(proposal.start, at - AROUND) : at], text[at : min(proposal.end, at + AROUND)])
        for at in clause_starts(text, proposal.start, proposal.end)
    ]


def passage(text: str, first_words: str, last_words: str) -> tuple[int, int]:
    """The offsets of the passage that begins and ends with these words; refused when two may be meant."""
    first, last = first_words.strip(), last_words.strip() or first_words.strip()
    if not first:
        raise Invalid(_("Write the first words of the passage."))
    if text.count(first) > 1:
        raise Invalid(
            _("“%(words)s” stands in the document more than once. Write more words.") % {"words": first}
        )
    start = text.find(first)
    end = text.find(last, start)
    if start < 0 or end < 0:
        words = first if start < 0 else last
        raise Invalid(_("“%(words)s” does not stand in the document.") % {"words": words})
    return start, end + len(last)


def last_hand(proposal: Proposal) -> str:
    """Who changed a proposal last, by name."""
    kind = Proposal._meta.label_lower
    events = Event.objects.about(Document._meta.label_lower, proposal.document_id).order_by("-version")
    for actor, body in events.values_list("actor_id", "body")[:LOOK_BACK]:
        parts = json.loads(body)["aft"].get("parts", ())
        if actor and any(part["kind"] == kind and part["id"] == proposal.pk for part in parts):
            return Person.objects.filter(pk=actor).values_list("name", flat=True).first() or ""
    return ""


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
    )


def _counts(cards: list[Card], gaps: list[Gap]) -> Counts:
    states = Counter(card.proposal.status for card in cards)
    rejected = states[ProposalStatus.REJECTED]
    return Counts(
        all=len(cards),
        live=len(cards) - rejected,
        accepted=states[ProposalStatus.ACCEPTED],
        doubtful=sum(card.is_doubtful for card in cards),
        open=sum(card.is_open for card in cards),
        rejected=rejected,
        gaps=len(gaps),
    )
