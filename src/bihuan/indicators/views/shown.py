"""The list of indicators, and one of them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bihuan.files.answering import one
from bihuan.indicators.models import Area, AreaKind, Indicator
from bihuan.indicators.queries.detail import detail
from bihuan.indicators.queries.kinds import missing_figure
from bihuan.indicators.queries.overview import overview
from bihuan.indicators.queries.tables import workbook
from bihuan.indicators.rules.rights import keeps_any, may_keep
from bihuan.indicators.views.faces import area_in
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@login_required
def indicator_list(request: SignedInRequest) -> HttpResponse:
    """How the city, or one of its parts, stands in everything that it measures itself by."""
    today, area = clock.today(), area_in(request)
    ours = Area.objects.visible_to(request.user).filter(kind__in=(AreaKind.CITY, AreaKind.COUNTY))
    found = overview(request.user, area, today) if area else None
    page = {
        "found": found,
        "missing": missing_figure(found.missing, request.user, area, today) if found else None,
        "areas": ours.order_by("place", "name"),
        "area": area,
        "today": today,
        "may_keep": keeps_any(request.user),
    }
    return render(request, "indicators/indicator_list.html", page)


@require_safe
@login_required
def indicator_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One indicator: where it is heading, its numbers and revisions, the others, what it means."""
    indicator = one(request, Indicator.objects.select_related("owner"), pk)
    today, area = clock.today(), area_in(request)
    if area is None:
        raise Http404
    page = {
        "indicator": indicator,
        "found": detail(request.user, indicator, area, today),
        "area": area,
        "today": today,
        "may_keep": may_keep(request.user, indicator.origin, indicator.owner_id),
    }
    return render(request, "indicators/indicator_detail.html", page)


@require_safe
@login_required
def indicator_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """All current numbers of an indicator as a workbook; `?area=` narrows them."""
    indicator = one(request, Indicator.objects.all(), pk)
    area = area_in(request) if "area" in request.GET else None
    name = f"{indicator.name}{clock.today():%Y%m%d}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    content = workbook(request.user, indicator, area)
    return HttpResponse(content, content_type=XLSX, headers=headers)
