"""What is measured, for whom, and what is wanted of it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files.answering import METHODS, one
from bihuan.indicators import actions
from bihuan.indicators.forms.settings import AreaForm, IndicatorForm, TargetForm
from bihuan.indicators.models import Area, AreaKind, Indicator, Target
from bihuan.indicators.queries.overview import city_of
from bihuan.indicators.rules.rights import (
    is_statistician,
    keeps_any,
    may_keep,
    need_any_keeper,
    need_keeper_of,
    need_statistician,
)
from bihuan.indicators.views.faces import answered
from bihuan.journal import clock
from bihuan.people.models import Person, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID, place


def _said(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_safe
@login_required
def settings(request: SignedInRequest) -> HttpResponse:
    """All indicators, retired ones too, with their owners and targets; the areas whose numbers are read."""
    today = clock.today()
    rows = Indicator.objects.visible_to(request.user).select_related("owner").order_by("place", "name")
    targets: dict[int, tuple[list[Target], list[Target]]] = {}
    wanted = Target.objects.visible_to(request.user).filter(year=today.year).select_related("area")
    for each in wanted.order_by("area__place"):
        whole, parts = targets.setdefault(each.indicator_id, ([], []))
        (whole if each.area.kind == AreaKind.CITY else parts).append(each)
    page = {
        "lines": [
            (row, targets.get(row.pk, ((), ())), may_keep(request.user, row.origin, row.owner_id))
            for row in rows
        ],
        "areas": Area.objects.visible_to(request.user).select_related("unit").order_by("place", "name"),
        "year": today.year,
        "is_statistician": is_statistician(request.user),
        "may_keep": keeps_any(request.user),
    }
    return render(request, "indicators/settings.html", page)


def _own_units(person: Person) -> Any:
    """The units for which somebody may define figures; None: for all."""
    if is_statistician(person):
        return None
    return Unit.objects.filter(pk__in=person.access.units, is_active=True).order_by("sort_key")


@require_http_methods(METHODS)
@login_required
def indicator_new(request: SignedInRequest) -> HttpResponse:
    """Say what is measured from now on."""
    need_any_keeper(request.user)
    form = IndicatorForm(_said(request), row=None, units=_own_units(request.user))
    page = {"heading": _("Define an indicator")}
    return answered(request, form, actions.define, page, reverse("indicators:settings"))


@require_http_methods(METHODS)
@login_required
def indicator_alter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what an indicator says of itself."""
    row = one(request, Indicator.objects.select_related("owner"), pk)
    need_keeper_of(request.user, row)
    form = IndicatorForm(_said(request), row=row, units=_own_units(request.user))
    page = {"heading": _("Alter the indicator"), "subject": row.name}
    run = partial(actions.alter, indicator=row)
    return answered(request, form, run, page, reverse("indicators:settings"))


@require_POST
@login_required
def indicator_keep(request: SignedInRequest, pk: int) -> HttpResponse:
    """Retire an indicator, or measure it again."""
    row = one(request, Indicator.objects.all(), pk)
    act = actions.retire if row.is_active else actions.resume
    act(indicator=row, by=request.user, at=clock.now())
    said = _("“%(name)s” is retired.") if act is actions.retire else _("“%(name)s” is measured again.")
    messages.success(request, said % {"name": row.name})
    return redirect("indicators:settings")


@require_http_methods(METHODS)
@login_required
def target_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter or change a target; `?target=` names one that is there."""
    row = one(request, Indicator.objects.all(), pk)
    need_keeper_of(request.user, row)
    said = place(request.GET.get("target", ""))
    target = one(request, Target.objects.filter(indicator=row), min(said, LARGEST_ID)) if said else None
    first = {"area": city_of(request.user), "year": clock.today().year}
    form = TargetForm(_said(request), row=target, first=first)
    page = {"heading": _("Set the target"), "subject": row.name, "target": target}
    then = reverse("indicators:indicator_detail", args=[pk])
    return answered(request, form, partial(actions.set_target, indicator=row), page, then)


@require_POST
@login_required
def target_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away a target that was entered by mistake."""
    row = one(request, Target.objects.all(), pk)
    actions.drop_target(target=row, by=request.user, at=clock.now())
    messages.success(request, _("The target was taken away."))
    return redirect("indicators:indicator_detail", row.indicator_id)


@require_http_methods(METHODS)
@login_required
def area_set(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Name an area, or correct what is said of it."""
    row = one(request, Area.objects.all(), pk) if pk is not None else None
    need_statistician(request.user)
    form = AreaForm(_said(request), row=row)
    page = {"heading": _("Correct the area") if row else _("Enter an area")}
    run = partial(actions.set_area, area=row)
    return answered(request, form, run, page, reverse("indicators:settings"))
