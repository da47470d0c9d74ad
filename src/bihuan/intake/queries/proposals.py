"""One proposal by itself: what it says as a form, where it can be split, who touched it last."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.intake.models import Document, Party, PartyRole, Proposal, ProposalQuerySet, Rhythm
from bihuan.intake.rules.review import clause_starts, signature
from bihuan.journal.models import Event
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person

LOOK_BACK = 30
AROUND = 28


@dataclass(frozen=True)
class Cut:
    """A place where a passage can be split, with the words on either side of it."""

    offset: int
    before: str
    after: str


def open_questions(proposals: ProposalQuerySet) -> int:
    """How many of these name no lead unit, or a unit that the register does not know."""
    led = Party.objects.filter(proposal__in=proposals, role=PartyRole.LEAD).values("proposal")
    strange = Party.objects.filter(proposal__in=proposals, unit=None).exclude(role=PartyRole.LEADER)
    return proposals.filter(~Q(pk__in=led) | Q(pk__in=strange.values("proposal"))).count()


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
    words["rhythm"] = proposal.deadline_code if proposal.deadline_code in Rhythm.values else ""
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
