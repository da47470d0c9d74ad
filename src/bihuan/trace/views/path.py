"""A number followed down on one page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.intake.models import SourceType
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.trace import actions
from bihuan.trace.queries import telling
from bihuan.trace.queries.path import Trace
from bihuan.trace.queries.statements import IN_HAND
from bihuan.trace.rules import may_assign


@require_safe
@login_required
def path(request: SignedInRequest) -> HttpResponse:
    """Number, projects, people, conduct: each narrows the next, and the address says what is chosen."""
    found = actions.follow(by=request.user, query=request.GET.dict())
    if found is None:
        raise Http404
    return render(request, "trace/path.html", {"found": found, "today": found.today, **_said(found, request)})


def _said(found: Trace, request: SignedInRequest) -> dict[str, Any]:
    gap, unit = found.gap, found.party.unit if found.party else None
    if gap is None or gap.why:
        return {}
    speaks_for = request.user.access.units
    said: dict[str, Any] = {
        "title": telling.title(gap),
        "unit_of_gap": telling.unit_of(gap),
        "story": telling.told(found),
        "may_state": bool(unit and found.project and unit.pk in speaks_for),
        "may_state_area": bool(found.area and found.area.unit_id in speaks_for),
        "in_hand": IN_HAND,
    }
    if may_assign(request.user):
        said["assign"] = telling.filing(found, SourceType.PROJECT)
        if request.user.access.has(Role.LEADER):
            said["instruct"] = telling.filing(found, SourceType.INSTRUCTION)
    return said
