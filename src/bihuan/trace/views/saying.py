"""A unit writes its own words beside what is on record of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files import actions as files
from bihuan.files.queries import serve
from bihuan.indicators.models import Indicator
from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.figures import kind_of
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Project
from bihuan.trace import actions
from bihuan.trace.forms import StatementForm
from bihuan.trace.models import Statement
from bihuan.trace.rules import Facts, may_state
from bihuan.ui.schemas import LARGEST_ID
from bihuan.ui.templatetags.parts import fullmonth

UNPROCESSABLE = 422
MONTH = "%Y-%m"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_project(request: SignedInRequest, pk: int, unit_pk: int) -> HttpResponse:
    """A unit writes how it was with a project."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    back = reverse("projects:project_detail", args=[project.pk])
    return _say(request, unit_pk, Facts(project=project), {"heading": project.name, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_month(request: SignedInRequest, pk: int, month: str, unit_pk: int) -> HttpResponse:
    """A county or park writes how it was with its number of a month."""
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    first = _month(month)
    said = {
        "heading": f"{indicator.name} {fullmonth(first)}",
        "back": f"{reverse('trace:path')}?{urlencode({'indicator': indicator.code})}",
    }
    return _say(request, unit_pk, Facts(indicator=indicator, month=first), said)


def _month(said: str) -> date:
    """The month that an address names."""
    try:
        return datetime.strptime(said, MONTH).date()  # noqa: DTZ007 - a month
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_figure(request: SignedInRequest, name: str, unit_pk: int) -> HttpResponse:
    """A unit writes how it was with its share of a figure."""
    kind = kind_of(name)
    if kind is None or "unit" not in kind.asks:
        raise Http404
    back = f"{reverse('trace:figure', args=[name])}?{urlencode({'unit': unit_pk})}"
    return _say(request, unit_pk, Facts(figure=name), {"heading": str(kind.label), "back": back})


def _say(request: SignedInRequest, unit_pk: int, facts: Facts, said: Mapping[str, str]) -> HttpResponse:
    """Ask a unit's people for its words, and put these beside the facts."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=min(unit_pk, LARGEST_ID))
    if not may_state(request.user, unit):
        raise Denied(_("Only the unit itself says how it was: its head or its contact."))
    form = StatementForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        try:
            _state(request, unit, facts, form.arguments())
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands beside the facts now."))
            return redirect(said["back"])
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "trace/statement_new.html", {"form": form, "unit": unit, **said}, status=status)


def _state(request: SignedInRequest, unit: Unit, facts: Facts, said: dict[str, Any]) -> None:
    at = clock.now()
    with files.keeping(said.pop("file", None), by=request.user, at=at) as file:
        actions.state(unit=unit, facts=facts, by=request.user, at=at, file=file, **said)


@require_safe
@login_required
def statement_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The paper that a unit has put beside its words."""
    rows = Statement.objects.visible_to(request.user).exclude(file=None).select_related("file")
    row = get_object_or_404(rows, pk=min(pk, LARGEST_ID))
    assert row.file  # noqa: S101 - left out by the query
    return serve(row.file)
