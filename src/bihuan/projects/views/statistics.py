"""The pre-check for the statistics: what stands where in a project's papers, and its code once it is in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.files.answering import UNPROCESSABLE
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.forms.rounds import EnrolForm
from bihuan.projects.queries.statistics import points
from bihuan.projects.rules.moves import works_on
from bihuan.projects.views.faces import load


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def project_statistics(request: SignedInRequest, pk: int) -> HttpResponse:
    """Compare the papers of a project point by point; those who work on it enter its code."""
    project = load(request, pk)
    may = works_on(request.user, project)
    if request.method == "POST" and not may:
        said = _("Only %(unit)s, which leads this project, and the keeper of the project ledger may do this.")
        raise Denied(said % {"unit": project.lead.short_name})
    bound = (request.POST,) if request.method == "POST" else ()
    form = EnrolForm(*bound, today=clock.today())
    if form.is_bound and form.is_valid():
        try:
            actions.enrol(project=project, by=request.user, at=clock.now(), **form.arguments())
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is in the statistics.") % {"name": project.name})
            return redirect("projects:project_detail", pk=project.pk)
    found = points(project)
    context = {
        "project": project,
        "points": found,
        "failed": [point for point in found if not point.holds],
        "form": form,
        "may": may and not project.stat_date and not project.is_package,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "projects/project_statistics.html", context, status=status)
