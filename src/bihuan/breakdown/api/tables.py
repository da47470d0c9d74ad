"""A table from hand-in to the way back."""

from typing import Any

from django.http import Http404, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from bihuan.breakdown import actions
from bihuan.breakdown.api.shapes import (
    LONGEST_TABLE,
    BreakdownIn,
    BreakdownOut,
    BreakdownPage,
    BreakdownRowOut,
    ColumnsIn,
    ConfirmIn,
    NameIn,
    OutcomeOut,
    PastedIn,
    RowPage,
    SameIn,
    UndoneOut,
    Wanted,
    row_told,
    told,
)
from bihuan.breakdown.models import TaskBreakdown
from bihuan.breakdown.queries import books, pages
from bihuan.journal import clock
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import REFUSALS, Cursor, Id, Limit, Problem, answers, keyset, place

router = Router(tags=["breakdowns"])
PAGE = 50
_XLSX = {"responses": {200: {"content": {books.XLSX: {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get("", response=answers(BreakdownPage))
def breakdown_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List tables, newest first."""
    return keyset(TaskBreakdown.objects.visible_to(request.user), limit, cursor)


@router.post("", response=answers(BreakdownOut, 201))
def breakdown_take(request: SignedInRequest, body: PastedIn) -> Any:
    """Hand in a table as cells parted by tabs."""
    return Status(201, _take(request, body, None))


@router.post("/file", response=answers(BreakdownOut, 201))
def breakdown_take_file(request: SignedInRequest, body: Form[BreakdownIn], file: File[UploadedFile]) -> Any:
    """Hand in a table as xlsx or docx."""
    return Status(201, _take(request, body, file))


def _take(request: SignedInRequest, body: BreakdownIn, file: Any) -> dict[str, Any]:
    said = body.model_dump()
    return told(actions.take(by=request.user, at=clock.now(), file=file, **said))


@router.get("/{pk}", response=answers(BreakdownOut))
def breakdown_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read a table's head."""
    return told(_breakdown(request, pk))


@router.get("/{pk}/rows", response=answers(RowPage))
def breakdown_rows(
    request: SignedInRequest, pk: Id, wanted: Query[Wanted], limit: Limit = PAGE, cursor: Cursor = ""
) -> dict[str, Any]:
    """Read its rows in order, with what is wrong in each cell."""
    breakdown, start = _breakdown(request, pk), min(place(cursor) or 0, LONGEST_TABLE)
    rows = list(pages.rows(breakdown, wanted.show)[start : start + limit + 1])
    lines = pages.lines(breakdown, rows[:limit], clock.today())
    return {
        "items": [row_told(line) for line in lines],
        "next": str(start + limit) if len(rows) > limit else "",
    }


@router.put("/{pk}/columns", response=answers(BreakdownOut))
def breakdown_columns(request: SignedInRequest, pk: Id, body: ColumnsIn) -> dict[str, Any]:
    """Say what the columns mean; the rows are read anew."""
    columns = [str(column) for column in body.columns]
    breakdown = _breakdown(request, pk)
    return told(actions.set_columns(breakdown=breakdown, columns=columns, by=request.user, at=clock.now()))


@router.post("/{pk}/names", response=answers(BreakdownOut))
def breakdown_name(request: SignedInRequest, pk: Id, body: NameIn) -> dict[str, Any]:
    """Say which units a name means wherever the table uses it."""
    found = Unit.objects.visible_to(request.user).in_bulk(body.unit_ids)
    if len(found) < len(set(body.unit_ids)):
        raise Http404
    return told(
        actions.match_name(
            breakdown=_breakdown(request, pk),
            written=body.written,
            units=[found[unit] for unit in body.unit_ids],
            keep=body.keep,
            by=request.user,
            at=clock.now(),
        )
    )


@router.post("/{pk}/twins", response=answers(BreakdownOut))
def breakdown_twins(request: SignedInRequest, pk: Id, body: SameIn) -> dict[str, Any]:
    """Say of all rows that equal a matter on file whether they are it."""
    breakdown = _breakdown(request, pk)
    return told(actions.choose_twins(breakdown=breakdown, is_same=body.same, by=request.user, at=clock.now()))


@router.post("/{pk}/confirm", response=answers(OutcomeOut))
def breakdown_confirm(request: SignedInRequest, pk: Id, body: ConfirmIn) -> dict[str, Any]:
    """Make the matters of a table, all or none."""
    outcome = actions.confirm(
        breakdown=_breakdown(request, pk), by=request.user, at=clock.now(), dispatch=body.dispatch
    )
    return {
        "made": [item.pk for item in outcome.made],
        "changed": [item.pk for item in outcome.changed],
        "unchanged": outcome.unchanged,
    }


@router.post("/{pk}/undo", response=answers(UndoneOut))
def breakdown_undo(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Take back what a table has made, within a day and as far as nobody has acted on it."""
    undone = actions.undo(breakdown=_breakdown(request, pk), by=request.user, at=clock.now())
    return {
        "withdrawn": [item.pk for item in undone.withdrawn],
        "kept": [item.pk for item in undone.kept],
    }


@router.post("/{pk}/drop", response=answers(BreakdownRowOut))
def breakdown_drop(request: SignedInRequest, pk: Id) -> TaskBreakdown:
    """Put a table aside before anything came of it."""
    return actions.drop(breakdown=_breakdown(request, pk), by=request.user, at=clock.now())


@router.post("/{pk}/print", response={200: bytes, REFUSALS: Problem}, openapi_extra=_XLSX)
def breakdown_print(request: SignedInRequest, pk: Id) -> HttpResponse:
    """Print a confirmed table back in its own columns, as xlsx."""
    out = actions.export(breakdown=_breakdown(request, pk), by=request.user, at=clock.now())
    content = books.printed_book(out.title, out.heads, out.columns, out.rows, out.groups)
    return HttpResponse(content, content_type=books.XLSX)


@router.get("/{pk}/marked.xlsx", response={200: bytes, REFUSALS: Problem}, openapi_extra=_XLSX)
def breakdown_marked(request: SignedInRequest, pk: Id) -> HttpResponse:
    """Take away the table as it was handed in, with what is wrong marked in it."""
    content = books.marked_book(_breakdown(request, pk), clock.today())
    return HttpResponse(content, content_type=books.XLSX)


def _breakdown(request: SignedInRequest, pk: int) -> TaskBreakdown:
    found = TaskBreakdown.objects.visible_to(request.user).select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
