"""Enterprises and citizens who would attend a draw."""

from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.spotcheck import actions
from bihuan.spotcheck.models import Part, Volunteer
from bihuan.ui.schemas import Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["spotcheck"])
PAGE = 50


class VolunteerIn(StrictSchema):
    """Who would attend, for an enterprise or as a citizen."""

    name: Annotated[str, Field(max_length=60)]
    kind: Part


class VolunteerOut(Schema):
    """A volunteer; published lists name him `g` and this number, never by his name."""

    id: int
    name: str
    kind: str
    is_active: bool


class VolunteerPage(Schema):
    items: list[VolunteerOut]
    next: str


@router.get("/volunteers", response=answers(VolunteerPage))
def volunteer_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List those who would attend, the newest first; for who sees the whole city."""
    return keyset(Volunteer.objects.visible_to(request.user), limit, cursor)


@router.post("/volunteers", response=answers(VolunteerOut))
def volunteer_new(request: SignedInRequest, body: VolunteerIn) -> Volunteer:
    """Note a volunteer."""
    return actions.invite(name=body.name, kind=body.kind, by=request.user, at=clock.now())


@router.post("/volunteers/{pk}/end", response=answers(VolunteerOut))
def volunteer_end(request: SignedInRequest, pk: Id) -> Volunteer:
    """Take a volunteer off the list."""
    row = get_object_or_404(Volunteer.objects.visible_to(request.user), pk=pk)
    return actions.end_volunteer(volunteer=row, by=request.user, at=clock.now())
