"""Checks of what was drawn, and the pool of inspectors."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from bihuan.files.models import StoredFile
from bihuan.journal import clock
from bihuan.people.models import Person, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.spotcheck import actions
from bihuan.spotcheck.actions import Finding, Walk
from bihuan.spotcheck.actions.checking import MOST_MINUTES, MOST_STEPS
from bihuan.spotcheck.models import Check, Ground, Inspector, Interest, Result, Way
from bihuan.spotcheck.rules.moves import need_office
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["spotcheck"])
PAGE = 50
Number = Annotated[int, Field(ge=0, le=MOST_STEPS)]
Words = Annotated[str, Field(max_length=4000)]


class WalkIn(StrictSchema):
    """What the head went through; `file_id` names evidence that he stored before."""

    way: Way
    steps: Number
    papers: Number
    visits: Number
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    story: Words
    file_id: AnyId | None = None


class FindIn(StrictSchema):
    """A, B or C; with C the ground."""

    result: Result
    words: Words
    ground: Ground | None = None
    file_id: AnyId | None = None


class CheckOut(Schema):
    id: int
    draw_id: int
    unit_id: int
    key: str
    label: str
    is_base: bool
    is_risk: bool
    status: str
    head_id: int | None
    first_id: int
    second_id: int
    way: str
    steps: int | None
    papers: int | None
    visits: int | None
    minutes: int | None
    story: str
    result: str
    ground: str
    words: str
    item_id: int | None
    found_at: datetime | None

    @staticmethod
    def resolve_key(row: Check) -> str:
        return row.member.key

    @staticmethod
    def resolve_label(row: Check) -> str:
        return row.member.label


class CheckPage(Schema):
    items: list[CheckOut]
    next: str


class InspectorIn(StrictSchema):
    person_id: AnyId
    is_active: bool = True


class InspectorOut(Schema):
    id: int
    person_id: int
    is_active: bool


class InspectorPage(Schema):
    items: list[InspectorOut]
    next: str


class InterestIn(StrictSchema):
    unit_id: AnyId
    reason: Annotated[str, Field(max_length=200)]


class InterestOut(Schema):
    id: int
    inspector_id: int
    unit_id: int
    reason: str


@router.get("/checks", response=answers(CheckPage))
def check_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List the checks that one sees, newest first."""
    return keyset(Check.objects.visible_to(request.user).select_related("member"), limit, cursor)


@router.get("/checks/{pk}", response=answers(CheckOut))
def check_one(request: SignedInRequest, pk: Id) -> Check:
    """Show one check."""
    return _check(request, pk)


@router.post("/checks/{pk}/leave", response=answers(CheckOut))
def check_leave(request: SignedInRequest, pk: Id) -> Check:
    """Set out: from now on the unit sees that it was drawn."""
    return actions.leave(check=_check(request, pk), by=request.user, at=clock.now())


@router.post("/checks/{pk}/walk", response=answers(CheckOut))
def check_walk(request: SignedInRequest, pk: Id, body: WalkIn) -> Check:
    """Say what the head himself went through."""
    row, said = _check(request, pk), body.model_dump()
    file = _file(request, said.pop("file_id"))
    return actions.walk(check=row, walk=Walk(**said), by=request.user, at=clock.now(), file=file)


@router.post("/checks/{pk}/find", response=answers(CheckOut))
def check_find(request: SignedInRequest, pk: Id, body: FindIn) -> Check:
    """Say what was found."""
    row = _check(request, pk)
    finding = Finding(body.result, body.words, body.ground or "")
    file = _file(request, body.file_id)
    return actions.find(check=row, finding=finding, by=request.user, at=clock.now(), file=file)


@router.post("/checks/{pk}/settle", response=answers(CheckOut))
def check_settle(request: SignedInRequest, pk: Id) -> Check:
    """Follow up what did not hold."""
    return actions.settle(check=_check(request, pk), by=request.user, at=clock.now())


@router.get("/inspectors", response=answers(InspectorPage))
def inspector_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List who may be drawn to look."""
    return keyset(Inspector.objects.visible_to(request.user), limit, cursor)


@router.post("/inspectors", response=answers(InspectorOut))
def inspector_set(request: SignedInRequest, body: InspectorIn) -> Inspector:
    """Name an inspector, or let somebody be drawn no longer."""
    need_office(request.user)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=body.person_id)
    return actions.set_inspector(person=person, is_active=body.is_active, by=request.user, at=clock.now())


@router.post("/inspectors/{pk}/interests", response=answers(InterestOut))
def inspector_declare(request: SignedInRequest, pk: Id, body: InterestIn) -> Interest:
    """Declare what binds an inspector to a unit."""
    row = get_object_or_404(Inspector.objects.visible_to(request.user), pk=pk)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=body.unit_id)
    return actions.declare(inspector=row, unit=unit, reason=body.reason, by=request.user, at=clock.now())


def _check(request: SignedInRequest, pk: int) -> Check:
    rows = Check.objects.visible_to(request.user).select_related("member", "draw")
    found: Check = get_object_or_404(rows, pk=pk)
    return found


def _file(request: SignedInRequest, pk: int | None) -> StoredFile | None:
    if pk is None:
        return None
    found = StoredFile.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
