"""The paper of one project."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Project
from bihuan.projects.queries.detail import detail
from bihuan.reports.answers import paper_answer
from bihuan.reports.rules.project import one_pager
from bihuan.ui.schemas import LARGEST_ID


@require_safe
@login_required
def one_pager_file(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """A project on one page, as pdf or Word."""
    seen = Project.objects.visible_to(request.user)
    project = get_object_or_404(seen, pk=min(pk, LARGEST_ID))
    today = clock.today()
    return paper_answer(one_pager(detail(project, request.user, today), today), form)
