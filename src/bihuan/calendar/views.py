"""The calendar's pages: the table of a year, and the entering of its holiday notice."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.calendar import actions
from bihuan.calendar.forms import NoticeForm, YearForm
from bihuan.calendar.models import Year
from bihuan.calendar.queries import months_of
from bihuan.journal import clock
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Denied, Invalid

KEEPER = "system_admin"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def year_list(request: HttpRequest) -> HttpResponse:
    """Lead to the present year; a POST enters a further one."""
    person: Actor = request.user  # type: ignore[assignment]
    if request.method == "POST":
        _need_keeper(person)
        form = YearForm(request.POST)
        if not form.is_valid():
            raise Invalid(_("Name a year."))
        year = actions.seed_year(year=form.cleaned_data["year"], by=person)
        return redirect("calendar:year_detail", year=year.year)
    return redirect("calendar:year_detail", year=clock.today().year)


@require_safe
@login_required
def year_detail(request: HttpRequest, year: int) -> HttpResponse:
    """One year: working days by month, holidays, and weekend days that are worked."""
    person: Actor = request.user  # type: ignore[assignment]
    found = get_object_or_404(Year.objects.visible_to(person), year=year)
    known = list(Year.objects.visible_to(person).order_by("year").values_list("year", flat=True))
    months = months_of(year)
    context = {
        "year": found,
        "years": known,
        "next_year": known[-1] + 1,
        "months": months,
        "workdays": sum(month.workdays for month in months),
        "may_edit": person.access.has(KEEPER),
    }
    return render(request, "calendar/year_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def year_amend(request: HttpRequest, year: int) -> HttpResponse:
    """Enter the holiday notice of a year, which confirms it."""
    person: Actor = request.user  # type: ignore[assignment]
    _need_keeper(person)
    found = get_object_or_404(Year.objects.visible_to(person), year=year)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _amend(form, found, person):
        messages.success(request, _("The calendar of %(year)s has been confirmed.") % {"year": year})
        return redirect("calendar:year_detail", year=year)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "calendar/year_amend.html", {"year": found, "form": form}, status=status)


def _amend(form: NoticeForm, year: Year, person: Actor) -> bool:
    try:
        actions.amend_year(
            year=year,
            changes=form.changes(),
            basis=form.cleaned_data["basis"],
            by=person,
            at=clock.now(),
        )
    except Invalid as error:
        form.add_error(None, str(error))
        return False
    return True


def _need_keeper(person: Actor) -> None:
    if not person.access.has(KEEPER):
        raise Denied(_("Only the system administrator changes the calendar."))
