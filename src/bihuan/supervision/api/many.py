"""Many matters at once, for programs: the same move on each, with an outcome for each."""

from typing import Annotated, Any

from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import create_model

from bihuan.intake import actions as intake
from bihuan.intake.models import Document
from bihuan.journal import clock
from bihuan.kernel.periods import year_of
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions, queries
from bihuan.supervision.api.bodies import BODIES, Wanted
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries.export import as_csv, export
from bihuan.supervision.rules.moves import MOVES
from bihuan.ui.schemas import LARGEST_PAGE, REFUSALS, AnyId, Id, Problem, StrictSchema, answers, fast

router = Router(tags=["tasks"])

FIRST_YEAR, LAST_YEAR = 2000, 2999
MOST_SAME = 200
_CSV = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}
Ids = Annotated[list[AnyId], Field(min_length=1, max_length=LARGEST_PAGE)]


class OutcomeOut(Schema):
    """What became of one matter."""

    id: int
    ok: bool
    status: str
    message: str


class UnitLineOut(Schema):
    """One unit's numbers about the matters dispatched to it as lead unit in the year."""

    unit_id: int
    unit: str
    figures: dict[str, int]


@router.get("/report", response=answers(list[UnitLineOut]))
def unit_report(
    request: SignedInRequest, year: Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = 0
) -> HttpResponse:
    """Count what each unit received in a year and what became of it. Without a year: this one."""
    today = clock.today()
    period = year_of(today.replace(year=year, month=1, day=1) if year else today)
    lines = queries.unit_report(request.user, period, today)
    return fast(
        [
            {
                "unit_id": line.unit.pk,
                "unit": line.unit.short_name,
                "figures": {name: figure.value for name, figure in line.figures.items()},
            }
            for line in lines
        ]
    )


@router.get("/export.csv", response={200: bytes, REFUSALS: Problem}, openapi_extra=_CSV)
def task_export(request: SignedInRequest, wanted: Query[Wanted]) -> StreamingHttpResponse:
    """Take the register away as csv, at most 50,000 rows."""
    rows = export(request.user, wanted.filters(), clock.today())
    return StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")


@router.post("/{pk}/take_back", response=answers(OutcomeOut))
def take_back(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Take back a dispatch, an urge or an instruction that you sent some seconds ago."""
    item = SupervisionItem.objects.visible_to(request.user).filter(pk=pk).first()
    if item is None:
        raise Http404
    row = actions.take_back(item=item, by=request.user, at=clock.now())
    return {"id": row.pk, "ok": True, "status": row.status, "message": ""}


class SameIn(StrictSchema):
    """An accepted proposal that orders what some running matters are about already."""

    proposal_id: AnyId
    item_ids: Annotated[list[AnyId], Field(min_length=1, max_length=MOST_SAME)]


class TakeInIn(StrictSchema):
    """The document, and which of its proposals become a further source instead of a new matter."""

    document_id: AnyId
    same: Annotated[list[SameIn], Field(max_length=MOST_SAME)] = []


class TakenIn(Schema):
    """The matters that the accepted tasks became."""

    ids: list[int]


@router.post("/take-in", response=answers(TakenIn))
def take_in(request: SignedInRequest, body: TakeInIn) -> dict[str, Any]:
    """Dispatch what has been accepted in the review of a document, all or none; the rest stays in it."""
    document = Document.objects.visible_to(request.user).filter(pk=body.document_id).first()
    if document is None:
        raise Http404
    at, same = clock.now(), {each.proposal_id: _all(request, each.item_ids) for each in body.same}
    with transaction.atomic():
        document = intake.confirm_document(document=document, by=request.user, at=at)
        items = actions.take_in(document=document, by=request.user, at=at, same=same)
    return {"ids": [item.pk for item in items]}


def _all(request: SignedInRequest, ids: list[int]) -> list[SupervisionItem]:
    seen = SupervisionItem.objects.visible_to(request.user).in_bulk(ids)
    if len(seen) < len(set(ids)):
        raise Http404
    return list(seen.values())


def _add_bulk(verb: str) -> None:
    """Give one move its address for many matters: POST /tasks/bulk/{verb}."""
    said = BODIES[MOVES.moves[verb].form]
    name = f"Bulk{verb.title().replace('_', '')}In"
    may_be_silent = not any(field.is_required() for field in said.model_fields.values())
    default: Any = said() if may_be_silent else ...
    body_type = create_model(name, __base__=StrictSchema, ids=(Ids, ...), said=(said, default))

    def make_moves(request: SignedInRequest, body: body_type) -> list[dict[str, Any]]:  # type: ignore[valid-type]
        asked: Any = body
        seen = SupervisionItem.objects.visible_to(request.user).in_bulk(asked.ids)
        if len(seen) < len(set(asked.ids)):
            raise Http404
        outcomes = actions.bulk(
            verb=verb,
            items=[seen[pk] for pk in dict.fromkeys(asked.ids)],
            by=request.user,
            at=clock.now(),
            **asked.said.arguments(request.user),
        )
        return [
            {"id": one.item.pk, "ok": one.ok, "status": one.item.status, "message": one.message}
            for one in outcomes
        ]

    make_moves.__name__ = f"tasks_{verb}"
    router.add_api_operation(
        f"/bulk/{verb}",
        ["POST"],
        make_moves,
        response=answers(list[OutcomeOut]),
        operation_id=f"tasks_{verb}",
        summary=f"{verb.replace('_', ' ').capitalize()} many",
    )


for _verb in actions.BULK:
    _add_bulk(_verb)
