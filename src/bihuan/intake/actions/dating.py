"""A paper that bears no date: somebody says its day once, and the days counted by it follow."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.drafts import proposal_from
from bihuan.intake.actions.reading import tasks_in
from bihuan.intake.actions.review import record, under_review
from bihuan.intake.models import Document, Proposal
from bihuan.intake.queries import Directory
from bihuan.journal import clock
from bihuan.journal.rules import before
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person

OLDEST = date(1949, 10, 1)
FOLLOWS = ("deadline_text", "deadline_code", "finish_due", "confidence", "reasons")


@transaction.atomic
def date_document(*, document: Document, day: date, by: Person, at: datetime) -> list[Proposal]:
    """Say of which day a document is; return the proposals whose days followed.

    What somebody has decided, written or moved by hand keeps its day.
    """
    document = under_review(document.pk, by)
    if day > clock.day_of(at):
        raise Invalid(_("A document does not bear a date that lies in the future."))
    if day < OLDEST:
        raise Invalid(_("Give the day on which the document was issued."))
    directory = Directory()
    read_before = _read(document, directory)
    was, document.issued_date = before(document), day
    read_now = _read(document, directory)
    document.save(update_fields=["issued_date"])
    parts, moved = [], []
    for proposal in document.proposals.all().waiting().filter(is_manual=False, asking=None).order_by("pk"):
        span = proposal.start, proposal.end
        old, new = read_before.get(span), read_now.get(span)
        if old and new and _says(proposal, old) and _values(proposal) != _values(new):
            parts.append(before(proposal))
            for name in FOLLOWS:
                setattr(proposal, name, getattr(new, name))
            proposal.save(update_fields=FOLLOWS)
            moved.append(proposal)
    payload = {"day": day, "moved": len(moved)}
    record(verb="document.date", thing=was, by=by, parts=parts, payload=payload)
    return moved


def _read(document: Document, directory: Directory) -> dict[tuple[int, int], Proposal]:
    """What the rules propose, by the date that the document has now; not saved."""
    drafts = tasks_in(document, directory)
    return {(draft.start, draft.end): proposal_from(document, draft) for draft in drafts}


def _says(proposal: Proposal, read: Proposal) -> bool:
    """Whether a proposal still has the day that the rules gave it."""
    return (proposal.deadline_text, proposal.finish_due) == (read.deadline_text, read.finish_due)


def _values(proposal: Proposal) -> list[object]:
    return [getattr(proposal, name) for name in FOLLOWS]
