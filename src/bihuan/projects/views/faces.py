"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bihuan.files import actions as files
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Project
from bihuan.ui.schemas import LARGEST_ID

UNPROCESSABLE = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load(request: SignedInRequest, pk: int) -> Project:
    """A project that this person sees; for everybody else it does not exist."""
    seen = Project.objects.visible_to(request.user).select_related("lead", "sponsor__person")
    return get_object_or_404(seen, pk=min(pk, LARGEST_ID))


def one(request: SignedInRequest, rows: QuerySet[Any], pk: int) -> Any:
    """A row of something that hangs on a project that this person sees."""
    return get_object_or_404(rows.visible_to(request.user), pk=min(pk, LARGEST_ID))  # type: ignore[attr-defined]


def answered(
    request: SignedInRequest, form: Any, run: Callable[..., Any], page: dict[str, Any], then: str
) -> HttpResponse:
    """Show a form, or run the action with what it says: its file is kept only if the action succeeds."""
    if form.is_bound and form.is_valid():
        try:
            said, at = form.arguments(), clock.now()
            with files.keeping(said.pop("file", None), by=request.user, at=at) as file:
                run(by=request.user, at=at, **said, **({"file": file} if file else {}))
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(move)s” is done.") % {"move": page["heading"]})
            return redirect(then)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "projects/act.html", {"form": form, "back": then, **page}, status=status)


def handed_out(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to take away."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=kind, headers=headers)
