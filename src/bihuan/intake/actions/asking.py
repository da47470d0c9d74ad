"""The language model, where the house has one: asked by a reviewer, answered in the worker, checked."""

import hashlib
import http.client
import json
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.drafts import create_proposals
from bihuan.intake.actions.review import record, under_review
from bihuan.intake.models import Asking, AskingStatus, Document, Proposal
from bihuan.intake.queries import Directory, is_model_set
from bihuan.intake.rules.drafts import Span
from bihuan.intake.rules.suggest import Suggested, Unusable, question, suggestions
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, DomainError
from bihuan.people.models import Person

# Bytes and seconds. A longer or slower answer is none.
LARGEST_ANSWER = 2_000_000
CHUNK = 65_536
MARGIN = timedelta(minutes=1)


@transaction.atomic
def ask_model(*, document: Document, by: Person, at: datetime) -> Asking:
    """Note that a document is to be put to the model; the worker does so. Nothing is sent from here."""
    document = under_review(document.pk, by)
    if not is_model_set():
        raise Conflict(_("No language model has been set up here."))
    if document.askings.filter(status=AskingStatus.WAITING).exists():
        raise Conflict(_("The model has been asked already; its answer is awaited."))
    sent = question(document.text, settings.LLM_MODEL)
    asking = Asking.objects.create(
        document=document,
        model=settings.LLM_MODEL,
        input_hash=hashlib.sha256(sent).hexdigest(),
        by=by,
        asked_at=at,
    )
    record(verb="document.ask", thing=before(document), by=by, parts=[Change(asking)])
    return asking


@transaction.atomic
def claim_asking(*, at: datetime) -> Asking | None:
    """Take the oldest question that waits and that nobody is at. Free again when a worker died."""
    free = Asking.objects.filter(status=AskingStatus.WAITING).exclude(taken_until__gt=at)
    asking = (
        free.select_for_update(of=("self",), skip_locked=True).select_related("by").order_by("id").first()
    )
    if asking is not None:
        asking.taken_until = at + timedelta(seconds=settings.LLM_SECONDS) + MARGIN
        asking.save(update_fields=["taken_until"])
    return asking


def answer_asking(*, asking: Asking, at: datetime) -> Asking:
    """Put a document to the model and keep what stands of its answer as proposals. Called by the worker.

    The sending happens outside any transaction; a failure is noted in a word and harms nothing.
    """
    if not is_model_set():
        return asking
    document = Document.objects.get(pk=asking.document_id)
    directory = Directory()
    try:
        answer = _sent(question(document.text, asking.model))
        taken = [Span(*span) for span in document.proposals.values_list("start", "end")]
        found = suggestions(answer, document.text, taken, directory.register, asking.model)
    except Unusable as problem:
        return _write(asking, None, str(problem), directory, at)
    return _write(asking, found, "", directory, at)


@transaction.atomic
def _write(
    asking: Asking, found: Suggested | None, problem: str, directory: Directory, at: datetime
) -> Asking:
    try:
        document = under_review(asking.document_id, asking.by)
    except DomainError:
        document = Document.objects.select_for_update().get(pk=asking.document_id)
        found, problem = None, "over"
    asking = Asking.objects.select_related("by").get(pk=asking.pk)
    if asking.status != AskingStatus.WAITING:
        return asking
    was = before(asking)
    rows: list[Proposal] = []
    if found is not None:
        rows = create_proposals(document, found.drafts, directory)
        for row in rows:
            row.asking = asking
        Proposal.objects.bulk_update(rows, ["asking"])
    asking.status = AskingStatus.FAILED if found is None else AskingStatus.ANSWERED
    asking.dropped = json.dumps({problem: 1} if found is None else found.dropped)
    asking.kept, asking.answered_at = len(rows), at
    asking.save()
    parts = [was, *(Change(row) for row in rows)]
    payload = {"model": asking.model, "input": asking.input_hash, "kept": len(rows)}
    record(verb="document.suggest", thing=before(document), by=asking.by, parts=parts, payload=payload)
    return asking


def _sent(body: bytes) -> bytes:
    """Post to the one address that is set up, through no proxy, and read a bounded answer."""
    headers = {"Content-Type": "application/json"}
    if settings.LLM_KEY:
        headers["Authorization"] = f"Bearer {settings.LLM_KEY}"
    address = f"{settings.LLM_URL.rstrip('/')}/chat/completions"
    request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310 - checked at the start
    way = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with way.open(request, timeout=settings.LLM_SECONDS) as answer:
            return _read(answer)
    except urllib.error.HTTPError as problem:
        raise Unusable("refused") from problem
    except TimeoutError as problem:
        raise Unusable("slow") from problem
    except http.client.HTTPException as problem:
        raise Unusable("cut off") from problem
    except OSError as problem:
        raise Unusable("slow" if "timed out" in str(problem) else "unreachable") from problem


def _read(answer: http.client.HTTPResponse) -> bytes:
    """Read at most so many bytes in so many seconds, however slowly they drip."""
    end = time.monotonic() + settings.LLM_SECONDS
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(CHUNK):
        size += len(part)
        if size > LARGEST_ANSWER:
            raise Unusable("large")
        if time.monotonic() > end:
            raise Unusable("slow")
        parts.append(part)
    if answer.length:
        raise Unusable("cut off")
    return b"".join(parts)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A document goes to the address that was set up and is not handed on."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None
