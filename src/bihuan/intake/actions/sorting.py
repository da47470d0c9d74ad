"""What kind of document it is: chosen when it is handed in, put right during its review."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.review import record, under_review
from bihuan.intake.models import Document, SourceType
from bihuan.journal.rules import before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person


@transaction.atomic
def sort_document(*, document: Document, source_type: str, by: Person, at: datetime) -> Document:
    """Say that a document under review is of another kind; its tasks take the clocks of that kind.

    Nothing of it may have been dispatched: matters keep the source that they were made with.
    """
    document = under_review(document.pk, by)
    if source_type not in SourceType.values:
        raise Invalid(_("Choose what kind of document it is."))
    if document.proposals.exclude(confirmed_at=None).exists():
        raise Conflict(_("Some of its tasks have been dispatched as what it was handed in as."))
    was, document.source_type = before(document), source_type
    document.save(update_fields=["source_type"])
    record(verb="document.sort", thing=was, by=by)
    return document
