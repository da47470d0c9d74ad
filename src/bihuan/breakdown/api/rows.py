"""One row of a table: mended, parted, left out, told to be a matter that is there."""

from typing import Any

from django.http import Http404
from ninja import Router

from bihuan.breakdown import actions
from bihuan.breakdown.api.shapes import CellIn, PickIn, RowOut, SameIn, TasksIn, row_told
from bihuan.breakdown.models import BreakdownRow
from bihuan.breakdown.queries import pages
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import Id, answers

router = Router(tags=["breakdowns"])


@router.put("/{pk}/cell", response=answers(RowOut))
def row_cell(request: SignedInRequest, pk: Id, body: CellIn) -> dict[str, Any]:
    """Write another text into a cell."""
    row = _row(request, pk)
    actions.mend_cell(row=row, column=body.column, text=body.text, by=request.user, at=clock.now())
    return _read(request, pk)


@router.post("/{pk}/split", response=answers(list[RowOut]))
def row_split(request: SignedInRequest, pk: Id, body: TasksIn) -> list[dict[str, Any]]:
    """Make several tasks of a row."""
    pieces = actions.split_row(row=_row(request, pk), texts=body.tasks, by=request.user, at=clock.now())
    return [_read(request, piece.pk) for piece in pieces]


@router.post("/{pk}/leave-out", response=answers(RowOut))
def row_leave_out(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Let a row become no matter."""
    actions.leave_out(row=_row(request, pk), by=request.user, at=clock.now())
    return _read(request, pk)


@router.post("/{pk}/take-back", response=answers(RowOut))
def row_take_back(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Let a row count again."""
    actions.take_back(row=_row(request, pk), by=request.user, at=clock.now())
    return _read(request, pk)


@router.post("/{pk}/twin", response=answers(RowOut))
def row_twin(request: SignedInRequest, pk: Id, body: SameIn) -> dict[str, Any]:
    """Say whether a row is the matter that it equals."""
    actions.choose_twin(row=_row(request, pk), is_same=body.same, by=request.user, at=clock.now())
    return _read(request, pk)


@router.post("/{pk}/pick", response=answers(RowOut))
def row_pick(request: SignedInRequest, pk: Id, body: PickIn) -> dict[str, Any]:
    """Choose between what the file says and what the matter says."""
    row = _row(request, pk)
    actions.pick(row=row, column=body.column, side=body.side, by=request.user, at=clock.now())
    return _read(request, pk)


def _row(request: SignedInRequest, pk: int) -> BreakdownRow:
    rows = BreakdownRow.objects.visible_to(request.user).select_related("breakdown", "item", "twin")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _read(request: SignedInRequest, pk: int) -> dict[str, Any]:
    row = _row(request, pk)
    [line] = pages.lines(row.breakdown, [row], clock.today())
    return row_told(line)
