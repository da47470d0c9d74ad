"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.standings.models import reads_some
from bihuan.standings.rules.moves import need_keeper
from bihuan.ui.schemas import LARGEST_ID

UNPROCESSABLE = 422
METHODS = ["GET", "HEAD", "POST"]


def need_reader(request: SignedInRequest) -> None:
    """Whoever only administers reads no league tables."""
    if not reads_some(request.user):
        raise Denied(_("Whoever only administers the system reads no league tables."))


def need_office(request: SignedInRequest) -> None:
    """Only the office opens the pages on which schemes and tables are made."""
    need_keeper(request.user)


def one(request: SignedInRequest, rows: QuerySet[Any], pk: int) -> Any:
    """A row that this person sees; for everybody else it does not exist."""
    return get_object_or_404(rows.visible_to(request.user), pk=min(pk, LARGEST_ID))  # type: ignore[attr-defined]


def said_in(request: SignedInRequest) -> Any:
    """What a form is bound to."""
    return request.POST if request.method == "POST" else None


def answered(
    request: SignedInRequest,
    form: Any,
    run: Callable[..., Any],
    page: dict[str, Any],
    then: str | Callable[[Any], str],
) -> HttpResponse:
    """Show a form, or run the action with what it says, and go on."""
    if form.is_bound and form.is_valid():
        try:
            made = run(by=request.user, at=clock.now(), **form.arguments())
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(move)s” is done.") % {"move": page["heading"]})
            return redirect(then(made) if callable(then) else then)
    status = UNPROCESSABLE if form.is_bound else 200
    template = page.get("template", "standings/act.html")
    return render(request, template, {"form": form, **page}, status=status)
