"""Firms above scale: the roll, one firm, a workbook brought in, where the line runs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files import actions as files
from bihuan.files.answering import METHODS, UNPROCESSABLE, one
from bihuan.indicators import actions
from bihuan.indicators.forms.firms import BookForm, FirmRuleForm
from bihuan.indicators.models import Firm, FirmRevenue, FirmRule, FirmSpell
from bihuan.indicators.queries.firm_checking import checked_firms
from bihuan.indicators.queries.firm_tables import firm_workbook, heads
from bihuan.indicators.queries.firms import board
from bihuan.indicators.rules.firms import trade_names, trade_of
from bihuan.indicators.rules.rights import is_statistician, need_statistician
from bihuan.indicators.views.faces import answered
from bihuan.indicators.views.shown import XLSX
from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.ui.scopes import year_in

MOST_FAULTS, YEARS_BACK = 200, 5


@require_safe
@login_required
def firm_list(request: SignedInRequest) -> HttpResponse:
    """The roll in a year: months, three years, counties and parks, trades, and who stands near the line."""
    today = clock.today()
    year = year_in(request.GET.dict(), today.year)
    page = {
        "found": board(request.user, today, year),
        "today": today,
        "years": range(today.year, today.year - YEARS_BACK, -1),
        "heads": heads(),
        "may_keep": is_statistician(request.user),
    }
    return render(request, "indicators/firm_list.html", page)


@require_safe
@login_required
def firm_table(request: SignedInRequest) -> HttpResponse:
    """The same as a workbook."""
    today = clock.today()
    found = board(request.user, today, year_in(request.GET.dict(), today.year))
    name = f"规上企业{today:%Y%m%d}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(firm_workbook(found), content_type=XLSX, headers=headers)


@require_safe
@login_required
def firm_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One firm: its stays on the roll and its revenue by month."""
    firm = one(request, Firm.objects.select_related("unit"), pk)
    trade = trade_of(firm.industry)
    page = {
        "firm": firm,
        "trade": trade_names([trade])[trade],
        "spells": FirmSpell.objects.visible_to(request.user).filter(firm=firm).order_by("-entered"),
        "revenues": FirmRevenue.objects.visible_to(request.user).filter(firm=firm).order_by("-month")[:24],
        "today": clock.today(),
    }
    return render(request, "indicators/firm_detail.html", page)


@require_http_methods(METHODS)
@login_required
def firm_book_new(request: SignedInRequest) -> HttpResponse:
    """Bring in a workbook; where cells are wrong, each is named and nothing has come in."""
    need_statistician(request.user)
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, faults = BookForm(*bound), []
    if form.is_bound and form.is_valid():
        at = clock.now()
        try:
            with files.keeping(form.cleaned_data["file"], by=request.user, at=at) as file:
                faults = checked_firms(file, clock.day_of(at)).faults if file else []
                without = form.cleaned_data["without_faulty"]
                if file:
                    actions.bring_firms(book=form.book(file), without_faulty=without, by=request.user, at=at)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The firms have come in."))
            return redirect("indicators:firm_list")
    page = {"form": form, "faults": faults[:MOST_FAULTS], "back": reverse("indicators:firm_list")}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "indicators/firm_book_new.html", page, status=status)


@require_http_methods(METHODS)
@login_required
def firm_rule_new(request: SignedInRequest) -> HttpResponse:
    """Put another line in force."""
    need_statistician(request.user)
    was = FirmRule.objects.visible_to(request.user).order_by("-number").first()
    form = FirmRuleForm(request.POST if request.method == "POST" else None, was=was)
    page = {"heading": _("Put another line in force"), "subject": _("Firms above scale")}
    return answered(request, form, actions.set_firm_rule, page, reverse("indicators:firm_list"))
