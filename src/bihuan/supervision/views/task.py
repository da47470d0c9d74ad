"""One matter: its page, its files, its printed form."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.files.models import StoredFile
from bihuan.files.queries import serve
from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries import ledger, matter
from bihuan.supervision.queries.pending import Case, waiting
from bihuan.supervision.queries.timeline import GROUPS, Line
from bihuan.supervision.rules.offers import offer

LARGEST_ID = 2**63 - 1


def load(person: Person, pk: int) -> SupervisionItem:
    """The matter, or 404 for whoever may not see it."""
    item = matter.find(person, pk) if pk <= LARGEST_ID else None
    if item is None:
        raise Http404
    return item


@require_safe
@login_required
def task_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One matter with its history, its clocks, and what this person can do now."""
    person, today = request.user, clock.today()
    item = load(person, pk)
    return render(request, "supervision/task_detail.html", context_of(item, request, person, today))


def context_of(
    item: SupervisionItem, request: SignedInRequest, person: Person, today: date
) -> dict[str, Any]:
    """What the page of a matter shows."""
    whole = matter.matter(person, item, today)
    buttons = offer(item, person, today, whole.is_verified)
    wanted = request.GET.get("show", "")
    return {
        "item": item,
        "matter": whole,
        "word": ledger.word_of(item, whole.light, today),
        "lines": [line for line in whole.lines if wanted not in GROUPS or line.move in GROUPS[wanted]],
        "tabs": _tabs(whole.lines, wanted),
        "offer": buttons,
        "need": waiting(Case(whole, person, buttons.names, today)),
        "ended": clock.day_of(item.concluded_at) if item.concluded_at else None,
        "sent": clock.day_of(item.dispatched_at) if item.dispatched_at else None,
        "today": today,
    }


def _tabs(lines: list[Line], wanted: str) -> list[dict[str, Any]]:
    """The kinds of events that have happened, for the filter above the timeline."""
    labels = {"instructions": _("Instructions"), "reports": _("Reports"), "urges": _("Urges")}
    counts = {name: sum(line.move in moves for line in lines) for name, moves in GROUPS.items()}
    tabs = [{"name": "", "label": _("All"), "count": len(lines), "current": wanted not in GROUPS}]
    return tabs + [
        {"name": name, "label": labels[name], "count": count, "current": wanted == name}
        for name, count in counts.items()
        if count
    ]


@require_safe
@login_required
def task_file(request: SignedInRequest, pk: int, file_pk: int) -> FileResponse:
    """A file that was shown as evidence, for whoever may see the matter."""
    item = load(request.user, pk)
    hangs_on = Q(reports__item=item) | Q(verifications__item=item)
    file = StoredFile.objects.filter(hangs_on, pk=min(file_pk, LARGEST_ID)).distinct().first()
    if file is None:
        raise Http404
    return serve(file)
