"""The same move for several matters, with what became of each."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.bulk import BULK_FORMS, LARGE
from bihuan.supervision.forms.filters import ticked
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.rules.moves import MOVES

UNPROCESSABLE = 422


@require_POST
@login_required
def task_bulk(request: SignedInRequest) -> HttpResponse:
    """Say what will be done to how many, ask for what it needs, then do it and show each outcome."""
    verb = request.POST.get("verb", "")
    if verb not in BULK_FORMS:
        raise Http404
    seen = SupervisionItem.objects.visible_to(request.user)
    items = list(seen.filter(pk__in=ticked(request.POST)).order_by("finish_due", "pk"))
    if not items:
        raise Invalid(_("Tick at least one matter in the list."))
    form_class = BULK_FORMS[verb]
    is_confirmed = "confirmed" in request.POST
    form = form_class(request.POST if is_confirmed else None, count=len(items))
    context = {"move": MOVES.moves[verb], "items": items, "is_large": len(items) > LARGE, "form": form}
    if not is_confirmed or not form.is_valid():
        status = UNPROCESSABLE if is_confirmed else 200
        return render(request, "supervision/task_bulk.html", context, status=status)
    outcomes = actions.bulk(verb=verb, items=items, by=request.user, at=clock.now(), **form.inputs())
    context["outcomes"] = outcomes
    context["done_count"] = sum(outcome.ok for outcome in outcomes)
    return render(request, "supervision/task_outcomes.html", context)
