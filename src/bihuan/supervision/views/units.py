"""What each unit received and what became of it: in bands, or as a table whose every number opens."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.kernel.periods import year_of
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.queries import COLUMNS, UnitLine, unit_report
from bihuan.supervision.queries.standing import ranked

FIRST_YEAR = 2000
# The rows behind a column of sums are all that the unit received.
GROUPS = {
    "open": "open",
    "overdue": "overdue",
    "no_report": "report_overdue",
    "done": "done",
    "on_time": "on_time",
}


@require_safe
@login_required
def report(request: SignedInRequest) -> HttpResponse:
    """The units' table for one year of dispatch."""
    today = clock.today()
    year = _year(request, today.year)
    period = year_of(today.replace(year=year, month=1, day=1))
    lines = [_with_ways(line, year) for line in unit_report(request.user, period, today)]
    context = {
        "year": year,
        "years": range(today.year, today.year - 3, -1),
        "formulas": [(column.label, column.formula) for column in COLUMNS.values()],
        "view": "numbers" if request.GET.get("view") == "numbers" else "shares",
        "lines": [(line.unit, line.figures.values()) for line in lines],
        "ranking": ranked(lines),
        "today": today,
    }
    return render(request, "supervision/unit_report.html", context)


def _year(request: HttpRequest, this_year: int) -> int:
    said = request.GET.get("year", "")
    is_year = len(said) <= len(str(this_year)) and said.isascii() and said.isdigit()
    return int(said) if is_year and FIRST_YEAR <= int(said) <= this_year else this_year


def _with_ways(line: UnitLine, year: int) -> UnitLine:
    """The line, each number with the way to its rows."""
    ways = {name: _way(lead=line.unit.pk, year=year, group=GROUPS.get(name, "all")) for name in line.figures}
    figures = {name: replace(figure, url=ways[name]) for name, figure in line.figures.items()}
    return UnitLine(line.unit, figures)


def _way(**filters: Any) -> str:
    return f"{reverse('supervision:task_list')}?{urlencode(filters)}"
