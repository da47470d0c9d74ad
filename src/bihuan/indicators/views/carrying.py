"""Who carries the gap of an indicator, whether its target is supported, and by which rule."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files.answering import METHODS, one
from bihuan.indicators import actions
from bihuan.indicators.forms.carrying import GainForm, RuleForm
from bihuan.indicators.models import CarryRule, Indicator, ProjectGain
from bihuan.indicators.queries.carried import rule_of
from bihuan.indicators.queries.contribution import contribution, worst
from bihuan.indicators.queries.shown_contribution import shown_split, shown_support
from bihuan.indicators.queries.support import supported
from bihuan.indicators.rules.numbers import write_number
from bihuan.indicators.rules.rights import may_carry, need_carrier
from bihuan.indicators.rules.times import latest_due
from bihuan.indicators.views.faces import answered
from bihuan.journal import clock
from bihuan.kernel.periods import month_of
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import place
from bihuan.ui.scopes import months_in


def _month(request: SignedInRequest, indicator: Indicator, today: date) -> date:
    """The month that the address names, or the last that should have been published."""
    usual = month_of(latest_due(indicator, today))
    return months_in({"month": request.GET.get("month", "")}, usual).last.replace(day=1)


@require_safe
@login_required
def carried(request: SignedInRequest, pk: int) -> HttpResponse:
    """The gap of the city by areas, the projects of one of them, and the air-castle test."""
    indicator = one(request, Indicator.objects.select_related("owner"), pk)
    today = clock.today()
    split = contribution(request.user, indicator, _month(request, indicator, today), today)
    chosen = place(request.GET.get("area", ""))
    area = (split.area(chosen) if chosen is not None else None) or worst(split.areas)
    test = supported(request.user, split, today)
    page = {
        "indicator": indicator,
        "split": split,
        "shown": shown_split(request.user, split, area, today),
        "test": test,
        "card": shown_support(test, split, today),
        "today": today,
    }
    return render(request, "indicators/carried.html", page)


@require_safe
@login_required
def carry_rules(request: SignedInRequest, pk: int) -> HttpResponse:
    """The versions of the rule, and what projects are to add."""
    indicator = one(request, Indicator.objects.select_related("owner"), pk)
    rules = CarryRule.objects.visible_to(request.user).filter(indicator=indicator)
    gains = ProjectGain.objects.visible_to(request.user).filter(indicator=indicator)
    page = {
        "indicator": indicator,
        "rules": rules.select_related("owner", "by").order_by("-number"),
        "gains": [
            (gain, write_number(gain.amount, 2))
            for gain in gains.select_related("project").order_by("month", "pk")
        ],
        "may_carry": may_carry(request.user),
    }
    return render(request, "indicators/carry_rules.html", page)


def _asked(request: SignedInRequest, pk: int) -> tuple[Indicator, Any, str]:
    """The indicator, what was sent, and where to go on."""
    indicator = one(request, Indicator.objects.all(), pk)
    need_carrier(request.user)
    said = request.POST if request.method == "POST" else None
    return indicator, said, reverse("indicators:carry_rules", args=[indicator.pk])


@require_http_methods(METHODS)
@login_required
def carry_rule_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put another version of the rule in force."""
    indicator, said, then = _asked(request, pk)
    form = RuleForm(said, was=rule_of(request.user, indicator), indicator=indicator)
    page = {"heading": _("Put another rule in force"), "subject": indicator.name}
    return answered(request, form, partial(actions.set_rule, indicator=indicator), page, then)


@require_http_methods(METHODS)
@login_required
def gain_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note what a project is to add."""
    indicator, said, then = _asked(request, pk)
    form = GainForm(said, by=request.user, indicator=indicator)
    page = {"heading": _("Note what a project is to add"), "subject": indicator.name}
    return answered(request, form, partial(actions.set_gain, indicator=indicator), page, then)


@require_POST
@login_required
def gain_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away what was noted by mistake."""
    gain = one(request, ProjectGain.objects.all(), pk)
    actions.drop_gain(gain=gain, by=request.user, at=clock.now())
    return redirect("indicators:carry_rules", gain.indicator_id)
