"""The ledger: the list of projects, one project, and how one enters."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files.answering import UNPROCESSABLE, one, refused
from bihuan.files.queries import serve
from bihuan.journal import clock
from bihuan.journal.state import State
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.lights import Light
from bihuan.people.models import Role, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.forms.project import NewProjectForm
from bihuan.projects.models import Milestone, Nature, Paper, Problem, ProblemStatus, SiteVisit, Stage
from bihuan.projects.queries.detail import detail, stuck_alike
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.ledger import ALL, STUCK, Wanted, ledger, strip, tiles
from bihuan.projects.queries.needs import lacks
from bihuan.projects.rules.lists import YearList
from bihuan.projects.rules.moves import MOVES, is_keeper, next_stage, works_on
from bihuan.projects.views.acts import ACTS
from bihuan.projects.views.faces import load
from bihuan.ui.schemas import LARGEST_ID

# Digits of the largest identifier, less one.
LONGEST_ID = 18
TABS = (
    ("", gettext_lazy("Alive")),
    *YearList.choices,
    (STUCK, gettext_lazy("Stuck")),
    (ALL, gettext_lazy("All")),
)
LIGHTS = (
    (Light.RED, gettext_lazy("Red")),
    (Light.AMBER, gettext_lazy("Yellow")),
    (Light.GREEN, gettext_lazy("Green")),
)


def number(text: str) -> int | None:
    """A whole number in an address; nothing when it is none that a row can have."""
    return (
        min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None
    )


def wanted_of(request: SignedInRequest) -> Wanted:
    """What the address asks for; what cannot be understood is left out."""
    said = request.GET
    return Wanted(
        group=said.get("group", "") if said.get("group", "") in dict(TABS) else "",
        phrase=said.get("q", "")[:60].replace("\x00", ""),
        unit=number(said.get("unit", "")),
        nature=said.get("nature", "") if said.get("nature", "") in Nature.values else "",
        stage=said.get("stage", "") if said.get("stage", "") in Stage.values else "",
        light=said.get("light", "") if said.get("light", "") in dict(LIGHTS) else "",
        parent=number(said.get("parent", "")),
        region=said.get("region", "")[:6].replace("\x00", ""),
    )


@require_safe
@login_required
def project_list(request: SignedInRequest) -> HttpResponse:
    """The projects that a person sees, as he filters them."""
    person, asked, wanted = request.user, as_of(clock.today()), wanted_of(request)
    cursor = request.GET.get("after", "")
    found = strip(person, wanted, asked, State())
    context = {
        "wanted": wanted,
        "tabs": [(name, label, wanted.query(group=name)) for name, label in TABS],
        "page": ledger(person, wanted, asked, cursor),
        "month": found.month,
        "tiles": tiles(found, wanted),
        "units": Unit.objects.visible_to(person).active().exclude(kind="city").order_by("kind", "sort_key"),
        "natures": Nature.choices,
        "stages": Stage.choices,
        "lights": LIGHTS,
        "may_add": person.access.has(Role.PLANNER) or bool(person.access.units),
        "is_keeper": is_keeper(person),
    }
    context["pager"] = context["page"]
    return render(request, "projects/project_list.html", context)


@require_safe
@login_required
def project_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One project: where it stands, what is missing, its money, nodes, problems, grants, papers, people."""
    project, today = load(request, pk), clock.today()
    may_work = works_on(request.user, project)
    found = detail(project, request.user, today)
    context: dict[str, Any] = {
        "detail": found,
        "project": project,
        "today": today,
        "may_work": may_work,
        "is_keeper": is_keeper(request.user),
        "moves": MOVES.open_to(project, request.user).values(),
        "acts": [(name, act.label) for name, act in ACTS.items() if act.may(request.user, project)],
        "next": next_stage(project),
        "lacks": lacks(project, request.user, known=found.known),
        "my_units": request.user.access.units,
    }
    return render(request, "projects/project_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def project_new(request: SignedInRequest) -> HttpResponse:
    """Enter a project."""
    person = request.user
    if not (is_keeper(person) or person.access.units):
        raise Denied(_("Only the keeper of the project ledger enters projects, and units their own ideas."))
    bound = (request.POST,) if request.method == "POST" else ()
    form = NewProjectForm(*bound, today=clock.today(), person=person)
    if form.is_bound and form.is_valid():
        try:
            made = actions.add(order=form.order(), by=person, at=clock.now())
        except (Invalid, Conflict) as refusal:
            refused(form, refusal)
        else:
            return redirect("projects:project_detail", pk=made.pk)
    context = {"form": form, "heading": _("New project"), "back": "../"}
    return render(request, "projects/act.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@login_required
def paper_file(request: SignedInRequest, pk: int) -> FileResponse:
    """A paper's file, for whoever sees the project."""
    paper = one(request, Paper.objects.select_related("file"), pk)
    return serve(paper.file)


@require_safe
@login_required
def node_file(request: SignedInRequest, pk: int) -> FileResponse:
    """A milestone's document."""
    node = one(request, Milestone.objects.exclude(file=None).select_related("file"), pk)
    return serve(node.file)


@require_safe
@login_required
def visit_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The picture of a visit to the site."""
    visit = one(request, SiteVisit.objects.select_related("file"), pk)
    return serve(visit.file)


@require_safe
@login_required
def problem_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One problem, its matter, and where others are stuck at the same place."""
    rows = Problem.objects.select_related("project__lead", "unit", "item")
    problem = one(request, rows, pk)
    context = {
        "problem": problem,
        "alike": stuck_alike(problem, request.user),
        "today": clock.today(),
        "may_link": works_on(request.user, problem.project) and problem.status != ProblemStatus.CLOSED,
        "may_solve": problem.status == ProblemStatus.OPEN
        and (works_on(request.user, problem.project) or problem.unit_id in request.user.access.units),
    }
    return render(request, "projects/problem_detail.html", context)
