"""The papers of a matter, for programs."""

from datetime import date

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.reports.answers import WORD, paper_answer
from bihuan.reports.queries.matter import offered, offers
from bihuan.supervision.queries import Detail, detail, find
from bihuan.ui.schemas import REFUSALS, Id, Problem, answers

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
