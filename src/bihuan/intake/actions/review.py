"""What every action on a document under review has in common: the lock, the person, the record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bihuan.intake.models import Document, DocumentStatus, Party, PartyRole, Proposal, ProposalStatus
from bihuan.intake.queries import last_hand
from bihuan.intake.rules.review import FIELDS, changed_fields, is_open, may_review
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Denied
from bihuan.people.models import Person

# An event holds at most 16 KiB, and a proposal's governed columns up to 800 bytes.
PARTS_IN_AN_EVENT = 16


def under_review(document_id: int, by: Person) -> Document:
    """Lock a document for a change of its proposals; refuse the wrong person and the wrong state."""
    document = Document.objects.select_for_update().get(pk=document_id)
    if not may_review(by):
        raise Denied(_("Proposals are reviewed by the supervision office."))
    if document.status != DocumentStatus.REVIEW:
        raise Conflict(
            _("“%(title)s” is no longer being reviewed: %(state)s.")
            % {"title": document.title, "state": document.get_status_display()}
        )
    return document


def looked_at(proposal: Proposal, by: Person, seen: str = "") -> Proposal:
    """Lock a proposal with its document; refuse when it no longer says what the reviewer saw."""
    document = under_review(proposal.document_id, by)
    proposal = Proposal.objects.get(pk=proposal.pk)
    proposal.document = document
    if proposal.confirmed_at:
        raise Conflict(_("“%(title)s” has been dispatched already.") % {"title": proposal.title})
    changed = changed_fields(seen, proposal, parties_of(proposal)) if seen else []
    if changed:
        fields = _(", ").join(str(FIELDS[name]) for name in changed)
        raise Conflict(
            _(
                "%(who)s has changed this proposal since you opened it: %(fields)s. "
                "Your change was not saved. Compare, then save again."
            )
            % {"who": last_hand(proposal) or _("Somebody"), "fields": fields}
        )
    return proposal


def live(proposal: Proposal) -> Proposal:
    """Refuse to work on a rejected proposal."""
    if proposal.status == ProposalStatus.REJECTED:
        raise Conflict(_("“%(title)s” has been rejected. Restore it first.") % {"title": proposal.title})
    return proposal


def settle(proposal: Proposal, at: datetime) -> None:
    """Let an acceptance lapse, not saved yet, when a question stands again."""
    is_accepted = proposal.status == ProposalStatus.ACCEPTED
    if is_accepted and is_open(proposal, parties_of(proposal), clock.day_of(at)):
        proposal.status = ProposalStatus.PROPOSED


def parties_of(proposal: Proposal) -> list[Party]:
    """Everybody a proposal names, in order."""
    return list(proposal.parties.select_related("unit", "person").order_by("role", "position", "id"))


def names_of(proposal: Proposal) -> dict[str, list[str]]:
    """The names of a proposal by role, for the record."""
    named: dict[str, list[str]] = {role: [] for role in PartyRole.values}
    for party in parties_of(proposal):
        named[party.role].append(party.written)
    return named


def record_part(verb: str, was: Change | list[Change], by: Person, payload: dict[str, object]) -> None:
    """Write the event of a change of one or two proposals of a document."""
    parts = was if isinstance(was, list) else [was]
    record(verb=verb, thing=before(parts[0].thing.document), by=by, parts=parts, payload=payload)


def record(
    *,
    verb: str,
    thing: Change,
    by: Person,
    parts: Iterable[Change] = (),
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Write the event; when it cannot hold all proposals, further events of the same verb hold the rest."""
    rest = list(parts)
    first, rest = rest[:PARTS_IN_AN_EVENT], rest[PARTS_IN_AN_EVENT:]
    journal.record(verb=verb, thing=thing, by=by, parts=first, claim=Claim(payload or {}))
    while rest:
        first, rest = rest[:PARTS_IN_AN_EVENT], rest[PARTS_IN_AN_EVENT:]
        journal.record(verb=verb, thing=before(thing.thing), by=by, parts=first)
