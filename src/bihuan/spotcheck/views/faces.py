"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bihuan.files import actions as files
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID

UNPROCESSABLE = 422
METHODS = ["GET", "HEAD", "POST"]


def need_reader(person: Person) -> None:
    """Administrators read no business."""
    if person.access.is_admin_only:
        raise Denied(_("Administrators do not read spot checks."))


def one(request: SignedInRequest, rows: QuerySet[Any], pk: int) -> Any:
    """A row that this person sees; for everybody else it does not exist."""
    return get_object_or_404(rows.visible_to(request.user), pk=min(pk, LARGEST_ID))  # type: ignore[attr-defined]


def said_in(request: SignedInRequest) -> tuple[Any, Any]:
    """What a form is bound to: what was sent, and the files with it."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


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
    template = page.get("template", "spotcheck/act.html")
    return render(request, template, {"form": form, "back": then, **page}, status=status)
