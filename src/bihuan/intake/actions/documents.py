"""Documents: taken in, confirmed, dropped."""

from datetime import date, datetime
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files import actions as files
from bihuan.files.actions import Received
from bihuan.files.reading import Reading, read, read_pasted
from bihuan.intake.actions.drafts import create_proposals
from bihuan.intake.actions.reading import tasks_in
from bihuan.intake.actions.review import record, under_review
from bihuan.intake.models import Document, DocumentStatus, SourceType
from bihuan.intake.queries import Directory, open_questions
from bihuan.intake.rules.clean import clean
from bihuan.intake.rules.drafts import Draft
from bihuan.intake.rules.review import LONGEST_TEXT, brief, has_words, is_classified, may_hand_in
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person

LONGEST_TITLE = 200
LONGEST_NUMBER = 60


def take_document(  # noqa: PLR0913 - what stands on the first page of a document
    *,
    by: Person,
    at: datetime,
    source_type: str,
    confirmed_unclassified: bool,
    title: str = "",
    text: str = "",
    file: "File[bytes] | None" = None,
    doc_number: str = "",
    issued_date: date | None = None,
    speaker: Person | None = None,
) -> Document:
    """Take in a document, as pasted text or as a file: its clean text and the tasks it seems to order.

    Reading happens before the transaction; what is refused leaves nothing behind.
    """
    if not may_hand_in(by):
        raise Denied(_("Documents are handed in by the supervision office, leaders and units."))
    if not confirmed_unclassified:
        raise Invalid(
            _("Confirm that the document is not classified. Classified matters do not belong here.")
        )
    if source_type not in SourceType.values:
        raise Invalid(_("Choose what kind of document it is."))
    document = Document(
        title=title.strip()[:LONGEST_TITLE],
        source_type=source_type,
        doc_number=doc_number.strip()[:LONGEST_NUMBER],
        issued_date=issued_date,
        speaker=speaker,
        by=by,
        created_at=at,
    )
    if file is None:
        return _take(document, read_pasted(text), None)
    with files.receive(file) as (received,):
        return _take(document, read(received.path, received.kind), received)


@transaction.atomic
def confirm_document(*, document: Document, by: Person, at: datetime) -> Document:
    """What has been accepted leaves the review for dispatch; what nobody has looked at stays in it.

    When nothing waits any more the document is confirmed. Without anything accepted this only closes a
    review of which something has been dispatched and nothing is left.
    """
    document = under_review(document.pk, by)
    ready = document.proposals.all().ready()
    rows = list(ready)
    waiting = document.proposals.all().waiting().count()
    if not rows and (waiting or not document.proposals.exclude(confirmed_at=None).exists()):
        raise Conflict(_("Nothing has been accepted yet. Accept what shall be dispatched."))
    if count := open_questions(ready):
        raise Conflict(
            _("%(count)s accepted proposals still have an open question about their units.")
            % {"count": count}
        )
    was = before(document)
    ready.update(confirmed_at=at)
    if not waiting:
        document.status, document.confirmed_at = DocumentStatus.CONFIRMED, at
        document.save(update_fields=["status", "confirmed_at"])
    payload = {"tasks": [row.pk for row in rows], "waiting": waiting}
    record(verb="document.confirm", thing=was, by=by, payload=payload)
    return document


@transaction.atomic
def drop_document(*, document: Document, by: Person, at: datetime, reason: str) -> Document:
    """Put a document aside without any task: handed in twice, or it orders nothing."""
    document = under_review(document.pk, by)
    if not reason.strip():
        raise Invalid(_("Say why the document is put aside."))
    if document.proposals.exclude(confirmed_at=None).exists():
        raise Conflict(_("Some of its tasks have been dispatched. Close the review instead."))
    was = before(document)
    document.status = DocumentStatus.DROPPED
    document.save(update_fields=["status"])
    record(verb="document.drop", thing=was, by=by, payload={"reason": reason.strip()})
    return document


def _take(document: Document, reading: Reading, received: Received | None) -> Document:
    """Clean, read and write down."""
    if is_classified(reading.text):
        raise Invalid(
            _(
                "This document bears a grade of secrecy (秘密, 机密 or 绝密). "
                "Classified documents may not enter this system; nothing was kept."
            )
        )
    document.text = clean(reading.text)
    if not has_words(document.text):
        raise Invalid(_("There is no text in it."))
    if len(document.text) > LONGEST_TEXT:
        raise Invalid(
            _("The text has %(count)s characters; at most %(limit)s can be reviewed. Hand it in in parts.")
            % {"count": len(document.text), "limit": LONGEST_TEXT}
        )
    if not document.title:
        document.title = brief(document.text) or PurePath(received.name if received else "").stem
    document.read_with = "\n".join(reading.warnings)
    directory = Directory()
    return _write(document, tasks_in(document, directory), received, directory)


@transaction.atomic
def _write(
    document: Document, drafts: list[Draft], received: Received | None, directory: Directory
) -> Document:
    if received is not None:
        document.file = files.keep(received=received, by=document.by, at=document.created_at)
    document.save()
    rows = create_proposals(document, drafts, directory)
    record(
        verb="document.take",
        thing=Change(document),
        by=document.by,
        parts=[Change(row) for row in rows],
        payload={"signs": len(document.text), "proposals": len(rows), "warnings": document.reading_warnings},
    )
    return document
