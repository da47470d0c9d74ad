"""The papers of one matter."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.reports.answers import paper_answer
from bihuan.reports.queries.matter import offered, offers
from bihuan.reports.rendering.typeset import lacking
from bihuan.supervision.queries import Detail, detail, find
from bihuan.ui.schemas import LARGEST_ID


def load(request: SignedInRequest, pk: int) -> Detail:
    """The matter, or 404 for whoever may not see it."""
    today = clock.today()
    item = find(request.user, min(pk, LARGEST_ID), today)
    if item is None:
        raise Http404
    return detail(item, request.user, today)


@require_safe
@login_required
def paper_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which papers there are of a matter."""
    matter = load(request, pk)
    context = {
        "item": matter.item,
        "offers": offers(matter, request.user),
        "trouble": lacking(),
        "today": matter.today,
    }
    return render(request, "reports/paper_list.html", context)


@require_safe
@login_required
def paper_file(request: SignedInRequest, pk: int, name: str, form: str) -> HttpResponse:
    """One paper of a matter as a file."""
    found = offered(load(request, pk), request.user, name)
    if found is None:
        raise Http404
    return paper_answer(found.make(), form)
