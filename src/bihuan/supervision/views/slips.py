"""Slips: those that the rules propose, those that were issued, and one of them to print."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.models import RuleUse
from bihuan.supervision.queries.detail import detail
from bihuan.supervision.queries.lights import rules_on
from bihuan.supervision.queries.slips import Proposals, issued, proposals
from bihuan.supervision.rules.presets import PRESETS
from bihuan.supervision.views.task import load


@require_safe
@login_required
def slip_list(request: SignedInRequest) -> HttpResponse:
    """What the office may issue today, and what has been issued."""
    person, today = request.user, clock.today()
    is_office = person.access.has(Role.SUPERVISOR)
    slips, after = issued(person, request.GET.get("after", ""))
    context = {
        "is_office": is_office,
        "proposed": proposals(person, today) if is_office else Proposals([], 0),
        "slips": slips,
        "pager": {"total": None, "after": after},
        "today": today,
    }
    return render(request, "supervision/slip_list.html", context)


@require_safe
@login_required
def slip_print(request: SignedInRequest, pk: int, slip_pk: int) -> HttpResponse:
    """One slip as a form to print (督查单)."""
    today = clock.today()
    whole = detail(load(request.user, pk), request.user, today)
    slip = next((each for each in whole.slips if each.pk == slip_pk), None)
    if slip is None:
        raise Http404
    preset = PRESETS[rules_on(clock.day_of(slip.at), RuleUse.SLIP).name]
    context = {
        "item": whole.item,
        "matter": whole,
        "slip": slip,
        "follows": preset.follows.get(slip.colour, ""),
        "today": today,
    }
    return render(request, "supervision/slip_print.html", context)
