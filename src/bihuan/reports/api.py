"""Papers for programs: those of a matter, and bulletins."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.kernel.periods import named
from bihuan.people.requests import SignedInRequest
from bihuan.reports import actions
from bihuan.reports.answers import WORD, paper_answer
from bihuan.reports.models import Bulletin
from bihuan.reports.queries.bulletin import PAGE
from bihuan.reports.queries.comparing import compared, paper
from bihuan.reports.queries.matter import offered, offers
from bihuan.supervision.queries import Detail, detail, find
from bihuan.ui.schemas import REFUSALS, Cursor, Id, Limit, Problem, StrictSchema, answers, keyset

router = Router(tags=["papers"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILES = {"responses": {200: {"content": {WORD: _BINARY, "application/pdf": _BINARY}}}}


class PaperOut(Schema):
    """A paper that can be taken. `name` and docx or pdf make its address."""

    name: str
    label: str
    day: date
    about: str


def _load(request: SignedInRequest, pk: int) -> Detail:
    today = clock.today()
    item = find(request.user, pk, today)
    if item is None:
        raise Http404
    return detail(item, request.user, today)


@router.get("/{pk}", response=answers(list[PaperOut]))
def paper_list(request: SignedInRequest, pk: Id) -> list[PaperOut]:
    """List the papers of a matter that you may take."""
    found = offers(_load(request, pk), request.user)
    return [PaperOut(name=each.name, label=str(each.label), day=each.day, about=each.about) for each in found]


@router.get("/{pk}/{name}/{form}", response={200: bytes, REFUSALS: Problem}, openapi_extra=_FILES)
def paper_file(request: SignedInRequest, pk: Id, name: str, form: str) -> HttpResponse:
    """Take one paper of a matter as docx or pdf."""
    found = offered(_load(request, pk), request.user, name)
    if found is None:
        raise Http404
    return paper_answer(found.make(), form)


bulletins = Router(tags=["bulletins"])


class NumberOut(Schema):
    """One number: as it was computed, and, for those who see the city, as the question is answered today."""

    name: str
    label: str
    then: int
    now: int | None
    difference: int | None


class BulletinRow(Schema):
    id: int
    title: str
    first: date
    last: date
    status: str
    year: int
    issue: int | None
    as_of: date
    position: int
    paper_hash: str


class BulletinPage(Schema):
    items: list[BulletinRow]
    next: str


class BulletinOut(BulletinRow):
    """`text` holds the names of its numbers in braces."""

    text: str
    numbers: list[NumberOut]


class PeriodIn(StrictSchema):
    """Whole months, like 2026-10 and 2026-12."""

    first: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    last: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]


class WordsIn(StrictSchema):
    title: Annotated[str, Field(min_length=1, max_length=120)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


@bulletins.get("", response=answers(BulletinPage))
def bulletin_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List bulletins, newest first."""
    return keyset(Bulletin.objects.visible_to(request.user).defer("annexes", "paper", "text"), limit, cursor)


@bulletins.post("", response=answers(BulletinOut, 201))
def bulletin_draft(request: SignedInRequest, body: PeriodIn) -> Any:
    """Draw up the bulletin of whole months."""
    try:
        period = named(f"{body.first}.{body.last}")
    except ValueError as error:
        raise Invalid(_("Name two months like 2026-10, the first one not after the last.")) from error
    made = actions.draft_bulletin(period=period, by=request.user, at=clock.now())
    return Answer(201, _told(request, made))


@bulletins.get("/{pk}", response=answers(BulletinOut))
def bulletin_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read one bulletin with its numbers, then and now."""
    return _told(request, _bulletin(request, pk))


@bulletins.put("/{pk}", response=answers(BulletinOut))
def bulletin_edit(request: SignedInRequest, pk: Id, body: WordsIn) -> dict[str, Any]:
    """Word a draft anew."""
    row = _bulletin(request, pk)
    return _told(
        request, actions.edit_bulletin(bulletin=row, by=request.user, at=clock.now(), **body.model_dump())
    )


@bulletins.get("/{pk}/file/{form}", response={200: bytes, REFUSALS: Problem}, openapi_extra=_FILES)
def bulletin_file(request: SignedInRequest, pk: Id, form: str) -> HttpResponse:
    """Take a bulletin as docx or pdf: as it was issued, or the draft as it stands."""
    return paper_answer(paper(_bulletin(request, pk), clock.today()), form)


@bulletins.post("/{pk}/recompute", response=answers(BulletinOut))
def bulletin_recompute(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Compute all numbers of a draft anew."""
    row = _bulletin(request, pk)
    return _told(request, actions.recompute_bulletin(bulletin=row, by=request.user, at=clock.now()))


@bulletins.post("/{pk}/issue", response=answers(BulletinOut))
def bulletin_issue(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Issue a bulletin that somebody else has drawn up."""
    row = _bulletin(request, pk)
    return _told(request, actions.issue_bulletin(bulletin=row, by=request.user, at=clock.now()))


@bulletins.post("/{pk}/take_back", response=answers(BulletinOut))
def bulletin_take_back(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Take back an issue that you sent out some seconds ago."""
    row = _bulletin(request, pk)
    return _told(request, actions.take_back_bulletin(bulletin=row, by=request.user, at=clock.now()))


@bulletins.post("/{pk}/drop", response=answers(BulletinOut))
def bulletin_drop(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Put a draft aside."""
    row = _bulletin(request, pk)
    return _told(request, actions.drop_bulletin(bulletin=row, by=request.user, at=clock.now()))


def _bulletin(request: SignedInRequest, pk: int) -> Bulletin:
    found = Bulletin.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _told(request: SignedInRequest, row: Bulletin) -> dict[str, Any]:
    again = request.user.access.sees_city
    numbers = compared(row, request.user, clock.today(), again=again)
    plain = ("title", "first", "last", "status", "year", "issue", "as_of", "position", "paper_hash", "text")
    return {"id": row.pk, "numbers": [{**vars(each), "difference": each.difference} for each in numbers]} | {
        name: getattr(row, name) for name in plain
    }
