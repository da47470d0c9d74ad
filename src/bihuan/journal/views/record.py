"""The record as its readers see it: events by verb, person and day; one event with its proof; the check."""

import json
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.journal import clock, personal_state, sealed_state, stamping, witnessing
from bihuan.journal.forms import CosignatureForm, FilterForm, ReplyForm, WitnessForm
from bihuan.journal.models import READERS, Event, Witness
from bihuan.journal.queries import Wanted, differences, names_of, proof_of, search, things_of
from bihuan.journal.rules import verb_name
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Denied, Invalid
from bihuan.ui.schemas import place

PAGE = 50
MOST_DIFFERENCES = 100
CHECKERS = ("auditor", "audit_admin")
UNPROCESSABLE = 422
SHOWN_CHECKPOINTS = 12


@require_safe
@login_required
def event_list(request: HttpRequest) -> HttpResponse:
    """What happened, the newest first: everything for those who check, one's own acts for others."""
    reader: Actor = request.user  # type: ignore[assignment]
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    found = search(reader, Wanted(**wanted))
    after = place(request.GET.get("after", ""))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    following = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    rows = rows[:PAGE]
    context = {
        "rows": _with_names(rows, reader),
        "form": form,
        "is_filtered": bool(wanted),
        "may_check": reader.access.has(*CHECKERS),
        "sees_seal": reader.access.has(*READERS, "audit_admin"),
        "pager": {"total": None, "before": "", "after": following},
        "today": clock.today(),
    }
    return render(request, "journal/event_list.html", context)


@require_safe
@login_required
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: who, what, when, its canonical bytes, its hash, and whether it still holds."""
    reader: Actor = request.user  # type: ignore[assignment]
    event = get_object_or_404(Event.objects.visible_to(reader), pk=pk)
    key = (event.thing_kind, event.thing_id)
    others = Event.objects.visible_to(reader).about(*key).exclude(pk=pk).order_by("version")
    context = {
        "event": event,
        "thing": things_of([key], reader)[key],
        "what": verb_name(event.verb),
        "who": names_of([event]).get(event.actor_id or 0, ""),
        "body": json.dumps(json.loads(event.body), ensure_ascii=False, indent=2),
        "proof": proof_of(event, reader),
        "personal": personal_state.said_in(event, reader),
        "words_erasure": personal_state.words_erasure_of(event),
        "others": [(other, verb_name(other.verb)) for other in others.only("version", "verb", "at")[:PAGE]],
    }
    return render(request, "journal/event_detail.html", context)


@require_POST
@login_required
def record_check(request: HttpRequest) -> HttpResponse:
    """Replay the whole record and compare it with the tables: what no event accounts for is named."""
    reader: Actor = request.user  # type: ignore[assignment]
    if not reader.access.has(*CHECKERS):
        raise Denied(_("Only auditors and the audit administrator check the record."))
    found = list(islice(chain(differences(), personal_state.lost()), MOST_DIFFERENCES))
    things = things_of((one.key for one in found), reader)
    rows = [(one, things[one.key]) for one in found]
    context = {"rows": rows, "most": MOST_DIFFERENCES, "checked_at": clock.now()}
    # An administrator learns where the difference is, an auditor also what it is.
    context["shows_values"] = reader.access.has("auditor")
    return render(request, "journal/record_check.html", context)


@require_safe
@login_required
def record_seal(request: HttpRequest) -> HttpResponse:
    """How the sealed record stands: logs, checkpoints, what waits, witnesses."""
    return seal_page(request, {})


@require_POST
@login_required
def witness_new(request: HttpRequest) -> HttpResponse:
    """Register a witness."""
    form = WitnessForm(request.POST)
    reader: Actor = request.user  # type: ignore[assignment]
    if form.is_valid():
        try:
            witnessing.register_witness(by=reader, **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The witness has been registered."))
            return redirect("journal:record_seal")
    return seal_page(request, {"witness_form": form}, UNPROCESSABLE)


@require_POST
@login_required
def witness_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more signatures of a witness."""
    reader: Actor = request.user  # type: ignore[assignment]
    need_reader(reader)
    witness = get_object_or_404(Witness.objects.visible_to(reader), pk=pk)
    witnessing.end_witness(witness=witness, by=reader, at=clock.now())
    return redirect("journal:record_seal")


@require_POST
@login_required
def cosignature_new(request: HttpRequest) -> HttpResponse:
    """Take in what a witness signed on his own machine."""
    form = CosignatureForm(request.POST)
    reader: Actor = request.user  # type: ignore[assignment]
    if form.is_valid():
        try:
            witnessing.take_cosignatures(by=reader, **form.cleaned_data)
        except Invalid as refusal:
            form.add_error("note", str(refusal))
        else:
            messages.success(request, _("The signature has been taken in."))
            return redirect("journal:record_seal")
    return seal_page(request, {"note_form": form}, UNPROCESSABLE)


def need_reader(reader: Actor) -> None:
    """Refuse whoever does not see the seal of the record."""
    if not reader.access.has(*READERS, "audit_admin"):
        raise Denied(_("Auditors, supervisors and the audit administrator see the seal of the record."))


def seal_page(request: HttpRequest, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page of the seal, with what was asked of it."""
    reader: Actor = request.user  # type: ignore[assignment]
    need_reader(reader)
    at = clock.now()
    context = {
        "logs": sealed_state.logs(),
        "checkpoints": sealed_state.last_checkpoints(SHOWN_CHECKPOINTS),
        "waiting": sealed_state.waiting(at),
        "witnesses": sealed_state.witnesses(),
        "silent_since": at - sealed_state.MOST_SILENCE,
        "may_keep": reader.access.has(*witnessing.KEEPERS),
        "may_hand_in": reader.access.has(*witnessing.HANDERS),
        "stamps": sealed_state.stamps(SHOWN_CHECKPOINTS),
        "stamps_wanted": bool(settings.TSA_CERTIFICATES),
        "may_take_stamp": reader.access.has(*stamping.HANDERS),
        "reply_form": ReplyForm(),
        "witness_form": WitnessForm(),
        "note_form": CosignatureForm(),
        "today": clock.today(),
        **forms,
    }
    return render(request, "journal/record_seal.html", context, status=status)


def _with_names(rows: list[Event], reader: Actor) -> list[dict[str, Any]]:
    names = names_of(rows)
    things = things_of(((row.thing_kind, row.thing_id) for row in rows), reader)
    return [
        {
            "event": row,
            "what": verb_name(row.verb),
            "who": names.get(row.actor_id or 0, ""),
            "thing": things[row.thing_kind, row.thing_id],
        }
        for row in rows
    ]
