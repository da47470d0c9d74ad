"""The dispatch sheet as a workbook: taken away, handed in, checked, kept; and the months of a year."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files import actions as files
from bihuan.files.answering import METHODS, UNPROCESSABLE
from bihuan.files.models import FileKind, StoredFile
from bihuan.files.queries import path_of
from bihuan.files.reading.marks import marked
from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.kernel.periods import MONTHS
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.forms.rounds import HandInForm
from bihuan.projects.models import RoundStatus
from bihuan.projects.queries.dispatch import month_sheet, round_workbook
from bihuan.projects.queries.facts import AsOf, as_of
from bihuan.projects.queries.filling import LABELS
from bihuan.projects.queries.handing import check, check_stored, handed_in, need_filler
from bihuan.projects.queries.ledger import Wanted
from bihuan.projects.queries.yearly import yearly
from bihuan.projects.rules.lists import YearList
from bihuan.projects.views.boards import said, units
from bihuan.projects.views.faces import XLSX, handed_out
from bihuan.projects.views.ledger import number
from bihuan.projects.views.rounds import a_round, kept
from bihuan.ui.schemas import LARGEST_ID

FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
@login_required
def round_book(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbook of what somebody is to fill in."""
    round_ = a_round(request, pk)
    need_filler(request.user)
    content = round_workbook(request.user, round_, clock.today())
    name = _("Dispatch sheet")
    return handed_out(content, XLSX, f"{name}{round_.month:%Y%m}.xlsx")


@require_http_methods(METHODS)
@login_required
def round_hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in a workbook, or its rows as they were copied; nothing is kept before it has been checked."""
    round_ = a_round(request, pk)
    need_filler(request.user)
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        try:
            with files.receive(form.upload()) as (received,), transaction.atomic():
                check(received.path, received.kind, request.user, round_)
                stored = files.keep(received=received, by=request.user, at=at)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("projects:round_check", pk=round_.pk, file=stored.pk)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "projects/round_hand_in.html", {"round": round_, "form": form}, status=status)


def _stored(request: SignedInRequest, file: int) -> StoredFile:
    return get_object_or_404(handed_in(request.user), pk=min(file, LARGEST_ID))


@require_http_methods(METHODS)
@login_required
def round_check(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    """What stands in a filled-in file, row by row; a POST keeps what is in order."""
    round_ = a_round(request, pk)
    stored = _stored(request, file)
    checked = check_stored(stored, request.user, round_)
    if request.method == "POST":
        actions.fill(round_=round_, entries=checked.entries, by=request.user, at=clock.now())
        left = ngettext("%(count)s row was left out.", "%(count)s rows were left out.", len(checked.bad))
        more = f" {left % {'count': len(checked.bad)}}" if checked.bad else ""
        messages.success(request, f"{kept(len(checked.entries))}{more}")
        return redirect("projects:round_grid", pk=round_.pk)
    context: dict[str, Any] = {
        "round": round_,
        "checked": checked,
        "file": stored.pk,
        "labels": LABELS,
        "is_book": stored.kind == FileKind.XLSX,
        "is_open": round_.status == RoundStatus.OPEN,
    }
    return render(request, "projects/round_check.html", context)


@require_POST
@login_required
def round_marked(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    """The workbook given back with its wrong cells marked."""
    round_ = a_round(request, pk)
    stored = _stored(request, file)
    checked = check_stored(stored, request.user, round_)
    content = marked(path_of(stored.sha256), checked.marks) if stored.kind == FileKind.XLSX else None
    if content is None:
        raise Invalid(_("This file cannot be marked. The page names each row that is wrong."))
    return handed_out(content, XLSX, stored.name)


def _of_year(request: SignedInRequest, today: date) -> AsOf:
    """The year in the address with the last month that it tells of; else the month that lists tell of."""
    usual, year = as_of(today), number(request.GET.get("year", "")) or 0
    if FIRST_YEAR <= year <= LAST_YEAR and year != usual.month.year:
        return AsOf(today, date(year, MONTHS, 1))
    return usual


def _month(request: SignedInRequest, today: date) -> date:
    """The month in the address (2026-02); else the month that lists tell of."""
    year, _dash, month = request.GET.get("month", "").partition("-")
    known = (number(year) or 0, number(month) or 0)
    if FIRST_YEAR <= known[0] <= LAST_YEAR and known[1] in range(1, 13):
        return date(*known, 1)
    return as_of(today).month


@require_safe
@login_required
def month_grid(request: SignedInRequest) -> HttpResponse:
    """The months of a year, project by project."""
    asked = _of_year(request, clock.today())
    wanted, year = _of_list(request), asked.month.year
    context = {
        "told": yearly(request.user, wanted, asked),
        "asked": wanted,
        "year": year,
        "years": (year - 1, year, year + 1),
        "units": units(request),
        "groups": YearList.choices,
        "month": asked.month,
    }
    return render(request, "projects/month_grid.html", context)


def _of_list(request: SignedInRequest) -> Wanted:
    """The unit and the list of the year that grid and sheet are narrowed to."""
    return Wanted(said(request, "group", YearList.values), unit=number(request.GET.get("unit", "")))


@require_safe
@login_required
def month_book(request: SignedInRequest) -> HttpResponse:
    """The dispatch sheet of a month: the projects of the grid of its year."""
    today = clock.today()
    month = _month(request, today)
    content = month_sheet(request.user, _of_list(request), AsOf(today, month))
    name = _("Dispatch sheet")
    return handed_out(content, XLSX, f"{name}{month:%Y%m}.xlsx")
