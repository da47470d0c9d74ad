"""What the rules found in a text, written down as proposals with their parties."""

import json
from collections.abc import Iterable, Sequence

from bihuan.intake.models import Document, Party, PartyRole, Proposal
from bihuan.intake.queries import Directory
from bihuan.intake.rules.drafts import Draft, Reason

LONGEST_TITLE = 200
LONGEST_DEADLINE = 60
LONGEST_CODE = 12
LONGEST_NAME = 100


def proposal_from(document: Document, draft: Draft) -> Proposal:
    """A proposal, not yet saved, that says what a draft says."""
    due = draft.deadline
    return Proposal(
        document=document,
        start=draft.start,
        end=draft.end,
        title=draft.title[:LONGEST_TITLE],
        requirement=document.text[draft.start : draft.end],
        deadline_text=due.text[:LONGEST_DEADLINE] if due else "",
        deadline_code=(due.code or "")[:LONGEST_CODE] if due else "",
        finish_due=due.day if due else None,
        targets="\n".join(target.text for target in draft.targets),
        category=draft.category,
        confidence=draft.confidence,
        reasons=reasons_text(draft.reasons),
    )


def reasons_text(reasons: Iterable[Reason]) -> str:
    """Reasons as they are kept: code, message and its places, so that each reader gets his own language."""
    return json.dumps([[each.code, each.message, each.params] for each in reasons], ensure_ascii=False)


def create_proposals(document: Document, drafts: Sequence[Draft], directory: Directory) -> list[Proposal]:
    """Save all drafts of a document with the units and leaders they name."""
    rows = Proposal.objects.bulk_create([proposal_from(document, draft) for draft in drafts])
    Party.objects.bulk_create(
        party for row, draft in zip(rows, drafts, strict=True) for party in _parties_of(row, draft, directory)
    )
    return rows


def _parties_of(proposal: Proposal, draft: Draft, directory: Directory) -> list[Party]:
    """Everybody a draft names. A unit that is named twice has one part: its first."""
    named = (
        (PartyRole.LEAD, draft.leads),
        (PartyRole.CO, draft.co_units),
        (PartyRole.LEADER, draft.leaders),
    )
    found: list[Party] = []
    for role, names in named:
        for position, name in enumerate(names):
            party = party_named(proposal, role, position, name.text, directory)
            if not party.unit or party.unit not in [each.unit for each in found]:
                found.append(party)
    return found


def party_named(proposal: Proposal, role: str, position: int, written: str, directory: Directory) -> Party:
    """A party, not yet saved, matched to the register where only one unit or leader can be meant."""
    written = written[:LONGEST_NAME]
    is_leader = role == PartyRole.LEADER
    return Party(
        proposal=proposal,
        role=role,
        position=position,
        written=written,
        unit=None if is_leader else directory.unit(written),
        person=directory.leader(written) if is_leader else None,
    )
