"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from bihuan.files import answering
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Project
from bihuan.ui.schemas import LARGEST_ID

answered = partial(answering.answered, act="projects/act.html")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load(request: SignedInRequest, pk: int) -> Project:
    """A project that this person sees; for everybody else it does not exist."""
    seen = Project.objects.visible_to(request.user).select_related("lead", "sponsor__person")
    return get_object_or_404(seen, pk=min(pk, LARGEST_ID))


def handed_out(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to take away."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=kind, headers=headers)
