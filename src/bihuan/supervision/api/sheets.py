"""Reports on a sheet, for programs: the workbook or form out, what stands in a filled-in one, the reports.

The file itself is handed in with `POST /files`.
"""

from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from bihuan.files.models import StoredFile
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.api.many import OutcomeOut
from bihuan.supervision.queries.answering import Fault, Line, check_stored, handed_in, need_unit, outdated
from bihuan.supervision.queries.sheets import DOCX, XLSX, asked_of, asked_or_denied, form, item_of, workbook
from bihuan.ui.schemas import REFUSALS, AnyId, Id, Problem, StrictSchema, answers

router = Router(tags=["answers"])


def _content(kind: str) -> dict[str, Any]:
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"content": {kind: schema}}}}


class FileIn(StrictSchema):
    """A file that you have handed in."""

    file_id: AnyId


class FaultOut(Schema):
    """What is wrong with a cell (`cell` as its program names it), or with the row as a whole."""

    cell: str
    field: str
    message: str


class LineOut(Schema):
    """One row that says something. Without faults it is reported."""

    row: int
    item_id: int | None
    text: str
    percent: int | None
    faults: list[FaultOut]


class SheetCheckedOut(Schema):
    lines: list[LineOut]
    skipped: int


@router.get("/answers/book", response={200: bytes, REFUSALS: Problem}, openapi_extra=_content(XLSX))
def answer_book(request: SignedInRequest) -> HttpResponse:
    """Take the workbook of what your units can report on now."""
    need_unit(request.user)
    today = clock.today()
    return HttpResponse(workbook(asked_of(request.user, today), today), content_type=XLSX)


@router.post("/answers/check", response=answers(SheetCheckedOut))
def answer_check(request: SignedInRequest, body: FileIn) -> dict[str, Any]:
    """Look at a filled-in workbook or form; nothing is reported."""
    checked = check_stored(_stored(request, body), request.user, clock.today())
    return {"lines": [_line(line) for line in checked.lines], "skipped": checked.skipped}


@router.post("/answers/report", response=answers(list[OutcomeOut]))
def answer_report(request: SignedInRequest, body: FileIn) -> list[dict[str, Any]]:
    """Report what is in order in a filled-in file, with an outcome for each row."""
    now = clock.now()
    checked = check_stored(_stored(request, body), request.user, clock.day_of(now))
    outcomes = actions.answer_all(answers=checked.answers, by=request.user, at=now, refusal=outdated())
    return [
        {"id": each.item.pk, "ok": each.ok, "status": each.item.status, "message": each.message}
        for each in outcomes
    ]


@router.get("/{pk}/form", response={200: bytes, REFUSALS: Problem}, openapi_extra=_content(DOCX))
def answer_form(request: SignedInRequest, pk: Id) -> HttpResponse:
    """Take the report on one matter as a form in Word."""
    item = item_of(request.user, pk)
    if item is None:
        raise Http404
    return HttpResponse(form(asked_or_denied(item, request.user)), content_type=DOCX)


def _stored(request: SignedInRequest, body: FileIn) -> StoredFile:
    found = handed_in(request.user).filter(pk=body.file_id).first()
    if found is None:
        raise Http404
    return found


def _line(line: Line) -> dict[str, Any]:
    said = line.said
    return {
        "row": line.answer.row,
        "item_id": line.item.pk if line.item else None,
        "text": said.text if said else line.answer.said.get("text", ""),
        "percent": said.percent if said else None,
        "faults": [_fault(fault) for fault in line.faults],
    }


def _fault(fault: Fault) -> dict[str, str]:
    return {"cell": fault.cell, "field": fault.field, "message": fault.message}
