"""What a reviewer decides: proposals accepted, singly or several that he was shown; no task after all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.learning import judge, unjudge
from bihuan.intake.actions.review import live, looked_at, parties_of, record, record_part, under_review
from bihuan.intake.models import Document, Proposal, ProposalStatus
from bihuan.intake.rules.confidence import SURE
from bihuan.intake.rules.review import changed_fields, is_open
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: Person, at: datetime, seen: str = "") -> Proposal:
    """The reviewer has read it and lets it stand: it goes with the next dispatch."""
    proposal = live(looked_at(proposal, by, seen))
    if is_open(proposal, parties_of(proposal), clock.day_of(at)):
        raise Conflict(
            _(
                "“%(title)s” has an open question: its lead unit, an unknown name, or a day that has passed "
                "or does not exist."
            )
            % {"title": proposal.title}
        )
    taught = judge(proposal, is_task=True, by=by, at=at)
    return _set_status(proposal, ProposalStatus.ACCEPTED, by, "proposal.accept", taught)


@dataclass(frozen=True)
class Several:
    """What became of several proposals: those accepted, and how many were passed over, changed meanwhile."""

    accepted: list[Proposal]
    passed_over: int


@transaction.atomic
def accept_several(*, document: Document, seen: Mapping[int, str], by: Person, at: datetime) -> Several:
    """Accept the proposals that the reviewer was shown and left ticked, each with the signature he saw.

    Only sure ones without an open question; what has changed since he saw it stays as it is.
    """
    document = under_review(document.pk, by)
    if not seen:
        raise Invalid(_("Tick at least one task."))
    today = clock.day_of(at)
    rows = document.proposals.all().waiting().filter(pk__in=seen).order_by("start", "id")
    sure = []
    for row in rows.prefetch_related("parties"):
        parties = list(row.parties.all())
        is_same = not changed_fields(seen[row.pk], row, parties)
        is_measured = row.asking_id is None and row.confidence >= SURE
        if is_same and is_measured and not is_open(row, parties, today):
            sure.append(row)
    if not sure:
        raise Conflict(_("All of these have changed since you opened the page. Look again."))
    parts = [before(row) for row in sure]
    for row in sure:
        row.status = ProposalStatus.ACCEPTED
    Proposal.objects.bulk_update(sure, ["status"])
    record(verb="proposal.accept_several", thing=before(document), by=by, parts=parts)
    return Several(sure, len(seen) - len(sure))


@transaction.atomic
def reject_proposal(*, proposal: Proposal, by: Person, at: datetime, seen: str = "") -> Proposal:
    """It is no task; the passage counts as decided."""
    proposal = live(looked_at(proposal, by, seen))
    taught = judge(proposal, is_task=False, by=by, at=at)
    return _set_status(proposal, ProposalStatus.REJECTED, by, "proposal.reject", taught)


@transaction.atomic
def restore_proposal(*, proposal: Proposal, by: Person, at: datetime, seen: str = "") -> Proposal:
    """Take back a rejection."""
    proposal = looked_at(proposal, by, seen)
    if proposal.status != ProposalStatus.REJECTED:
        raise Conflict(_("“%(title)s” is not rejected.") % {"title": proposal.title})
    return _set_status(proposal, ProposalStatus.PROPOSED, by, "proposal.restore", unjudge(proposal, at))


def _set_status(
    proposal: Proposal, status: ProposalStatus, by: Person, verb: str, taught: list[Change]
) -> Proposal:
    was = before(proposal)
    proposal.status = status
    proposal.save(update_fields=["status"])
    record_part(verb, [was, *taught], by, {"proposal": proposal.pk})
    return proposal
