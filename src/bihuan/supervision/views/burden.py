"""What is asked of each unit in a month; each number opens into its rows."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.kernel.periods import Period, month_of, months_to, name_of, named
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.queries.burden import (
    FIELDS,
    FILLED_IN,
    LABELS,
    Asked,
    BurdenLine,
    burden_page,
    burden_report,
)
from bihuan.supervision.views.gaps import _unit_id

MONTHS = 12
FIELDS_NAME = "fields"


@require_safe
@login_required
def unit_burden(request: SignedInRequest) -> HttpResponse:
    """The units of one month; with `what`, the rows behind one of its numbers."""
    today = clock.today()
    period = _month(request.GET.get("month", ""), today)
    asked = Asked(request.user, period, today)
    context: dict[str, Any] = {"period": period, "labels": [*LABELS.values(), FILLED_IN], "today": today}
    name, unit_id = request.GET.get("what", ""), _unit_id(request)
    if name in LABELS:
        units = Unit.objects.visible_to(request.user)
        context |= {
            "label": LABELS[name],
            "unit": get_object_or_404(units, pk=unit_id) if unit_id else None,
            "pager": burden_page(asked, name, unit_id, request.GET.get("after", "")),
            "back": f"{request.path}?month={name_of(period)}",
        }
        return render(request, "supervision/burden_rows.html", context)
    total, *lines = [(line.unit, _numbers(line, period)) for line in burden_report(asked)]
    if name == FIELDS_NAME:
        return _fields(request, context, lines, unit_id)
    context |= {
        "lines": lines,
        "total": list(zip([*LABELS.values(), FILLED_IN], total[1], strict=True)),
        "months": [(name_of(each), each.first) for each in reversed(months_to(today, MONTHS))],
        "month": name_of(period),
    }
    return render(request, "supervision/burden_report.html", context)


def _fields(
    request: SignedInRequest, context: dict[str, Any], lines: list[Any], unit_id: int | None
) -> HttpResponse:
    """What the fields of one unit, or of all, are made of."""
    wanted = [numbers for unit, numbers in lines if unit_id is None or unit.pk == unit_id]
    sums = [sum(each) for each in zip(*([n.value for n in numbers] for numbers in wanted), strict=True)]
    names = [*LABELS, FIELDS_NAME]
    found = dict(zip(names, sums or [0] * len(names), strict=True))
    parts = [(LABELS[name], found[name], each, found[name] * each) for name, each in FIELDS.items()]
    unit = Unit.objects.visible_to(request.user).filter(pk=unit_id).first() if unit_id else None
    context |= {"parts": parts, "unit": unit, "sum": found[FIELDS_NAME], "label": FILLED_IN}
    context["back"] = f"{request.path}?month={name_of(context['period'])}"
    return render(request, "supervision/burden_fields.html", context)


def _month(text: str, today: date) -> Period:
    """The month that an address names, or this one."""
    try:
        return month_of(named(text).first)
    except ValueError:
        return month_of(today)


def _numbers(line: BurdenLine, period: Period) -> list[Any]:
    base = reverse("supervision:unit_burden")
    unit = {"unit": line.unit.pk} if line.unit else {}
    return [
        replace(figure, url=f"{base}?{urlencode({'month': name_of(period), 'what': name} | unit)}")
        for name, figure in line.figures.items()
    ]
