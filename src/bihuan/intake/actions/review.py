"""What every action on a document under review has in common: the lock, the person, the record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bihuan.intake.models import Document, DocumentStatus, Party, Proposal, ProposalStatus
from bihuan.intake.queries import last_hand
from bihuan.intake.rules.review import FIELDS, changed_fields, may_review
from bihuan.journal import actions as journal
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


def parties_of(proposal: Proposal) -> list[Party]:
    """Everybody a proposal names, in order."""
    return list(proposal.parties.select_related("unit", "person").order_by("role", "position", "id"))


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
