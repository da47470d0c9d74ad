"""A number followed down on one page, and the units' own words beside what is found."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files import actions as files
from bihuan.files.queries import serve
from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Role, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Project
from bihuan.trace import actions
from bihuan.trace.forms import StatementForm
from bihuan.trace.models import Statement
from bihuan.trace.queries import telling
from bihuan.trace.queries.path import Trace
from bihuan.trace.rules import may_assign, may_state
from bihuan.ui.schemas import LARGEST_ID

UNPROCESSABLE = 422


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
    said: dict[str, Any] = {
        "title": telling.title(gap),
        "unit_of_gap": telling.unit_of(gap),
        "story": telling.told(found),
        "may_state": bool(unit and found.project and may_state(request.user, unit)),
    }
    if may_assign(request.user):
        said["assign"] = telling.filing(found, SourceType.PROJECT)
        if request.user.access.has(Role.LEADER):
            said["instruct"] = telling.filing(found, SourceType.INSTRUCTION)
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def statement_new(request: SignedInRequest, pk: int, unit_pk: int) -> HttpResponse:
    """A unit writes how it was with a project."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=min(unit_pk, LARGEST_ID))
    if not may_state(request.user, unit):
        raise Denied(_("Only the unit itself says how it was: its head or its contact."))
    form = StatementForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        try:
            said, at = form.arguments(), clock.now()
            with files.keeping(said.pop("file", None), by=request.user, at=at) as file:
                actions.state(unit=unit, project=project, by=request.user, at=at, file=file, **said)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands beside the facts now."))
            return redirect(reverse("projects:project_detail", args=[project.pk]))
    context = {"form": form, "project": project, "unit": unit}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "trace/statement_new.html", context, status=status)


@require_safe
@login_required
def statement_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The paper that a unit has put beside its words."""
    rows = Statement.objects.visible_to(request.user).exclude(file=None).select_related("file")
    row = get_object_or_404(rows, pk=min(pk, LARGEST_ID))
    assert row.file  # noqa: S101 - left out by the query
    return serve(row.file)
