"""The library of rulings for programs."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.actions.boundaries import LONGEST_NAME, LONGEST_SUBJECT, Boundary
from bihuan.supervision.api.bodies import OptionalId, ReasonIn, one_unit
from bihuan.supervision.models import DutyBoundaryRule
from bihuan.supervision.queries.precedents import Wanted, library
from bihuan.ui.schemas import AnyId, CleanSchema, Cursor, Id, StrictSchema, answers, fast

router = Router(tags=["precedents"])
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class PrecedentOut(Schema):
    id: int
    subject: str
    lead_id: int
    lead: str
    co_id: int | None
    co: str | None
    origin: str
    decided_by: str
    doc_number: str
    doc_date: date
    is_retired: bool


class PrecedentsOut(Schema):
    items: list[PrecedentOut]
    next: str


class WantedPrecedents(CleanSchema):
    """Words of at least two characters, a unit on either side, what is in force or what has been retired."""

    q: Annotated[str, Query(max_length=60)] = ""
    unit_id: OptionalId = None
    retired: bool = False


class BoundaryIn(StrictSchema):
    """One row of a published list of duties."""

    subject: Annotated[str, Field(min_length=1, max_length=LONGEST_SUBJECT)]
    lead_id: AnyId
    co_id: AnyId | None = None
    decided_by: Name
    doc_number: Name
    doc_date: date

    def boundary(self, by: Person) -> Boundary:
        said = self.model_dump(exclude={"lead_id", "co_id"})
        return Boundary(lead=one_unit(self.lead_id, by), co=one_unit(self.co_id, by), **said)


@router.get("", response=answers(PrecedentsOut))
def precedent_list(
    request: SignedInRequest, wanted: Query[WantedPrecedents], cursor: Cursor = ""
) -> HttpResponse:
    """List whose a kind of work is, the newest first; `next` leads on."""
    page = library(request.user, Wanted(wanted.q, wanted.unit_id, wanted.retired), cursor)
    return fast({"items": [_row(row) for row in page.rows], "next": page.after})


@router.post("", response=answers(PrecedentOut, 201))
def precedent_enter(request: SignedInRequest, body: BoundaryIn) -> Any:
    """Enter one row of a published list of duties."""
    boundary = body.boundary(request.user)
    row = actions.enter_boundary(boundary=boundary, by=request.user, at=clock.now())
    return Answer(201, _row(row))


@router.post("/{pk}/retire", response=answers(PrecedentOut))
def precedent_retire(request: SignedInRequest, pk: Id, body: ReasonIn) -> dict[str, Any]:
    """Propose a precedent no more."""
    row = DutyBoundaryRule.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    row = actions.retire_boundary(boundary=row, by=request.user, at=clock.now(), reason=body.reason)
    return _row(row)


_PLAIN = ("id", "subject", "lead_id", "co_id", "origin", "decided_by", "doc_number", "doc_date")


def _row(row: DutyBoundaryRule) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "lead": row.lead.short_name,
        "co": row.co.short_name if row.co else None,
        "is_retired": row.retired_at is not None,
    }
