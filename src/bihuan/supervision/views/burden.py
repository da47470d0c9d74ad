"""What is asked of each unit in a month; each number opens into its rows."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.kernel.periods import Period, month_of, months_to, name_of, named
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.queries.burden import (
    FIELDS,
    FILLED_IN,
    LABELS,
    Asked,
    BurdenLine,
    burden_report,
)
from bihuan.supervision.views.gaps import _unit_id

MONTHS = 12
FIELDS_NAME = "fields"


@require_safe
@login_required
def unit_burden(request: SignedInRequest) -> HttpResponse:
    """The units of one month; with `what=fields`, what the fields of one of them are made of."""
    today = clock.today()
    period = _month(request.GET.get("month", ""), today)
    lines = burden_report(Asked(request.user, period, today))
    context: dict[str, Any] = {"period": period, "labels": [*LABELS.values(), FILLED_IN], "today": today}
    if request.GET.get("what") == FIELDS_NAME:
        return _fields(request, context, lines)
    total, *units = [(line.unit, _numbers(line, period)) for line in lines]
    context |= {
        "lines": units,
        "total": list(zip([*LABELS.values(), FILLED_IN], total[1], strict=True)),
        "months": [(name_of(each), each.first) for each in reversed(months_to(today, MONTHS))],
        "month": name_of(period),
    }
    return render(request, "supervision/burden_report.html", context)


def _fields(request: SignedInRequest, context: dict[str, Any], lines: list[BurdenLine]) -> HttpResponse:
    """What the fields of one unit, or of all, are made of."""
    unit_id = _unit_id(request)
    line = next((each for each in lines if (each.unit.pk if each.unit else None) == unit_id), None)
    if line is None:
        raise Http404
    numbers = line.figures
    parts = [(LABELS[name], numbers[name], each, numbers[name].value * each) for name, each in FIELDS.items()]
    context |= {"parts": parts, "unit": line.unit, "sum": numbers[FIELDS_NAME].value, "label": FILLED_IN}
    context["back"] = f"{request.path}?month={name_of(context['period'])}"
    return render(request, "supervision/burden_fields.html", context)


def _month(text: str, today: date) -> Period:
    """The month that an address names, or this one."""
    try:
        return month_of(named(text).first)
    except ValueError:
        return month_of(today)


def _numbers(line: BurdenLine, period: Period) -> list[Any]:
    unit = {"unit": line.unit.pk} if line.unit else {}
    said = urlencode({"month": name_of(period), "what": FIELDS_NAME} | unit)
    return [
        replace(each, url=f"{reverse('supervision:unit_burden')}?{said}") for each in line.figures.values()
    ]
