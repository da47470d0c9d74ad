"""Proposals: worded anew, merged, split, accepted, rejected, restored, added by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.drafts import LONGEST_TITLE, create_proposals, party_named, reasons_text
from bihuan.intake.actions.learning import judge
from bihuan.intake.actions.review import (
    live,
    looked_at,
    names_of,
    parties_of,
    record,
    record_part,
    settle,
    under_review,
)
from bihuan.intake.models import Category, Document, Party, PartyRole, Proposal, ProposalStatus, Rhythm
from bihuan.intake.queries import Directory
from bihuan.intake.rules.confidence import SURE
from bihuan.intake.rules.drafts import Draft, Reason
from bihuan.intake.rules.propose import propose
from bihuan.intake.rules.review import brief, has_words, trimmed
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.when import document_date
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person

BY_HAND = 100


@dataclass(frozen=True)
class Wording:
    """What a reviewer may write into a proposal. Names stand one to a line; the first lead unit collects."""

    title: str
    requirement: str
    category: str = Category.ACTION
    deadline_text: str = ""
    finish_due: date | None = None
    targets: str = ""
    # How often it comes back; None leaves that as it is.
    rhythm: str | None = None
    names: dict[str, list[str]] = field(default_factory=dict)


@transaction.atomic
def edit_proposal(
    *, proposal: Proposal, wording: Wording, by: Person, at: datetime, seen: str = ""
) -> Proposal:
    """Word a proposal anew, which accepts it unless something is open still.

    `seen` is the signature of what the reviewer had before him.
    """
    proposal = live(looked_at(proposal, by, seen))
    if not wording.title.strip() or not wording.requirement.strip():
        raise Invalid(_("A task needs a title and a requirement."))
    if (count := len(wording.title.strip())) > LONGEST_TITLE:
        words = _("A title has at most %(most)s characters, this one has %(count)s. Shorten it.")
        raise Invalid(words % {"most": LONGEST_TITLE, "count": count})
    if wording.category not in Category.values:
        raise Invalid(_("Choose what kind of task it is."))
    if wording.rhythm and wording.rhythm not in Rhythm.values:
        raise Invalid(_("Choose how often it comes back from the list."))
    was = before(proposal)
    proposal.deadline_code = _code(proposal, wording)
    proposal.title = wording.title.strip()
    proposal.requirement = wording.requirement.strip()
    proposal.category, proposal.finish_due = wording.category, wording.finish_due
    proposal.deadline_text, proposal.targets = wording.deadline_text.strip(), wording.targets.strip()
    directory = Directory()
    for role, names in wording.names.items():
        _rename(proposal, role, names, directory)
    _refuse_twice(proposal)
    proposal.status = ProposalStatus.ACCEPTED
    settle(proposal, at)
    proposal.save()
    taught = judge(proposal, is_task=True, by=by, at=at)
    payload = {"proposal": proposal.pk, "requirement": proposal.requirement, "targets": proposal.targets}
    record_part("proposal.edit", [was, *taught], by, {**payload, **names_of(proposal)})
    return proposal


def _code(proposal: Proposal, wording: Wording) -> str:
    """The code of a deadline as it is worded anew: a rhythm that was chosen, else what it was or its day."""
    if wording.rhythm:
        return wording.rhythm
    same = (proposal.finish_due, proposal.deadline_text) == (wording.finish_due, wording.deadline_text)
    is_dropped = wording.rhythm is not None and proposal.deadline_code in Rhythm.values
    if same and not is_dropped:
        return proposal.deadline_code
    return wording.finish_due.isoformat() if wording.finish_due else ""


@transaction.atomic
def merge_proposals(
    *, first: Proposal, second: Proposal, by: Person, at: datetime, seen: str = ""
) -> Proposal:
    """Make one task of two: the first keeps its title and takes the other's units; the second is rejected.

    Nobody has read the new wording yet, so it is proposed again; the same after a split.
    """
    if first.pk == second.pk or first.document_id != second.document_id:
        raise Invalid(_("Two different proposals of the same document can be merged."))
    first, second = live(looked_at(first, by, seen)), live(looked_at(second, by))
    was = [before(first), before(second)]
    text = first.document.text
    is_verbatim = all(each.requirement == text[each.start : each.end] for each in (first, second))
    first.start, first.end = min(first.start, second.start), max(first.end, second.end)
    both = [first.requirement, second.requirement]
    first.requirement = text[first.start : first.end] if is_verbatim else "\n".join(both)
    first.targets = "\n".join(filter(None, [first.targets, second.targets]))
    if first.finish_due is None and not first.deadline_text:
        first.deadline_text, first.deadline_code = second.deadline_text, second.deadline_code
        first.finish_due = second.finish_due
    # Nobody has read the two as one yet: it is never among the sure ones.
    first.confidence = min(first.confidence, second.confidence, SURE - 1)
    first.status, second.status = ProposalStatus.PROPOSED, ProposalStatus.REJECTED
    first.save()
    second.save(update_fields=["status"])
    _take_over_parties(first, second)
    record_part("proposal.merge", was, by, {"proposal": first.pk, "absorbed": second.pk, **names_of(first)})
    return first


@transaction.atomic
def split_proposal(
    *, proposal: Proposal, offset: int, by: Person, at: datetime, seen: str = ""
) -> tuple[Proposal, Proposal]:
    """Make two tasks of one passage, cut at an offset of the document; both keep units and deadline."""
    proposal = live(looked_at(proposal, by, seen))
    text = proposal.document.text
    if not proposal.start < offset < proposal.end:
        raise Invalid(_("The place to split lies outside the passage."))
    head, tail = trimmed(text, proposal.start, offset), trimmed(text, offset, proposal.end)
    if not has_words(text[slice(*head)]) or not has_words(text[slice(*tail)]):
        raise Invalid(_("One of the two parts would have no words."))
    was = before(proposal)
    names = names_of(proposal)
    directory = Directory()
    drafts = {span: _draft(proposal.document, *span, directory) for span in (head, tail)}
    second = _second_part(proposal, drafts[tail], names)
    proposal.start, proposal.end = head
    proposal.status = ProposalStatus.PROPOSED
    _word_after(proposal, drafts[head])
    proposal.save()
    parts = [was, Change(second)]
    record_part("proposal.split", parts, by, {"proposal": proposal.pk, "second": second.pk, **names})
    return proposal, second


@transaction.atomic
def add_proposal(*, document: Document, start: int, end: int, by: Person, at: datetime) -> Proposal:
    """Make a task of a passage that the reviewer points to."""
    document = under_review(document.pk, by)
    if not 0 <= start < end <= len(document.text):
        raise Invalid(_("These words do not stand in the document."))
    start, end = trimmed(document.text, start, end)
    if not has_words(document.text[start:end]):
        raise Invalid(_("Choose some words of the document."))
    if document.proposals.all().live().filter(start=start, end=end).exists():
        raise Conflict(_("This passage is a task already."))
    directory = Directory()
    (proposal,) = create_proposals(document, [_draft(document, start, end, directory)], directory)
    proposal.is_manual, proposal.confidence = True, BY_HAND
    proposal.save(update_fields=["is_manual", "confidence"])
    parts = [Change(proposal), *judge(proposal, is_task=True, by=by, at=at)]
    payload = {"proposal": proposal.pk, **names_of(proposal)}
    record(verb="proposal.add", thing=before(document), by=by, parts=parts, payload=payload)
    return proposal


def _draft(document: Document, start: int, end: int, directory: Directory) -> Draft:
    """What the rules see in a passage, as one task of exactly these words."""
    passage = document.text[start:end]
    dated = document.issued_date or document_date(fold(document.text))
    today = clock.day_of(document.created_at)
    found = propose(passage, issued=dated, received=today, almanac=directory.almanac)
    due = next((each.deadline for each in found if each.deadline), None)
    return Draft(
        start,
        end,
        brief(passage) or passage[:LONGEST_TITLE],
        leads=found[0].leads if found else (),
        co_units=found[0].co_units if found else (),
        leaders=found[0].leaders if found else (),
        deadline=due,
        targets=tuple(target for each in found for target in each.targets),
        category=found[0].category if found else Category.ACTION,
        reasons=(Reason("by-hand", "A reviewer chose this passage"),),
    )


def _second_part(proposal: Proposal, draft: Draft, names: dict[str, list[str]]) -> Proposal:
    """The new task after a split: its own words, and the units of the whole where it names none."""
    (second,) = create_proposals(proposal.document, [draft], Directory())
    if second.finish_due is None and not second.deadline_text:
        second.deadline_text, second.deadline_code = proposal.deadline_text, proposal.deadline_code
        second.finish_due = proposal.finish_due
    second.confidence, second.is_manual = BY_HAND, True
    second.save()
    if not second.parties.filter(role=PartyRole.LEAD).exists():
        second.parties.all().delete()
        _copy_parties(parties_of(proposal), second)
    return second


def _word_after(proposal: Proposal, draft: Draft) -> None:
    """The first task after a split: words, title and goals of its own passage; units and deadline stay."""
    proposal.requirement = proposal.document.text[proposal.start : proposal.end]
    proposal.title = draft.title[:LONGEST_TITLE]
    proposal.targets = "\n".join(target.text for target in draft.targets)
    proposal.reasons = reasons_text(draft.reasons)


def _rename(proposal: Proposal, role: str, names: Sequence[str], directory: Directory) -> None:
    """Make the parties of one role those of a list; a name that stays keeps the unit it was matched to."""
    old = {each.written: each for each in reversed(parties_of(proposal)) if each.role == role}
    shown = {each.unit.short_name: each for each in old.values() if each.unit}
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    kept = []
    for position, name in enumerate(wanted):
        party = old.get(name) or shown.get(name) or party_named(proposal, role, position, name, directory)
        party.position = position
        party.save()
        kept.append(party.pk)
    proposal.parties.filter(role=role).exclude(pk__in=kept).delete()


def _refuse_twice(proposal: Proposal) -> None:
    units = [each.unit for each in parties_of(proposal) if each.unit]
    twice = next((unit for unit in units if units.count(unit) > 1), None)
    if twice:
        raise Invalid(_("%(unit)s stands here twice. A unit leads or assists.") % {"unit": twice.short_name})


def _take_over_parties(first: Proposal, second: Proposal) -> None:
    """Give the first task the units and leaders that only the second named."""
    mine = parties_of(first)
    known = {(each.unit_id, each.person_id, "" if each.unit_id else each.written) for each in mine}
    units = {each.unit_id for each in mine if each.unit_id}
    _copy_parties(
        [
            each
            for each in parties_of(second)
            if each.unit_id not in units
            and (each.unit_id, each.person_id, "" if each.unit_id else each.written) not in known
        ],
        first,
        after=len(mine),
    )


def _copy_parties(parties: Sequence[Party], to: Proposal, after: int = 0) -> None:
    Party.objects.bulk_create(
        Party(
            proposal=to,
            role=each.role,
            position=after + place,
            written=each.written,
            unit=each.unit,
            person=each.person,
        )
        for place, each in enumerate(parties)
    )
