"""The money by year, the terms of office, the lines, and the question what if."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.fiscal import actions
from bihuan.fiscal.actions.money import LARGEST_LINE, LONGEST_NOTE, LONGEST_TERM, OPTIONAL
from bihuan.fiscal.api.shapes import (
    Amounts,
    Fen,
    FindingOut,
    Year,
    YearPath,
    by_year,
    finding_told,
    one_project,
)
from bihuan.fiscal.models import Assessment, FiscalYear, Limits, Payer, Term
from bihuan.fiscal.queries.asking import what_if
from bihuan.fiscal.queries.overview import YearLine, overview
from bihuan.fiscal.queries.standing import PARTS, lines_in_force
from bihuan.fiscal.rules.moves import need_reader
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import AnyId, Id, StrictSchema, answers, fast

router = Router(tags=["fiscal"])
Percent = Annotated[int, Field(ge=0, le=LARGEST_LINE)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]
TermName = Annotated[str, Field(min_length=1, max_length=LONGEST_TERM)]


class YearOut(Schema):
    """What the city has in a year, in 分."""

    year: int
    budget: int
    fund: int
    transfers: int
    quota: int
    guarantees: int
    rigid: int
    own_spend: int | None
    debt: int | None
    means: int | None
    note: str


class RoomOut(Schema):
    drop: int
    resources: int
    room: int


class CapacityLineOut(Schema):
    """A year: what is promised and proposed, what is left at each drop of land income, PPP and debt."""

    year: int
    money: YearOut | None
    promised: int
    waiting: int
    rooms: list[RoomOut]
    ppp: int
    ppp_share: str | None
    ppp_state: str
    debt_ratio: str | None
    debt_band: str


class CapacityOut(Schema):
    lines: list[CapacityLineOut]


class YearIn(StrictSchema):
    """What is not named stays as it is; own_spend, debt and means may be null."""

    budget: Fen | None = None
    fund: Fen | None = None
    transfers: Fen | None = None
    quota: Fen | None = None
    guarantees: Fen | None = None
    rigid: Fen | None = None
    own_spend: Fen | None = None
    debt: Fen | None = None
    means: Fen | None = None
    note: Note = ""


class WhatIfIn(StrictSchema):
    """A project whose plan is judged, or amounts by year. `payer` where it is PPP."""

    project_id: AnyId | None = None
    amounts: Amounts = []
    payer: Payer | None = None


class AssessmentOut(Schema):
    id: int
    project_id: int | None
    verdict: str
    lines: list[dict[str, Any]]
    at: datetime


class TermIn(StrictSchema):
    name: TermName
    first_year: Year
    last_year: Year


class TermOut(Schema):
    id: int
    name: str
    first_year: int
    last_year: int


class LimitsIn(StrictSchema):
    """A new version of the lines, in percent; opinions are asked for from `since` on."""

    ppp_first: Percent
    ppp_second: Percent
    yellow: Percent
    orange: Percent
    red: Percent
    since: date | None = None
    note: Note = ""


class LimitsVersionOut(Schema):
    number: int
    ppp_first: int
    ppp_second: int
    yellow: int
    orange: int
    red: int
    since: date | None
    note: str
    by: str
    at: datetime


class LimitsOut(Schema):
    """The lines in force, and every version, the newest first."""

    ppp: list[int]
    bands: list[int]
    versions: list[LimitsVersionOut]


@router.get("/capacity", response=answers(CapacityOut))
def capacity(request: SignedInRequest) -> HttpResponse:
    """Read each year's money, what is promised of it, what is left."""
    need_reader(request.user)
    found = overview(request.user, clock.today())
    return fast({"lines": [_line(line) for line in found.lines]})


def _line(line: YearLine) -> dict[str, Any]:
    return {
        "year": line.year,
        "money": _year(line.row) if line.row else None,
        "promised": line.promised.value,
        "waiting": line.waiting.value,
        "rooms": [{"drop": cell.drop, "resources": cell.resources, "room": cell.room} for cell in line.cells],
        "ppp": line.ppp,
        "ppp_share": None if line.ppp_share is None else str(line.ppp_share),
        "ppp_state": line.ppp_state,
        "debt_ratio": None if line.debt_ratio is None else str(line.debt_ratio),
        "debt_band": line.debt_band,
    }


def _year(row: FiscalYear) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("year", *PARTS, *OPTIONAL, "note")}


@router.put("/years/{year}", response=answers(YearOut))
def year_set(request: SignedInRequest, year: YearPath, body: YearIn) -> dict[str, Any]:
    """Enter or correct what the city has in a year."""
    amounts = body.model_dump(exclude_unset=True, exclude={"note"})
    row = actions.set_year(year=year, amounts=amounts, note=body.note, by=request.user, at=clock.now())
    return _year(row)


@router.post("/what-if", response=answers(FindingOut))
def ask_what_if(request: SignedInRequest, body: WhatIfIn) -> dict[str, Any]:
    """Ask what the numbers say about one thing more. Nothing is kept."""
    need_reader(request.user)
    found = what_if(
        request.user,
        clock.today(),
        project=one_project(body.project_id, request.user),
        amounts=by_year(body.amounts),
        payer=body.payer or "",
    )
    return finding_told(found)


@router.post("/projects/{pk}/assess", response=answers(AssessmentOut, 201))
def project_assess(request: SignedInRequest, pk: Id) -> Any:
    """Keep what the numbers say today about a project's plan."""
    need_reader(request.user)
    project = one_project(pk, request.user)
    if project is None:
        raise Http404
    return Answer(201, _assessment(actions.assess(project=project, by=request.user, at=clock.now())))


def _assessment(row: Assessment) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("project_id", "verdict", "lines", "at")}
    return plain | {"id": row.pk}


@router.get("/terms", response=answers(list[TermOut]))
def term_list(request: SignedInRequest) -> list[Term]:
    """Read the terms of office."""
    need_reader(request.user)
    return list(Term.objects.visible_to(request.user).order_by("first_year"))


@router.post("/terms", response=answers(TermOut, 201))
def term_new(request: SignedInRequest, body: TermIn) -> Any:
    """Enter a term of office."""
    return Answer(201, actions.set_term(by=request.user, at=clock.now(), **body.model_dump()))


@router.put("/terms/{pk}", response=answers(TermOut))
def term_set(request: SignedInRequest, pk: Id, body: TermIn) -> Term:
    """Correct a term of office."""
    row = Term.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return actions.set_term(term=row, by=request.user, at=clock.now(), **body.model_dump())


@router.get("/limits", response=answers(LimitsOut))
def limits(request: SignedInRequest) -> HttpResponse:
    """Read the lines in force and all their versions."""
    need_reader(request.user)
    now = lines_in_force(request.user)
    rows = Limits.objects.visible_to(request.user).select_related("by").order_by("-number")
    versions = [_version(row) for row in rows]
    return fast({"ppp": list(now.ppp), "bands": list(now.bands), "versions": versions})


@router.post("/limits", response=answers(LimitsVersionOut, 201))
def limits_set(request: SignedInRequest, body: LimitsIn) -> Any:
    """Put a new version of the lines in force."""
    return Answer(201, _version(actions.set_limits(by=request.user, at=clock.now(), **body.model_dump())))


def _version(row: Limits) -> dict[str, Any]:
    names = [name for name in LimitsVersionOut.model_fields if name != "by"]
    return {name: getattr(row, name) for name in names} | {"by": row.by.name}
