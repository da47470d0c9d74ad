"""Reviewing what a document orders: who may, what may not be handed in, what has changed since one looked.

Offsets always point into the one cleaned text of the document.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Party, PartyRole, Proposal
from bihuan.intake.rules.doubt import unreal_day
from bihuan.people.models import Person, Role

# Most signs a document may have: a government work report with its annex has about 60,000.
LONGEST_TEXT = 300_000
# The letterhead, where a grade of secrecy stands.
LETTERHEAD_LINES = 12
GRADE = "(?:绝\\s*密|机\\s*密|秘\\s*密)"
# 秘密★1年 stands only on a state secret; 国家秘密 or 商业秘密 in a sentence is mere talk of secrets.
STARRED = re.compile(rf"{GRADE}\s*[★☆✩⭐*＊]")
LABELLED = re.compile(rf"密\s*级\s*[:：]\s*{GRADE}")
ALONE = re.compile(rf"^[\s【〔\[(（]*{GRADE}[\s】〕\])）]*$")
EDGES = " \n\u3000"
WITHOUT_MEANING = "，。；：、！？,;:!?" + EDGES

FIELDS = {
    "status": _("state"),
    "span": _("passage"),
    "title": _("title"),
    "requirement": _("requirement"),
    "deadline": _("deadline"),
    "targets": _("targets"),
    "category": _("kind"),
    "parties": _("units and leaders"),
}
DIGITS = 8


def may_hand_in(person: Person) -> bool:
    """The supervision office, leaders and units hand documents in; auditors and administrators do not."""
    return person.access.has(Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.HANDLER)


def may_review(person: Person) -> bool:
    """Only the supervision office turns proposals into tasks."""
    return person.access.has(Role.SUPERVISOR)


def is_open(proposal: Proposal, parties: Iterable[Party], today: date) -> bool:
    """Whether a question stands: nobody leads, a unit is unknown, the day has passed or does not exist."""
    units = [each for each in parties if each.role != PartyRole.LEADER]
    is_led = any(each.role == PartyRole.LEAD for each in units)
    is_late = proposal.finish_due is not None and proposal.finish_due < today
    is_unreal = proposal.finish_due is None and bool(unreal_day(proposal.requirement))
    return is_late or is_unreal or not is_led or any(each.unit_id is None for each in units)


def is_classified(text: str) -> bool:
    """Whether a text bears a grade of secrecy, as a classified document does at its head."""
    if STARRED.search(text) or LABELLED.search(text):
        return True
    head = text.lstrip().split("\n")[:LETTERHEAD_LINES]
    return any(ALONE.match(line) for line in head)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The same passage without blanks at its edges."""
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return start, end


def has_words(text: str) -> bool:
    """Whether anything but punctuation is left."""
    return bool(text.strip(WITHOUT_MEANING))


def brief(text: str, longest: int = 40) -> str:
    """The first clause of a passage, for a title."""
    first = re.split(r"[。；\n！？]", text.strip(WITHOUT_MEANING))[0]
    if len(first) > longest:
        first = re.split("[，,]", first)[0]
    return first if len(first) <= longest else f"{first[: longest - 1]}…"


def clause_starts(text: str, start: int, end: int) -> list[int]:
    """Where a passage can be split: after each mark of punctuation that leaves words on both sides."""
    cuts = [start + found.end() for found in re.finditer(r"[。；！？，：\n]+[”’）]*", text[start:end])]
    return [cut for cut in cuts if has_words(text[start:cut]) and has_words(text[cut:end])]


def signature(proposal: Proposal, parties: Iterable[Party]) -> str:
    """What a proposal says now, field by field, as a short mark: sent with a form, compared on return."""
    return "".join(hashlib.sha256(said.encode()).hexdigest()[:DIGITS] for said in _said(proposal, parties))


def changed_fields(seen: str, proposal: Proposal, parties: Iterable[Party]) -> list[str]:
    """Which fields no longer say what they said when `seen` was taken."""
    now = signature(proposal, parties)
    if len(seen) != len(now):
        return list(FIELDS)
    places = range(0, len(now), DIGITS)
    return [
        name
        for name, at in zip(FIELDS, places, strict=True)
        if seen[at : at + DIGITS] != now[at : at + DIGITS]
    ]


def _said(proposal: Proposal, parties: Iterable[Party]) -> list[str]:
    named = sorted(
        (
            PartyRole.values.index(each.role),
            each.position,
            each.written,
            each.unit_id or 0,
            each.person_id or 0,
        )
        for each in parties
    )
    return [
        proposal.status,
        f"{proposal.start}-{proposal.end}",
        proposal.title,
        proposal.requirement,
        f"{proposal.deadline_text} {proposal.finish_due or ''}",
        proposal.targets,
        proposal.category,
        repr(named),
    ]


@dataclass(frozen=True)
class Piece:
    """A stretch of the document between two edges: which proposals cover it, and which begin in it."""

    start: int
    text: str
    covers: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    gap: int | None = None


@dataclass(frozen=True)
class Marked:
    """A passage to be marked: a proposal by its number, or an order-like clause by its own start."""

    key: int
    start: int
    end: int
    is_gap: bool = False


def pieces(text: str, marked: Iterable[Marked]) -> list[Piece]:
    """Cut the text at every edge of every passage. Together the pieces are the text, sign by sign."""
    passages = [each for each in marked if 0 <= each.start < each.end <= len(text)]
    edges = sorted({0, len(text), *(edge for each in passages for edge in (each.start, each.end))})
    begin = sorted(passages, key=lambda each: (each.start, -each.end))
    live: list[Marked] = []
    out: list[Piece] = []
    at = 0
    for start, end in pairwise(edges):
        live = [each for each in live if each.end > start]
        fresh = []
        while at < len(begin) and begin[at].start == start:
            fresh.append(begin[at])
            at += 1
        live += fresh
        out.append(
            Piece(
                start,
                text[start:end],
                # The innermost passage comes first: it began last.
                covers=tuple(each.key for each in reversed(live) if not each.is_gap),
                opens=tuple(each.key for each in fresh if not each.is_gap),
                gap=next((each.key for each in live if each.is_gap), None),
            )
        )
    return out
