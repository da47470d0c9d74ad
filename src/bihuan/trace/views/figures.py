"""Any figure, opened in one step: what it counts, told apart, and on to whatever stands behind it."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.kernel.figures import kind_of, kinds
from bihuan.people.requests import SignedInRequest
from bihuan.trace.queries.figures import opened, rows_of
from bihuan.trace.queries.statements import said_of
from bihuan.trace.queries.story import told

ROOMS = {
    "breakdown": _("Tables of tasks"),
    "supervision": _("Matters under supervision"),
    "intake": _("Documents"),
    "projects": _("Projects"),
    "fiscal": _("Fiscal capacity"),
    "indicators": _("Indicators"),
    "standings": _("Standings"),
    "firms": _("Firms above scale"),
    "home": _("Overview and persons"),
}


@require_safe
@login_required
def figure_list(request: SignedInRequest) -> HttpResponse:
    """All figures that can be asked for by name."""
    rooms = groupby(kinds(), lambda kind: kind.name.partition(".")[0])
    found = [(ROOMS.get(room, room), list(each)) for room, each in rooms]
    return render(request, "trace/figure_list.html", {"rooms": found})


@require_safe
@login_required
def figure(request: SignedInRequest, name: str) -> HttpResponse:
    """One figure with its rows."""
    kind = kind_of(name)
    if kind is None:
        raise Http404
    today = clock.today()
    found = opened(kind, request.user, today, request.GET.dict())
    pager = rows_of(kind, found.figure, request.GET.get("after", ""))
    unit, says = said_of(kind, found.figure.scope, request.user)
    is_own = unit is not None and unit in request.user.access.units
    context = {
        "says": says,
        "say_at": reverse("trace:figure_say", args=[kind.name, unit]) if is_own else "",
        "found": found,
        "figure": found.figure,
        "kind": kind,
        "story": told(found),
        "pager": pager,
        "today": today,
        "has_unit": any(line.unit for line in pager.lines),
        "has_person": any(line.person for line in pager.lines),
        "has_day": any(line.day for line in pager.lines),
    }
    return render(request, "trace/figure.html", context)
