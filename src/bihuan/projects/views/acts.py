"""Everything that is done to a project through one page: the table names the form and the action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from bihuan.files.answering import METHODS, one
from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.forms import acts as forms
from bihuan.projects.forms.base import ActForm
from bihuan.projects.forms.project import ProjectForm
from bihuan.projects.models import ChangeRequest, Fund, Milestone, Problem, Project
from bihuan.projects.queries.needs import lacks
from bihuan.projects.rules.moves import MOVES, is_keeper, works_on
from bihuan.projects.views.faces import answered, load


@dataclass(frozen=True)
class Act:
    """Something that is done to a project: what it is called, who may, what it asks for, and the action."""

    label: Any
    form: type[ActForm]
    run: Callable[..., Any]
    may: Callable[[Any, Project], bool] = works_on


ACTS: dict[str, Act] = {
    "edit": Act(_("Correct or complete"), ProjectForm, actions.change),
    "place": Act(_("Put on the map"), forms.PlaceForm, actions.place),
    "assign": Act(_("Name the units"), forms.AssignForm, actions.assign, is_keeper),
    "sponsor": Act(_("Name the leader in charge"), forms.SponsorForm, actions.set_sponsor, is_keeper),
    "paper": Act(_("File a paper"), forms.PaperForm, actions.add_paper),
    "plan": Act(_("Plan of the year"), forms.PlanForm, actions.set_plan, is_keeper),
    "issue": Act(_("Issue the plan"), forms.IssueForm, actions.issue_plan, is_keeper),
    "change": Act(_("Ask for a change"), forms.ChangeForm, actions.ask_change),
    "problem": Act(_("Raise a problem"), forms.ProblemForm, actions.raise_problem),
    "fund": Act(_("Enter a grant"), forms.FundForm, actions.grant_fund, is_keeper),
}


def back_to(project: Project, part: str = "") -> str:
    """The project's page, at one of its parts."""
    return reverse("projects:project_detail", args=[project.pk]) + (f"#{part}" if part else "")


def _fitted(request: SignedInRequest, form: type[ActForm], project: Project | None) -> ActForm:
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    preset = {} if bound else {name: request.GET[name] for name in request.GET if name in form.base_fields}
    return form(*bound, project=project, today=clock.today(), preset=preset)


@require_http_methods(METHODS)
@login_required
def project_act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what an act needs, then do it."""
    project = load(request, pk)
    if name in MOVES.moves:
        return _move(request, project, name)
    if name not in ACTS:
        raise Http404
    act = ACTS[name]
    if not act.may(request.user, project):
        raise Denied(_refusal(act, project))
    form = _fitted(request, act.form, project)

    def run(**said: Any) -> Any:
        return act.run(project=project, **said)

    return answered(request, form, run, {"heading": act.label, "project": project}, back_to(project))


def _refusal(act: Act, project: Project) -> str:
    if act.may is is_keeper:
        return str(_("Only the keeper of the project ledger may do this."))
    said = _("Only %(unit)s, which leads this project, and the keeper of the project ledger may do this.")
    return str(said) % {"unit": project.lead.short_name}


def _move(request: SignedInRequest, project: Project, name: str) -> HttpResponse:
    """A move of the life cycle, with what is still missing for it."""
    move = MOVES.check(name, project, request.user)
    is_step = move.form == "stage"
    form = _fitted(request, forms.StageForm if is_step else forms.ReasonForm, project)

    def run(**said: Any) -> Any:
        if is_step:
            return actions.advance(project=project, move=name, **said)
        return actions.REASONED[name](project=project, **said)

    page: dict[str, Any] = {"heading": move.label, "project": project}
    if is_step:
        page["lacks"] = lacks(project, request.user, move.path[project.status])
    return answered(request, form, run, page, back_to(project))


@require_http_methods(METHODS)
@login_required
def sponsor_hand_over(request: SignedInRequest) -> HttpResponse:
    """Let the projects of an office follow to its next holder."""
    if not is_keeper(request.user):
        raise Denied(str(_("Only the keeper of the project ledger may do this.")))
    form = _fitted(request, forms.HandOverForm, None)
    page = {"heading": _("Hand projects over to the next holder of an office")}
    return answered(request, form, actions.hand_over, page, reverse("projects:settings_page"))


@require_http_methods(METHODS)
@login_required
def node_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """How a milestone stands."""
    rows = Milestone.objects.select_related("project__lead", "unit")
    node = one(request, rows, pk)
    project = node.project
    if not works_on(request.user, project) and node.unit_id not in request.user.access.units:
        said = _("Only %(unit)s, which leads this project, and the milestone's own unit may do this.")
        raise Denied(str(said) % {"unit": project.lead.short_name})
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.NodeForm(*bound, project=project, milestone=node, today=clock.today())

    def run(**said: Any) -> Any:
        return actions.set_node(milestone=node, **said)

    return answered(request, form, run, {"heading": node.name, "project": project}, back_to(project, "nodes"))


@require_http_methods(METHODS)
@login_required
def change_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request to change what was approved."""
    change = one(request, ChangeRequest.objects.select_related("project__lead"), pk)
    if not is_keeper(request.user):
        raise Denied(str(_("Only the keeper of the project ledger may do this.")))
    form = _fitted(request, forms.DecideForm, change.project)

    def run(**said: Any) -> Any:
        return actions.decide_change(request=change, **said)

    page = {"heading": _("Decide on the change"), "project": change.project, "change": change}
    return answered(request, form, run, page, back_to(change.project, "baseline"))


@require_http_methods(METHODS)
@login_required
def problem_solve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how a problem was solved."""
    problem = one(request, Problem.objects.select_related("project__lead", "unit"), pk)
    project = problem.project
    if not works_on(request.user, project) and problem.unit_id not in request.user.access.units:
        said = _("Only %(unit)s, which solves this problem, and those who work on the project may do this.")
        raise Denied(str(said) % {"unit": problem.unit.short_name})
    form = _fitted(request, forms.SolveForm, project)

    def run(**said: Any) -> Any:
        return actions.solve_problem(problem=problem, **said)

    page = {"heading": _("Say that it is solved"), "project": project, "said": problem.text}
    return answered(request, form, run, page, back_to(project, "problems"))


FUND_ACTS: dict[str, Act] = {
    "flow": Act(pgettext_lazy("money", "Enter what arrived or was paid"), forms.FlowForm, actions.move_fund),
    "visit": Act(_("Enter a visit to the site"), forms.VisitForm, actions.visit_site),
}


@require_http_methods(METHODS)
@login_required
def fund_act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Money that moved, or a visit to the site."""
    if name not in FUND_ACTS:
        raise Http404
    act, fund = FUND_ACTS[name], one(request, Fund.objects.select_related("project__lead", "unit"), pk)
    if not works_on(request.user, fund.project) and fund.unit_id not in request.user.access.units:
        said = _(
            "Only those who work on this project, and %(unit)s, which watches over the money, may do this."
        )
        raise Denied(str(said) % {"unit": fund.unit.short_name})
    form = _fitted(request, act.form, fund.project)

    def run(**said: Any) -> Any:
        return act.run(fund=fund, **said)

    page = {"heading": act.label, "project": fund.project, "said": f"{fund.programme} {fund.number}"}
    return answered(request, form, run, page, back_to(fund.project, "funds"))
