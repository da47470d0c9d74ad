"""Which projects compete, how they hang together, and which of them fit the money together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files.answering import METHODS, UNPROCESSABLE, one, said_in
from bihuan.fiscal import actions
from bihuan.fiscal.forms.choosing import RateForm, SelectForm, TieForm
from bihuan.fiscal.models import Candidate, Selection, Tie
from bihuan.fiscal.queries.asking import projects_with_plans
from bihuan.fiscal.queries.selections import competing, outcome, told_why
from bihuan.fiscal.rules.moves import is_leader, is_treasurer, need_judge, need_reader
from bihuan.fiscal.views.faces import answered, need_treasurer
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.requests import SignedInRequest

MOST_PAST = 20


@require_http_methods(METHODS)
@login_required
def choice(request: SignedInRequest) -> HttpResponse:
    """The projects that compete, past choices, and a new one."""
    need_reader(request.user)
    person, today = request.user, clock.today()
    if request.method == "POST":
        need_judge(person)
    form = SelectForm(said_in(request)[0], today=today)
    if form.is_bound and form.is_valid():
        try:
            row = actions.select(by=person, at=clock.now(), **form.arguments())
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("fiscal:selection_detail", row.pk)
    page = {
        "form": form,
        "found": competing(person, today),
        "past": Selection.objects.visible_to(person).select_related("by").order_by("-pk")[:MOST_PAST],
        "today": today,
        "may_keep": is_treasurer(person),
        "may_ask": is_treasurer(person) or is_leader(person),
    }
    return render(request, "fiscal/choice.html", page, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@login_required
def selection_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One choice: the money by year, what was chosen, what was left out; `?why=` asks about one of these."""
    row = one(request, Selection.objects.select_related("by"), pk)
    found = outcome(row)
    asked = request.GET.get("why", "")
    page: dict[str, Any] = {"found": found, "selection": row, "today": clock.today()}
    left_out = next((each for each in found.left_out if str(each.id) == asked), None)
    if left_out:
        page |= {"asked": left_out, "told": told_why(found, row, left_out.id)}
    return render(request, "fiscal/selection_detail.html", page)


@require_http_methods(METHODS)
@login_required
def candidate_rate(request: SignedInRequest) -> HttpResponse:
    """Let a project compete, or change its score; `?project=` says which."""
    need_treasurer(request)
    projects = projects_with_plans(request.user, clock.today())
    asked = request.GET.get("project", "")
    pk = next((each.pk for each in projects if str(each.pk) == asked), None)
    row = Candidate.objects.visible_to(request.user).filter(project_id=pk).first() if pk else None
    preset = {"project": pk, "score": row.score, "is_must": row.is_must} if row else {"project": pk}
    form = RateForm(said_in(request)[0], projects=projects, preset=preset)
    return answered(request, form, actions.rate, {"heading": _("Rate a project")}, reverse("fiscal:choice"))


@require_POST
@login_required
def candidate_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a project compete no more."""
    row = one(request, Candidate.objects.select_related("project"), pk)
    actions.withdraw(candidate=row, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” competes no more.") % {"name": row.project.name})
    return redirect("fiscal:choice")


@require_http_methods(METHODS)
@login_required
def tie_new(request: SignedInRequest) -> HttpResponse:
    """Say how two candidates hang together."""
    need_treasurer(request)
    rows = Candidate.objects.visible_to(request.user).filter(is_out=False).select_related("project")
    form = TieForm(said_in(request)[0], candidates=rows.order_by("project__name", "pk"))
    return answered(request, form, actions.tie, {"heading": _("Tie two projects")}, reverse("fiscal:choice"))


@require_POST
@login_required
def tie_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let two candidates hang together no more."""
    actions.untie(link=one(request, Tie.objects.all(), pk), by=request.user, at=clock.now())
    messages.success(request, _("The two projects hang together no more."))
    return redirect("fiscal:choice")
