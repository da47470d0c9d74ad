"""What the pages of rooms share: load what may be seen, ask by a form, act, keep the file, go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bihuan.files import actions as files
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID

UNPROCESSABLE = 422
METHODS = ["GET", "HEAD", "POST"]


def one(request: SignedInRequest, rows: QuerySet[Any], pk: int) -> Any:
    """A row that this person sees; for everybody else it does not exist."""
    return get_object_or_404(rows.visible_to(request.user), pk=min(pk, LARGEST_ID))  # type: ignore[attr-defined]


def said_in(request: SignedInRequest) -> tuple[Any, Any]:
    """What a form is bound to: what was sent, and the files with it."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def answered(
    request: SignedInRequest,
    form: Any,
    run: Callable[..., Any],
    page: dict[str, Any],
    then: str | Callable[[Any], str],
    *,
    act: str,
) -> HttpResponse:
    """Show a form, or run the action with what it says: its file is kept only if the action succeeds.

    `page` holds the heading and what else the template shows, which is `act` unless it names another; `then`
    is where to go on, or says it of what the action made.
    """
    if form.is_bound and form.is_valid():
        try:
            made = _run(request, run, form.arguments())
        except (Invalid, Conflict) as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("“%(move)s” is done.") % {"move": page["heading"]})
            return redirect(then(made) if callable(then) else then)
    back = {} if callable(then) else {"back": then}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, page.get("template", act), {"form": form, **back, **page}, status=status)


def refused(form: Any, refusal: Invalid | Conflict) -> None:
    """Put a refusal to the field that it names, or above the form."""
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, str(refusal))


def _run(request: SignedInRequest, run: Callable[..., Any], said: dict[str, Any]) -> Any:
    upload, by, at = said.pop("file", None), request.user, clock.now()
    if upload is None:
        return run(by=by, at=at, **said)
    with files.keeping(upload, by=by, at=at) as file:
        return run(by=by, at=at, file=file, **said)
