"""The same order from a second document: a source more, no matter more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.models import Proposal
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Denied
from bihuan.people.models import Person, Role
from bihuan.supervision.actions.step import lock
from bihuan.supervision.models import ItemSource, SupervisionItem
from bihuan.supervision.rules.orders import JOINABLE


@transaction.atomic
def add_source(*, item: SupervisionItem, proposal: Proposal, by: Person, at: datetime) -> ItemSource:
    """Note that a passage orders what this matter is about already. Nothing else of the matter changes."""
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office says that two orders are one."))
    item = lock(item)
    if item.status not in JOINABLE:
        raise Conflict(
            _("%(number)s no longer runs: %(state)s. Make a new matter of the order.")
            % {"number": item.number or item.title, "state": item.status_label}
        )
    if item.proposal_id == proposal.pk or item.sources.filter(proposal=proposal).exists():
        raise Conflict(_("The passage is a source of this matter already."))
    document = proposal.document
    source = ItemSource.objects.create(
        item=item,
        document=document,
        proposal=proposal,
        start=proposal.start,
        end=proposal.end,
        words=document.text[proposal.start : proposal.end],
        by=by,
        at=at,
    )
    said = {"document": document.title, "text": source.words}
    journal.record(
        verb="item.add_source",
        thing=before(item),
        by=by,
        parts=[Change(source)],
        claim=Claim(said, role=Role.SUPERVISOR),
    )
    return source
