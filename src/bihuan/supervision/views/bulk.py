"""The same move for several matters, with what became of each."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.actions.outgoing import TAKEN_BACK
from bihuan.supervision.actions.taking import LARGEST_BULK
from bihuan.supervision.forms.bulk import BULK_FORMS, LARGE
from bihuan.supervision.forms.filters import FilterForm, ticked
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries import selected
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.views.undoing import say_sent

UNPROCESSABLE = 422


def _meant(request: SignedInRequest) -> list[SupervisionItem]:
    """The matters that are ticked; or all that pass the filters of the list, where that is ticked."""
    if "matching" not in request.POST:
        seen = SupervisionItem.objects.visible_to(request.user)
        return list(seen.filter(pk__in=ticked(request.POST)).order_by("finish_due", "pk"))
    form = FilterForm(QueryDict(request.POST.get("filters", "")), request.user)
    if form.errors:
        raise Invalid(_("A filter of this list could not be understood. Mend it, then tick again."))
    found = selected(request.user, form.filters(), clock.today()).order_by("finish_due", "pk")
    items = list(found[: LARGEST_BULK + 1])
    if len(items) > LARGEST_BULK:
        words = _("More than %(count)s matters pass the filters. Narrow them, then tick again.")
        raise Invalid(words % {"count": LARGEST_BULK})
    return items


@require_POST
@login_required
def task_bulk(request: SignedInRequest) -> HttpResponse:
    """Say what will be done to how many, ask for what it needs, then do it and show each outcome."""
    verb = request.POST.get("verb", "")
    if verb not in BULK_FORMS:
        raise Http404
    items = _meant(request)
    if not items:
        raise Invalid(_("Tick at least one matter in the list."))
    form_class = BULK_FORMS[verb]
    is_confirmed = "confirmed" in request.POST
    form = form_class(request.POST if is_confirmed else None, count=len(items))
    context = {"move": MOVES.moves[verb], "items": items, "is_large": len(items) > LARGE, "form": form}
    if not is_confirmed or not form.is_valid():
        status = UNPROCESSABLE if is_confirmed else 200
        return render(request, "supervision/task_bulk.html", context, status=status)
    at = clock.now()
    outcomes = actions.bulk(verb=verb, items=items, by=request.user, at=at, **form.inputs())
    context["outcomes"] = outcomes
    context["done_count"] = sum(outcome.ok for outcome in outcomes)
    if verb in TAKEN_BACK and context["done_count"]:
        say_sent(request, _("“%(move)s” is done.") % {"move": MOVES.moves[verb].label}, at)
    return render(request, "supervision/task_outcomes.html", context)
