"""The overview, the money of a year, the question what if, and the settings."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files.answering import METHODS, UNPROCESSABLE, one, said_in
from bihuan.fiscal import actions
from bihuan.fiscal.forms.money import LimitsForm, TermForm, WhatIfForm, YearForm
from bihuan.fiscal.models import Assessment, FiscalYear, Limits, Term
from bihuan.fiscal.queries.asking import projects_with_plans, what_if
from bihuan.fiscal.queries.overview import overview
from bihuan.fiscal.queries.standing import lines_in_force
from bihuan.fiscal.rules.amounts import FIRST_YEAR, LAST_YEAR
from bihuan.fiscal.rules.moves import is_leader, is_treasurer, need_reader
from bihuan.fiscal.views.faces import answered, need_treasurer
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Project
from bihuan.ui.schemas import LARGEST_ID

MOST_PAST = 20
LINES = ("ppp_first", "ppp_second", "yellow", "orange", "red")


@require_safe
@login_required
def capacity(request: SignedInRequest) -> HttpResponse:
    """Each year's money, what is promised of it, what is left."""
    need_reader(request.user)
    today = clock.today()
    found = overview(request.user, today)
    page = {
        "found": found,
        "today": today,
        "next_year": (found.last_known or today.year - 1) + 1,
        "may_keep": is_treasurer(request.user),
    }
    return render(request, "fiscal/capacity.html", page)


@require_http_methods(METHODS)
@login_required
def year_set(request: SignedInRequest, year: int) -> HttpResponse:
    """Enter or correct what the city has in a year."""
    need_treasurer(request)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    row = FiscalYear.objects.visible_to(request.user).filter(year=year).first()
    form = YearForm(said_in(request)[0], row=row)
    page = {"heading": _("Money of %(year)s") % {"year": year}}
    return answered(request, form, partial(actions.set_year, year=year), page, reverse("fiscal:capacity"))


@require_safe
@login_required
def ask_what_if(request: SignedInRequest) -> HttpResponse:
    """What the numbers say about one project, or about any amounts. Nothing is kept."""
    need_reader(request.user)
    person, today = request.user, clock.today()
    form = WhatIfForm(request.GET or None, projects=projects_with_plans(person, today))
    page: dict[str, Any] = {"form": form, "today": today}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        page["answer"] = what_if(
            person, today, project=said["project"], amounts=said["amounts"], payer=said["payer"]
        )
        page |= _about(request, said["project"])
    status = UNPROCESSABLE if form.is_bound and not form.is_valid() else 200
    return render(request, "fiscal/what_if.html", page, status=status)


def _about(request: SignedInRequest, project: Project | None) -> dict[str, Any]:
    """What has been found about a project before, and whether this reader may have it found again."""
    if project is None:
        return {}
    past = Assessment.objects.visible_to(request.user).filter(project=project).select_related("by")
    return {
        "project": project,
        "past": past.order_by("-pk")[:MOST_PAST],
        "may_assess": is_treasurer(request.user) or is_leader(request.user),
        "may_keep": is_treasurer(request.user),
    }


@require_POST
@login_required
def project_assess(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what the numbers say today about a project's plan."""
    need_reader(request.user)
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    row = actions.assess(project=project, by=request.user, at=clock.now())
    said = {"name": project.name, "verdict": row.get_verdict_display()}
    messages.success(request, _("Kept: “%(name)s” – %(verdict)s.") % said)
    return redirect(f"{reverse('fiscal:what_if')}?project={project.pk}")


@require_http_methods(METHODS)
@login_required
def settings(request: SignedInRequest) -> HttpResponse:
    """The lines in force with all their versions, the terms of office, and the next version."""
    need_reader(request.user)
    now = lines_in_force(request.user)
    if request.method == "POST":
        need_treasurer(request)
    first: dict[str, Any] = dict(zip(LINES, (*now.ppp, *now.bands), strict=True))
    first |= {"since": now.version.since} if now.version else {}
    page = {
        "heading": _("Lines and terms of office"),
        "now": now,
        "today": clock.today(),
        "versions": Limits.objects.visible_to(request.user).select_related("by").order_by("-number"),
        "terms": Term.objects.visible_to(request.user).order_by("first_year"),
        "may_keep": is_treasurer(request.user),
        "template": "fiscal/settings.html",
    }
    form = LimitsForm(said_in(request)[0], initial=first)
    return answered(request, form, actions.set_limits, page, reverse("fiscal:settings"))


@require_http_methods(METHODS)
@login_required
def term_set(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Enter a term of office, or correct one."""
    row = one(request, Term.objects.all(), pk) if pk is not None else None
    need_treasurer(request)
    form = TermForm(said_in(request)[0], row=row)
    page = {"heading": _("Correct the term of office") if row else _("Enter a term of office")}
    return answered(request, form, partial(actions.set_term, term=row), page, reverse("fiscal:settings"))
