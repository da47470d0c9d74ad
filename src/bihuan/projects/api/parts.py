"""What hangs on a project, for programs: milestones, papers, changes, problems, grants."""

from typing import Any

from django.db.models import Model
from django.http import Http404
from ninja import Router

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.api import bodies
from bihuan.projects.api.ledger import made, need_work
from bihuan.projects.api.shapes import Made
from bihuan.projects.models import ChangeRequest, Fund, Milestone, Paper, Problem
from bihuan.ui.schemas import Id, answers

router = Router(tags=["projects"])


def _part(model: type[Model], request: SignedInRequest, pk: int, *more: str) -> Any:
    """Something that hangs on a project that this person sees."""
    rows: Any = model.objects  # type: ignore[attr-defined]
    found = rows.visible_to(request.user).select_related("project__lead", *more).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _told(request: SignedInRequest, body: bodies.Body) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now(), **body.arguments(request.user)}


@router.post("/nodes/{pk}/set", response=answers(Made))
def node_set(request: SignedInRequest, pk: Id, body: bodies.NodeIn) -> dict[str, Any]:
    """Say how a milestone stands."""
    node = _part(Milestone, request, pk, "unit")
    need_work(request, node.project, node.unit_id)
    return made(node.project, actions.set_node(milestone=node, **_told(request, body)))


@router.post("/papers/{pk}/withdraw", response=answers(Made))
def paper_withdraw(request: SignedInRequest, pk: Id, body: bodies.ReasonIn) -> dict[str, Any]:
    """Take a paper out of the file."""
    paper = _part(Paper, request, pk)
    return made(paper.project, actions.withdraw_paper(paper=paper, **_told(request, body)))


@router.post("/changes/{pk}/decide", response=answers(Made))
def change_decide(request: SignedInRequest, pk: Id, body: bodies.DecideIn) -> dict[str, Any]:
    """Grant or refuse a request to change what was approved."""
    change = _part(ChangeRequest, request, pk)
    return made(change.project, actions.decide_change(request=change, **_told(request, body)))


@router.post("/problems/{pk}/solve", response=answers(Made))
def problem_solve(request: SignedInRequest, pk: Id, body: bodies.SolveIn) -> dict[str, Any]:
    """Say how a problem was solved; the enterprise closes it."""
    problem = _part(Problem, request, pk, "unit")
    return made(problem.project, actions.solve_problem(problem=problem, **_told(request, body)))


@router.post("/grants/{pk}/flow", response=answers(Made))
def grant_flow(request: SignedInRequest, pk: Id, body: bodies.FlowIn) -> dict[str, Any]:
    """Enter granted money that arrived or was paid."""
    fund = _part(Fund, request, pk, "unit")
    return made(fund.project, actions.move_fund(fund=fund, **_told(request, body)))


@router.post("/grants/{pk}/visit", response=answers(Made))
def grant_visit(request: SignedInRequest, pk: Id, body: bodies.VisitIn) -> dict[str, Any]:
    """Enter a visit to the site."""
    fund = _part(Fund, request, pk, "unit")
    need_work(request, fund.project, fund.unit_id)
    return made(fund.project, actions.visit_site(fund=fund, **_told(request, body)))
