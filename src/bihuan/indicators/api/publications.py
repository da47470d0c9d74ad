"""Publications: read, brought in by a file, taken back."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from ninja import Router, Schema
from ninja import Status as Answer

from bihuan.files.models import StoredFile
from bihuan.indicators import actions
from bihuan.indicators.models import ReadingBatch, ReadingSheet, Vintage
from bihuan.indicators.queries.checking import Checked, checked
from bihuan.indicators.rules.orders import Publication
from bihuan.journal import clock
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["indicators"])
PAGE = 50


class PublicationOut(Schema):
    """What was published, by whom and when; `unit_id` names the department whose own figures these are."""

    id: int
    publisher: str
    number: str
    published: date
    unit_id: int | None
    note: str
    at: datetime
    withdrawn_at: datetime | None


class PublicationPage(Schema):
    items: list[PublicationOut]
    next: str


class SheetIn(StrictSchema):
    """A file that was handed in before, and the publication that it is."""

    file_id: AnyId
    publisher: str
    published: date
    number: str = ""
    note: str = ""
    unit_id: AnyId | None = None
    vintage: Vintage = Vintage.PRELIMINARY


class SaidOut(Schema):
    """One number of a file: where it stands, what is wrong with it, what is odd."""

    where: str
    indicator: str
    area: str
    time: str
    said: str
    faults: list[str]
    warnings: list[str]


class SheetOut(Schema):
    id: int
    counts: dict[str, int]
    faulty: list[SaidOut]
    odd: list[SaidOut]


class TakeIn(StrictSchema):
    without_faulty: bool = False


class BackIn(StrictSchema):
    reason: str


@router.get("/publications", response=answers(PublicationPage))
def publication_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List publications, the last brought in first."""
    return keyset(ReadingBatch.objects.visible_to(request.user), limit, cursor)


@router.get("/publications/{pk}", response=answers(PublicationOut))
def publication_detail(request: SignedInRequest, pk: Id) -> ReadingBatch:
    """Read one publication; its numbers are at /readings."""
    return _batch(request, pk)


@router.post("/publications/{pk}/back", response=answers(PublicationOut))
def publication_back(request: SignedInRequest, pk: Id, body: BackIn) -> ReadingBatch:
    """Take a publication back as a whole."""
    batch = _batch(request, pk)
    return actions.take_back(batch=batch, reason=body.reason, by=request.user, at=clock.now())


@router.post("/sheets", response=answers(SheetOut, 201))
def sheet_new(request: SignedInRequest, body: SheetIn) -> Any:
    """Hand in the file of a publication; the answer says of every number what is wrong or odd."""
    said = body.model_dump(exclude={"file_id", "unit_id", "vintage"})
    file = StoredFile.objects.filter(pk=body.file_id, by=request.user).first()
    unit = Unit.objects.filter(pk=body.unit_id).first() if body.unit_id else None
    if file is None or (body.unit_id and unit is None):
        raise Http404
    publication = Publication(file=file, unit=unit, **said)
    now = clock.now()
    row = actions.hand_in(publication=publication, vintage=body.vintage, by=request.user, at=now)
    return Answer(201, _told(row, request))


@router.get("/sheets/{pk}", response=answers(SheetOut))
def sheet_check(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Check a file again."""
    return _told(_sheet(request, pk), request)


@router.post("/sheets/{pk}/take", response=answers(PublicationOut, 201))
def sheet_take(request: SignedInRequest, pk: Id, body: TakeIn) -> Any:
    """Let the numbers of a checked file count; faulty ones keep it out, or stay out themselves."""
    row, without = _sheet(request, pk), body.without_faulty
    return Answer(201, actions.take(sheet=row, without_faulty=without, by=request.user, at=clock.now()))


@router.post("/sheets/{pk}/aside", response=answers(None, 204))
def sheet_aside(request: SignedInRequest, pk: Id) -> Any:
    """Put a file aside."""
    actions.put_aside(sheet=_sheet(request, pk), by=request.user, at=clock.now())
    return Answer(204, None)


def _batch(request: SignedInRequest, pk: int) -> ReadingBatch:
    row = ReadingBatch.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _sheet(request: SignedInRequest, pk: int) -> ReadingSheet:
    row = ReadingSheet.objects.visible_to(request.user).select_related("file").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _told(row: ReadingSheet, request: SignedInRequest) -> dict[str, Any]:
    found = checked(row, request.user, clock.today())
    return {
        "id": row.pk,
        "counts": found.counts,
        "faulty": [_said(cell) for cell in found.faulty],
        "odd": [_said(cell) for cell in found.odd],
    }


def _said(cell: Checked) -> dict[str, Any]:
    names = ("where", "indicator", "area", "time", "said")
    told = {name: getattr(cell.told, name) for name in names}
    return told | {"faults": cell.faults, "warnings": cell.warnings}
