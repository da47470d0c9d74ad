"""Where the loop gapes, unit by unit; and what counts against one unit, with its own side beside it."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.kernel.periods import Period, month_of, months_to
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.forms.checks import PeriodForm
from bihuan.supervision.models import MarkKind
from bihuan.supervision.queries.gaps import LABELS, GapLine, Scope, gap_page, gap_report
from bihuan.supervision.queries.marks import mark_figures, mark_page, unchanged_of
from bihuan.supervision.views.task import LARGEST_ID

# A unit's marks are shown for a year, as it is judged by one; gaps for two months, as they should be closed.
MARK_MONTHS, GAP_MONTHS = 12, 2
HIGHEST_DIGITS = 18


def _period(request: HttpRequest, months: int, today: date) -> tuple[Period, PeriodForm]:
    usual = months_to(today, months)[0].first, month_of(today).last
    form = PeriodForm(request.GET)
    first, last = form.days(usual)
    return Period(first, last), form


@require_safe
@login_required
def loop_gaps(request: SignedInRequest) -> HttpResponse:
    """Some numbers for all and for each unit; each opens into its rows."""
    today = clock.today()
    period, _form = _period(request, GAP_MONTHS, today)
    scope = Scope(request.user, period, today)
    context: dict[str, Any] = {"period": period, "labels": list(LABELS.values()), "today": today}
    name, unit_id = request.GET.get("gap", ""), _unit_id(request)
    if name in LABELS:
        units = Unit.objects.visible_to(request.user)
        context |= {
            "gap": LABELS[name],
            "unit": get_object_or_404(units, pk=unit_id) if unit_id else None,
            "pager": gap_page(scope, name, unit_id, request.GET.get("after", "")),
            "back": f"{request.path}?{urlencode(_days(period))}",
        }
        return render(request, "supervision/gap_rows.html", context)
    total, *lines = [(line.unit, _numbers(line, period)) for line in gap_report(scope)]
    context |= {"lines": lines, "total": list(zip(LABELS.values(), total[1], strict=True))}
    return render(request, "supervision/gap_report.html", context)


def _unit_id(request: HttpRequest) -> int | None:
    said = request.GET.get("unit", "")
    is_number = said.isascii() and said.isdigit() and len(said) <= HIGHEST_DIGITS
    return int(said) if is_number else None


def _days(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def _numbers(line: GapLine, period: Period) -> list[Any]:
    base = reverse("supervision:loop_gaps")
    unit = {"unit": line.unit.pk} if line.unit else {}
    return [
        replace(figure, url=f"{base}?{urlencode(_days(period) | unit | {'gap': name})}")
        for name, figure in line.figures.items()
    ]


@require_safe
@login_required
def unit_marks(request: SignedInRequest, pk: int) -> HttpResponse:
    """What counts against a unit, by kind, and each mark with what the unit says to it."""
    person, today = request.user, clock.today()
    unit = get_object_or_404(Unit.objects.visible_to(person), pk=min(pk, LARGEST_ID))
    period, _form = _period(request, MARK_MONTHS, today)
    figures, days = mark_figures(person, unit, period, today), _days(period)
    kind = request.GET.get("kind", "")
    context = {
        "unit": unit,
        "period": period,
        "figures": [
            (name.label, replace(figures[name.value], url=f"?{urlencode(days | {'kind': name.value})}"))
            for name in MarkKind
        ]
        + [(_("Reported as unchanged"), unchanged_of(person, unit, today))],
        "all": f"?{urlencode(days)}",
        "pager": mark_page(person, unit, period, kind, request.GET.get("after", ""), today),
        "kind": MarkKind(kind) if kind in MarkKind.values else None,
        "today": today,
    }
    return render(request, "supervision/unit_marks.html", context)
