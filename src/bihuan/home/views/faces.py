"""One unit and one person, with what each has in hand."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.home.queries import persons, units
from bihuan.home.views.boards import Part, composed
from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.models import Person, Unit
from bihuan.people.requests import SignedInRequest

LATE = ("overdue", "report_overdue")


@require_safe
@login_required
def unit_work(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one unit has in hand, what its year came to, and the projects that it answers for."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not units.is_open_to(request.user, unit):
        raise Denied(_("A unit's page is for itself, for its leaders and for whoever sees the whole city."))
    today = clock.today()

    def found(person: Person, today: date, _chosen: str) -> dict[str, Any]:
        return {"unit": unit, "work": units.work_of(person, unit, today)}

    part = Part(found, {"work": "home/_unit_work.html"}, {}, is_chosen=True)
    context = {"unit": unit, "today": today, "body": composed(request.user, (part,), str(pk))["work"]}
    return render(request, "home/unit_work.html", context)


@require_safe
@login_required
def person_work(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one person has in hand; for himself and his superiors."""
    other = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    if request.user.pk != other.pk and not persons.is_superior(request.user, other):
        raise Denied(_("A person's page is for the person and his superiors."))
    today = clock.today()
    context = {
        "other": other,
        "today": today,
        "work": persons.work_of(request.user, other, today),
        "late": LATE,
    }
    return render(request, "home/person_work.html", context)
