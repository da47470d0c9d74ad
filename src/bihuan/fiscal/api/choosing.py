"""Candidates, ties, and choices within the money."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.fiscal import actions
from bihuan.fiscal.actions.choosing import HIGHEST_SCORE
from bihuan.fiscal.api.shapes import Amounts, Year, by_year, one_project
from bihuan.fiscal.models import Candidate, Link, Selection, Tie
from bihuan.fiscal.queries.choosing import answer_of, question_of, why_not
from bihuan.fiscal.rules.moves import need_reader
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["fiscal"])
PAGE = 50


class CandidateIn(StrictSchema):
    """A project that competes, with its score."""

    project_id: AnyId
    score: Annotated[int, Field(ge=0, le=HIGHEST_SCORE)]
    is_must: bool = False


class CandidateOut(Schema):
    id: int
    project_id: int
    score: int
    is_must: bool
    is_out: bool


class CandidatePage(Schema):
    items: list[CandidateOut]
    next: str


class TieIn(StrictSchema):
    """Two candidates of which only one may be chosen, or of which the first needs the second."""

    first_id: AnyId
    second_id: AnyId
    kind: Link


class TieOut(Schema):
    id: int
    first_id: int
    second_id: int
    kind: str


class SelectIn(StrictSchema):
    """Over which years. `drop`: by how many percent less comes in from land; `limits` instead of the room."""

    first_year: Year
    last_year: Year
    drop: Annotated[int, Field(ge=0, le=20)] = 0
    limits: Amounts = []


class SelectionRowOut(Schema):
    id: int
    first_year: int
    last_year: int
    drop: int
    score: int
    at: datetime


class SelectionPage(Schema):
    items: list[SelectionRowOut]
    next: str


class SpentOut(Schema):
    """A year: the money, what the chosen ask of it, and what it lacks for the must-haves."""

    year: int
    limit: int
    asked: int
    short: int


class SelectionOut(SelectionRowOut):
    """A choice, by the numbers of projects. No choice has a higher score than `bound`."""

    chosen: list[int]
    left_out: list[int]
    bound: int
    is_possible: bool
    clashes: list[list[int]]
    lacking: list[int]
    years: list[SpentOut]


class ReasonOut(Schema):
    """Why a project was left out; amounts by year in 分. `cost`: how much lower the best one with it is."""

    project_id: int
    alone: dict[str, int]
    beside: dict[str, int]
    clashes: list[list[int]]
    lacking: list[int]
    displaced: list[int]
    brought: list[int]
    cost: int | None


@router.get("/candidates", response=answers(CandidatePage))
def candidate_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List the projects that compete or have competed, newest first."""
    need_reader(request.user)
    return keyset(Candidate.objects.visible_to(request.user), limit, cursor)


@router.put("/candidates", response=answers(CandidateOut))
def candidate_rate(request: SignedInRequest, body: CandidateIn) -> Candidate:
    """Let a project compete, or change its score."""
    need_reader(request.user)
    project = one_project(body.project_id, request.user)
    if project is None:
        raise Http404
    said = body.model_dump(exclude={"project_id"})
    return actions.rate(project=project, by=request.user, at=clock.now(), **said)


@router.post("/candidates/{pk}/withdraw", response=answers(CandidateOut))
def candidate_withdraw(request: SignedInRequest, pk: Id) -> Candidate:
    """Let a project compete no more."""
    return actions.withdraw(candidate=_candidate(request, pk), by=request.user, at=clock.now())


@router.post("/ties", response=answers(TieOut, 201))
def tie_new(request: SignedInRequest, body: TieIn) -> Any:
    """Say how two candidates hang together."""
    first, second = _candidate(request, body.first_id), _candidate(request, body.second_id)
    row = actions.tie(first=first, second=second, kind=body.kind, by=request.user, at=clock.now())
    return Answer(201, row)


@router.post("/ties/{pk}/undo", response=answers(None, 204))
def tie_undo(request: SignedInRequest, pk: Id) -> Any:
    """Let two candidates hang together no more."""
    row = Tie.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    actions.untie(link=row, by=request.user, at=clock.now())
    return Answer(204, None)


@router.get("/selections", response=answers(SelectionPage))
def selection_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List choices, newest first."""
    need_reader(request.user)
    return keyset(Selection.objects.visible_to(request.user), limit, cursor)


@router.post("/selections", response=answers(SelectionOut, 201))
def selection_new(request: SignedInRequest, body: SelectIn) -> Any:
    """Choose among the candidates within the money of each year. Takes up to some seconds."""
    said = body.model_dump(exclude={"limits"})
    limits = by_year(body.limits) or None
    row = actions.select(by=request.user, at=clock.now(), limits=limits, **said)
    return Answer(201, _told(row))


@router.get("/selections/{pk}", response=answers(SelectionOut))
def selection_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read one choice."""
    return _told(_selection(request, pk))


@router.get("/selections/{pk}/why/{project_id}", response=answers(ReasonOut))
def selection_why(request: SignedInRequest, pk: Id, project_id: Id) -> dict[str, Any]:
    """Say what it would take to choose a project that was left out."""
    reason = why_not(_selection(request, pk), project_id)
    if reason is None:
        raise Http404
    return {
        "project_id": reason.id,
        "alone": _spelt(reason.alone),
        "beside": _spelt(reason.beside),
        "clashes": [list(pair) for pair in reason.clashes],
        "lacking": list(reason.lacking),
        "displaced": list(reason.displaced),
        "brought": list(reason.brought),
        "cost": reason.cost if reason.forced else None,
    }


def _candidate(request: SignedInRequest, pk: int) -> Candidate:
    row: Candidate | None = Candidate.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _selection(request: SignedInRequest, pk: int) -> Selection:
    row: Selection | None = Selection.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _told(row: Selection) -> dict[str, Any]:
    question, answer = question_of(row), answer_of(row)
    plain = {name: getattr(row, name) for name in SelectionRowOut.model_fields if name != "id"}
    asked = question.asked(answer.chosen)
    years = sorted({*asked, *question.limits})
    return {
        **plain,
        "id": row.pk,
        "chosen": list(answer.chosen),
        "left_out": [each for each in question.by_id if each not in answer.chosen],
        "bound": answer.bound,
        "is_possible": answer.is_possible,
        "clashes": [list(pair) for pair in answer.clashes],
        "lacking": list(answer.lacking),
        "years": [
            {
                "year": year,
                "limit": question.limit(year),
                "asked": asked.get(year, 0),
                "short": answer.short.get(year, 0),
            }
            for year in years
        ],
    }


def _spelt(amounts: Any) -> dict[str, int]:
    return {str(year): amount for year, amount in sorted(amounts.items())}
