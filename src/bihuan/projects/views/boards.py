"""Boards over many projects: conditions for building, grants at risk, where projects are stuck."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Factor, Level, ProblemStatus, Trouble
from bihuan.projects.queries import grants, readiness, stuck
from bihuan.projects.views.ledger import number

GRANT_TABS = (
    (grants.AT_RISK, _("At risk")),
    (grants.COMING, _("Limits within 60 days")),
    (grants.VISITS, _("Visits missing")),
    (grants.ALL, _("All")),
)
ORDERS = ((grants.BY_DAYS, _("Days past the limit")), (grants.BY_MONEY, pgettext_lazy("order", "Amount")))
STATUSES = (
    (stuck.OPEN, _("Not closed")),
    (stuck.LATE, _("Overdue")),
    *ProblemStatus.choices,
    (stuck.ALL, _("All")),
)


def said(request: SignedInRequest, name: str, known: Collection[str]) -> str:
    """A choice in the address; nothing when it is none of those that there are."""
    value = request.GET.get(name, "")
    return value if value in known else ""


def units(request: SignedInRequest) -> Any:
    """The units that a list can be narrowed to."""
    return Unit.objects.visible_to(request.user).active().exclude(kind="city").order_by("kind", "sort_key")


def _boarded(request: SignedInRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"projects/{name}.html", {**context, "pager": context["page"]})


@require_safe
@login_required
def readiness_matrix(request: SignedInRequest) -> HttpResponse:
    """Projects in preparation by the conditions for building."""
    person, today = request.user, clock.today()
    asked = readiness.Asked(
        number(request.GET.get("unit", "")),
        said(request, "factor", Factor.values),
        said(request, "ready", ("yes", "no")),
        number(request.GET.get("approver", "")),
    )
    approvers = readiness.approvers(person, asked, today)
    context = {
        "asked": asked,
        "today": today,
        "page": readiness.matrix(person, asked, today, request.GET.get("after", "")),
        "tiles": readiness.numbers(person, asked, today),
        "approvers": approvers,
        "most": next((each for each in approvers if each.unit), None),
        "oldest": readiness.oldest(approvers),
        "factors": Factor.choices,
        "units": units(request),
    }
    return _boarded(request, "readiness_matrix", context)


def asked_grants(request: SignedInRequest) -> grants.Asked:
    """Which grants an address asks for."""
    return grants.Asked(
        said(request, "group", dict(GRANT_TABS)),
        said(request, "order", dict(ORDERS)),
        number(request.GET.get("unit", "")),
    )


@require_safe
@login_required
def grant_list(request: SignedInRequest) -> HttpResponse:
    """Money from above: what may be taken back, and why."""
    person, today, asked = request.user, clock.today(), asked_grants(request)
    context = {
        "asked": asked,
        "today": today,
        "tabs": GRANT_TABS,
        "orders": ORDERS,
        "page": grants.ranked(person, asked, today, request.GET.get("after", "")),
        "tiles": grants.numbers(person, asked, today),
        "units": units(request),
    }
    return _boarded(request, "grant_list", context)


@require_safe
@login_required
def problem_list(request: SignedInRequest) -> HttpResponse:
    """Where projects are stuck: counted, and one by one."""
    person, today = request.user, clock.today()
    asked = stuck.Asked(
        said(request, "kind", Trouble.values),
        said(request, "level", Level.values),
        number(request.GET.get("unit", "")),
        said(request, "status", dict(STATUSES)),
    )
    context = {
        "asked": asked,
        "today": today,
        "page": stuck.listed(person, asked, today, request.GET.get("after", "")),
        "summary": stuck.summary(person, asked, today),
        "kinds": Trouble.choices,
        "levels": Level.choices,
        "statuses": STATUSES,
        "units": units(request),
    }
    return _boarded(request, "problem_list", context)
