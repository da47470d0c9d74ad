"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bihuan.indicators.models import Area
from bihuan.indicators.queries.overview import city_of
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID, place

UNPROCESSABLE = 422
METHODS = ["GET", "HEAD", "POST"]


def one(request: SignedInRequest, rows: QuerySet[Any], pk: int) -> Any:
    """A row that this person sees; for everybody else it does not exist."""
    return get_object_or_404(rows.visible_to(request.user), pk=min(pk, LARGEST_ID))  # type: ignore[attr-defined]


def area_in(request: SignedInRequest) -> Area | None:
    """The area that the address names, or the city. Nothing while no area has been entered."""
    pk = place(request.GET.get("area", ""))
    return one(request, Area.objects.all(), pk) if pk is not None else city_of(request.user)


def answered(
    request: SignedInRequest, form: Any, run: Callable[..., Any], page: dict[str, Any], then: str
) -> HttpResponse:
    """Show a form, or run the action with what it says."""
    if form.is_bound and form.is_valid():
        try:
            run(by=request.user, at=clock.now(), **form.arguments())
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(move)s” is done.") % {"move": page["heading"]})
            return redirect(then)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "indicators/act.html", {"form": form, "back": then, **page}, status=status)
