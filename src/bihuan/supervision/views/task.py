"""One matter: its page, its files, its printed form."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bihuan.files.models import StoredFile
from bihuan.files.queries import serve
from bihuan.journal import clock
from bihuan.journal.receipts import receipt, seals_of
from bihuan.journal.rules import kind_of
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.models import REVIEWING, SupervisionItem
from bihuan.supervision.queries.detail import detail, find
from bihuan.supervision.queries.history import Entry
from bihuan.supervision.queries.pending import Case, waiting
from bihuan.supervision.queries.precedents import Precedent, precedents
from bihuan.supervision.rules.moves import live_parts
from bihuan.supervision.rules.offers import offer

# Whoever may make one of these decides whose matter it is; a ruling shows the library on its own page.
DECIDES = frozenset({"approve", "dispatch", "dispute", "propose_dispute"})
LARGEST_ID = 2**63 - 1
# What the timeline can be narrowed to.
REPORTS = frozenset({"report", "contribute", "submit"})
# A page holds so many events and answered rungs; the earlier ones open.
MOST_TOLD, MOST_RUNGS = 50, 12
SHOWN: dict[str, tuple[Any, Callable[[Entry], bool]]] = {
    "instructions": (_("Instructions"), lambda entry: entry.verb == "instruct"),
    "reports": (_("Reports"), lambda entry: entry.verb in REPORTS),
    "evidence": (_("Evidence"), lambda entry: bool(entry.files)),
    "urges": (_("Urges"), lambda entry: entry.verb == "urge"),
}


def load(person: Person, pk: int) -> SupervisionItem:
    """The matter, or 404 for whoever may not see it."""
    item = find(person, min(pk, LARGEST_ID), clock.today())
    if item is None:
        raise Http404
    return item


@require_safe
@login_required
def task_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One matter with its history, its clocks, and what this person can do now."""
    person, today = request.user, clock.today()
    whole = detail(load(person, pk), person, today)
    buttons = offer(whole.item, person, today, whole.is_verified)
    wanted = request.GET.get("show", "")
    entries = whole.entries[::-1]
    told = [entry for entry in entries if wanted not in SHOWN or SHOWN[wanted][1](entry)]
    most, rungs = (len(told), None) if "all" in request.GET else (MOST_TOLD, MOST_RUNGS)
    context = {
        "item": whole.item,
        "matter": whole,
        "entries": told[:most],
        "earlier": max(len(told) - most, 0),
        "past_rungs": whole.past_rungs[:rungs],
        "tabs": _tabs(entries, wanted),
        "offer": buttons,
        "need": waiting(Case(whole, person, buttons.names, today)),
        "ended": _stopped(whole.item),
        "seals": _seals(whole.item) if whole.slips or whole.item.closed_at else [],
        "precedents": like_matters(whole.item, person) if DECIDES & buttons.names else [],
        "sent": clock.day_of(whole.item.dispatched_at) if whole.item.dispatched_at else None,
        "today": today,
    }
    return render(request, "supervision/task_detail.html", context)


def like_matters(item: SupervisionItem, person: Person) -> list[Precedent]:
    """What the library says, for whoever is about to decide whose matter this is."""
    units = [part.unit_id for part in live_parts(item)]
    return precedents(f"{item.title}\n{item.requirement}", person, units)


def _stopped(item: SupervisionItem) -> date | None:
    """The day on which the finish clock stopped: concluded, or handed in and under review."""
    moment = item.submitted_at if item.status in REVIEWING else item.concluded_at
    return clock.day_of(moment) if moment else None


def _tabs(entries: list[Entry], wanted: str) -> list[dict[str, Any]]:
    """The kinds of events that have happened, for the filter above the timeline."""
    counts = {name: sum(map(shows, entries)) for name, (_label, shows) in SHOWN.items()}
    tabs = [{"name": "", "label": gettext("All"), "count": len(entries), "current": wanted not in SHOWN}]
    return tabs + [
        {"name": name, "label": SHOWN[name][0], "count": count, "current": wanted == name}
        for name, count in counts.items()
        if count
    ]


@require_safe
@login_required
def task_file(request: SignedInRequest, pk: int, file_pk: int) -> FileResponse:
    """A file that was shown as evidence, for whoever may see the matter."""
    item = load(request.user, pk)
    hangs_on = Q(reports__item=item) | Q(verifications__item=item) | Q(statements__item=item)
    file = StoredFile.objects.filter(hangs_on, pk=min(file_pk, LARGEST_ID)).distinct().first()
    if file is None:
        raise Http404
    return serve(file)


# Of these the units get a receipt.
RECEIPTS = ("item.close", "item.issue_slip")


def _seals(item: SupervisionItem) -> list[Any]:
    return seals_of(kind_of(item), item.pk, RECEIPTS)


@require_safe
@login_required
def task_receipt(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    """The receipt of a closing or a slip: that it stands in the sealed record, to be checked by anybody."""
    found = next((seal for seal in _seals(load(request.user, pk)) if seal.event == event), None)
    if found is None:
        raise Http404
    answer = HttpResponse(receipt(found), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{found.event}.tlog-proof"'
    return answer


@require_safe
@login_required
def task_slip(request: SignedInRequest, pk: int) -> HttpResponse:
    """The matter as a form to print and put into a paper file (办理单)."""
    today = clock.today()
    whole = detail(load(request.user, pk), request.user, today)
    return render(
        request,
        "supervision/task_slip.html",
        {"item": whole.item, "matter": whole, "seals": _seals(whole.item), "today": today},
    )
