"""Handing work over: who leaves, who takes over, and what goes with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.hand_over import HandOverForm, PersonChoice, UnitChoice, units_of
from bihuan.supervision.queries.handling import burdens, handled, handlers, staff

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: SignedInRequest) -> HttpResponse:
    """Give all open work of one person in a unit to another one, in one step."""
    by = request.user
    if not (by.access.has(Role.SUPERVISOR, Role.SYSTEM_ADMIN) or by.access.headed):
        raise Denied(_("Only the unit's head, the supervision office and administrators hand work over."))
    unit = _unit(request)
    context: dict[str, Any] = {
        "unit": unit,
        "choice": UnitChoice({"unit": unit.pk} if unit else None, units_of(by)),
        "today": clock.today(),
    }
    if unit is None:
        return render(request, "supervision/hand_over.html", context)
    leaving = _leaving(request, unit)
    form = HandOverForm(request.POST if request.method == "POST" else None, staff(unit))
    if leaving and form.is_bound and form.is_valid():
        try:
            return _done(request, unit, leaving, form.cleaned_data["successor"])
        except Invalid as refusal:
            form.add_error(None, str(refusal))
    context |= {"form": form, "leaving": leaving, "burdens": _burdens(unit)}
    if leaving is not None:
        context["items"] = handled(by, leaving, unit)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "supervision/hand_over.html", context, status=status)


def _unit(request: SignedInRequest) -> Unit | None:
    """The unit asked for, or the only one there is."""
    choice = UnitChoice(request.GET, units_of(request.user))
    if choice.is_valid():
        return choice.cleaned_data["unit"]  # type: ignore[no-any-return]
    units = list(units_of(request.user)[:2])
    return units[0] if len(units) == 1 else None


def _leaving(request: SignedInRequest, unit: Unit) -> Person | None:
    choice = PersonChoice(request.GET, handlers(unit))
    return choice.cleaned_data["person"] if choice.is_valid() else None


def _burdens(unit: Unit) -> list[tuple[Person, int]]:
    counts = burdens(unit)
    return [(person, counts[person.pk]) for person in handlers(unit)]


def _done(request: SignedInRequest, unit: Unit, person: Person, successor: Person) -> HttpResponse:
    passed = actions.hand_over(person=person, successor=successor, unit=unit, by=request.user, at=clock.now())
    words = ngettext(
        "%(count)s matter now lies with %(name)s.", "%(count)s matters now lie with %(name)s.", len(passed)
    )
    messages.success(request, words % {"count": len(passed), "name": successor.name})
    return redirect(f"{request.path}?unit={unit.pk}")
