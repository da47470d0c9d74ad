"""The register and one project for programs: read, entered, corrected, moved on."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.api import bodies
from bihuan.projects.api.shapes import Made, ProjectOut, ProjectPage, need_told, row_told, whole_told
from bihuan.projects.models import Project
from bihuan.projects.queries import ledger as register
from bihuan.projects.queries.detail import detail
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.needs import lacks
from bihuan.projects.rules.moves import MOVES, next_stage, works_on
from bihuan.ui.schemas import Cursor, Id, Limit, answers, fast

router = Router(tags=["projects"])


@router.get("", response=answers(ProjectPage))
def project_list(
    request: SignedInRequest,
    wanted: Query[bodies.WantedIn],
    limit: Limit = register.PAGE,
    cursor: Cursor = "",
) -> HttpResponse:
    """List projects in the order in which they were entered; `next` leads on."""
    asked = as_of(clock.today())
    page = register.ledger(request.user, wanted.wanted(), asked, cursor, limit)
    items = [row_told(row) for row in page.rows]
    return fast({"items": items, "month": asked.month, "next": page.after})


@router.post("", response=answers(Made, 201))
def project_add(
    request: SignedInRequest,
    body: bodies.ProjectIn,
    idempotency_key: Annotated[str, Header(max_length=80)] = "",
) -> Any:
    """Enter a project. Repeat with the same Idempotency-Key and get the first one."""
    order = body.order(request.user, idempotency_key)
    return Answer(201, made(actions.add(order=order, by=request.user, at=clock.now())))


@router.get("/{pk}", response=answers(ProjectOut))
def project_detail(request: SignedInRequest, pk: Id) -> HttpResponse:
    """Read one project: its money, milestones, problems, grants, papers, and what it lacks."""
    project = seen(request, pk)
    found = detail(project, request.user, clock.today())
    needs = lacks(project, request.user, known=found.known)
    plans = project.plans.order_by("year", "source")
    return fast(
        whole_told(found, plans)
        | {
            "next_stage": next_stage(project) or "",
            "missing": [need_told(need) for need in needs],
            "moves": list(MOVES.open_to(project, request.user)),
        }
    )


def seen(request: SignedInRequest, pk: int) -> Project:
    """A project that this person sees; for everybody else it does not exist."""
    rows = Project.objects.visible_to(request.user).select_related("lead", "sponsor__person")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def made(project: Project, part: Any = None) -> dict[str, Any]:
    """What an act left behind."""
    return {"id": project.pk, "stage": project.status, "part_id": part.pk if part is not None else None}


def need_work(request: SignedInRequest, project: Project, unit_id: int | None = None) -> None:
    """Refuse whoever neither works on the project nor for the unit of this part of it."""
    if not works_on(request.user, project) and (unit_id is None or unit_id not in request.user.access.units):
        said = _("Only %(unit)s, which leads this project, and the keeper of the project ledger may do this.")
        raise Denied(said % {"unit": project.lead.short_name})


def _add_act(name: str, body_type: type[bodies.Body], act: Callable[..., Any], summary: str) -> None:
    """Give one act its address: POST /projects/{pk}/{name}."""

    def run(request: SignedInRequest, pk: Id, body: body_type) -> dict[str, Any]:  # type: ignore[valid-type]
        said: bodies.Body = body
        project = seen(request, pk)
        if body_type is bodies.PaperIn:
            # Before the file is looked for: who may not file anything is told just that.
            need_work(request, project)
        done = act(project=project, by=request.user, at=clock.now(), **said.arguments(request.user))
        return made(done) if isinstance(done, Project) else made(done.project, done)

    run.__name__ = f"project_{name}"
    router.add_api_operation(
        f"/{{pk}}/{name}",
        ["POST"],
        run,
        response=answers(Made),
        operation_id=f"project_{name}",
        summary=summary,
    )


def _step(name: str) -> Callable[..., Project]:
    def advance(**said: Any) -> Project:
        return actions.advance(move=name, **said)

    return advance


ACTS: tuple[tuple[str, type[bodies.Body], Callable[..., Any], str], ...] = (
    ("edit", bodies.FactsIn, actions.change, "Correct or complete fields"),
    ("place", bodies.PlaceIn, actions.place, "Put on the map"),
    ("assign", bodies.AssignIn, actions.assign, "Name the units"),
    ("sponsor", bodies.SponsorIn, actions.set_sponsor, "Name the leader in charge"),
    ("papers", bodies.PaperIn, actions.add_paper, "File a paper"),
    ("plan", bodies.PlanIn, actions.set_plan, "Set the plan of a year"),
    ("issue", bodies.IssueIn, actions.issue_plan, "Issue the plan"),
    ("changes", bodies.ChangeIn, actions.ask_change, "Ask for a change"),
    ("problems", bodies.ProblemIn, actions.raise_problem, "Raise a problem"),
    ("grants", bodies.GrantIn, actions.grant_fund, "Enter a grant"),
)
for _name, _body, _act, _summary in ACTS:
    _add_act(_name, _body, _act, _summary)
for _move in MOVES.moves.values():
    if _move.form == "stage":
        _add_act(_move.name, bodies.StepIn, _step(_move.name), _move.name.replace("_", " ").capitalize())
    else:
        _add_act(
            _move.name,
            bodies.ReasonIn,
            actions.REASONED[_move.name],
            _move.name.replace("_", " ").capitalize(),
        )
