"""Draws: planned, committed, entered, void, closed; and how many must be drawn."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest
from bihuan.spotcheck import actions
from bihuan.spotcheck.actions import Beacon, Guest, Plan
from bihuan.spotcheck.actions.planning import MOST_MEMBERS
from bihuan.spotcheck.models import Attending, Draw, Population
from bihuan.spotcheck.queries.populations import Candidate
from bihuan.spotcheck.queries.results import full_check_of
from bihuan.spotcheck.rules.bounds import sample_size
from bihuan.spotcheck.rules.moves import knows_chance, need_office
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["spotcheck"])
PAGE = 50
Count = Annotated[int, Field(ge=0, le=MOST_MEMBERS)]
Text = Annotated[str, Field(max_length=300)]


class ListedIn(StrictSchema):
    """One thing of a population that no room keeps yet: its number, the unit that answers, what it is."""

    key: Annotated[str, Field(max_length=40)]
    unit_id: AnyId
    label: Annotated[str, Field(max_length=200)] = ""


class PlanIn(StrictSchema):
    """What is drawn from and how many. `listed` only for permits and survey contacts."""

    title: Annotated[str, Field(max_length=120)]
    kind: Population
    first_day: date
    last_day: date
    base_n: Count
    risk_n: Count
    accept: Count = 0
    floor: Annotated[int, Field(ge=5, le=100)] = 5
    more_n: Count = 0
    accept_2: Count = 0
    listed: Annotated[list[ListedIn], Field(max_length=MOST_MEMBERS)] = []


class BeaconIn(StrictSchema):
    """A future draw of a lottery: ssq 双色球 or dlt 大乐透, its issue and day."""

    kind: Literal["ssq", "dlt"]
    issue: Annotated[str, Field(max_length=7)]
    day: date


class GuestIn(StrictSchema):
    """Who attends in which part; `person_id` where he has an account."""

    part: Attending
    name: Annotated[str, Field(max_length=60)]
    person_id: AnyId | None = None


class CommitIn(StrictSchema):
    """The lotteries that give chance, and who attends."""

    beacon: BeaconIn
    fallback: BeaconIn
    guests: Annotated[list[GuestIn], Field(max_length=4)]


class ChanceIn(StrictSchema):
    """Twenty digits of dice, the numbers of the lottery, and who was there."""

    dice: Annotated[str, Field(max_length=60)]
    lottery: Annotated[str, Field(max_length=60)]
    present: Annotated[list[Attending], Field(max_length=4)]


class ReasonIn(StrictSchema):
    reason: Text


class DrawOut(Schema):
    """One draw. `commit` and `reveal` are the canonical records as they are published.

    `reveal` and `seed` tell a unit what of its own was drawn: until the checks are over they are empty for
    whoever does not see the whole city. `full_item_id` is told to whoever sees that matter.
    """

    id: int
    number: str
    title: str
    kind: str
    status: str
    first_day: date
    last_day: date
    pop_sha: str
    pop_size: int
    base_n: int
    risk_n: int
    floor: int
    accept: int
    more_n: int
    accept_2: int
    is_extended: bool
    weights: str
    quota: str
    commit: str
    commit_sha: str
    reveal: str
    seed: str
    list_sha: str
    guest: str
    attempt: int
    why: str
    full_item_id: int | None
    at: datetime
    committed_at: datetime | None
    drawn_at: datetime | None
    closed_at: datetime | None

    @staticmethod
    def resolve_reveal(row: Draw, context: Any) -> str:
        return row.reveal if knows_chance(context["request"].user, row) else ""

    @staticmethod
    def resolve_seed(row: Draw, context: Any) -> str:
        return row.seed if knows_chance(context["request"].user, row) else ""

    @staticmethod
    def resolve_full_item_id(row: Draw, context: Any) -> int | None:
        seen = full_check_of(row, context["request"].user)
        return seen.pk if seen else None


class DrawPage(Schema):
    items: list[DrawOut]
    next: str


class SizeOut(Schema):
    number: int


@router.get("/sample-size", response=answers(SizeOut))
def size(
    request: SignedInRequest,
    whole: Annotated[int, Query(ge=1, le=MOST_MEMBERS)],
    rate: Annotated[int, Query(ge=1, le=500, description="Per mille")],
    found: Annotated[int, Query(ge=0, le=50)] = 0,
) -> dict[str, int]:
    """How many of so many must be drawn so that so many failures still prove a rate, at a risk of 5 %."""
    return {"number": sample_size(whole, rate, found)}


@router.get("/draws", response=answers(DrawPage))
def draw_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List all draws, void ones too, newest first."""
    return keyset(Draw.objects.visible_to(request.user), limit, cursor)


@router.post("/draws", response=answers(DrawOut))
def draw_plan(request: SignedInRequest, body: PlanIn) -> Draw:
    """Freeze a population and state the plan."""
    need_office(request.user)
    said = body.model_dump()
    listed = [Candidate(**each) for each in said.pop("listed")]
    return actions.plan(plan=Plan(**said), by=request.user, at=clock.now(), listed=listed)


@router.get("/draws/{pk}", response=answers(DrawOut))
def draw_one(request: SignedInRequest, pk: Id) -> Draw:
    """Show one draw."""
    return _draw(request, pk)


@router.post("/draws/{pk}/commit", response=answers(DrawOut))
def draw_commit(request: SignedInRequest, pk: Id, body: CommitIn) -> Draw:
    """Commit the plan, with the lotteries that give chance."""
    row = _draw(request, pk)
    need_office(request.user)
    return actions.commit(
        draw=row,
        beacon=Beacon(**body.beacon.model_dump()),
        fallback=Beacon(**body.fallback.model_dump()),
        guests=[Guest(each.part, each.name, _person(request, each.person_id)) for each in body.guests],
        by=request.user,
        at=clock.now(),
    )


@router.post("/draws/{pk}/enter", response=answers(DrawOut))
def draw_enter(request: SignedInRequest, pk: Id, body: ChanceIn) -> Draw:
    """Enter dice and lottery; the second entry draws the list, or shows that they differ."""
    row = _draw(request, pk)
    return actions.enter(draw=row, by=request.user, at=clock.now(), **body.model_dump())


@router.post("/draws/{pk}/postpone", response=answers(DrawOut))
def draw_postpone(request: SignedInRequest, pk: Id, body: ReasonIn) -> Draw:
    """Go to the lottery in reserve."""
    return actions.postpone(draw=_draw(request, pk), by=request.user, at=clock.now(), reason=body.reason)


@router.post("/draws/{pk}/void", response=answers(DrawOut))
def draw_void(request: SignedInRequest, pk: Id, body: ReasonIn) -> Draw:
    """Declare a draw void. It stays public."""
    return actions.void(draw=_draw(request, pk), by=request.user, at=clock.now(), reason=body.reason)


@router.post("/draws/{pk}/extend", response=answers(DrawOut))
def draw_extend(request: SignedInRequest, pk: Id) -> Draw:
    """Go on down the list: more of the base sample failed than the plan accepts."""
    return actions.extend(draw=_draw(request, pk), by=request.user, at=clock.now())


@router.post("/draws/{pk}/close", response=answers(DrawOut))
def draw_close(request: SignedInRequest, pk: Id) -> Draw:
    """Close a draw of which everything has been checked."""
    return actions.close(draw=_draw(request, pk), by=request.user, at=clock.now())


def _draw(request: SignedInRequest, pk: int) -> Draw:
    rows = Draw.objects.visible_to(request.user).prefetch_related("attendees")
    found: Draw = get_object_or_404(rows, pk=pk)
    return found


def _person(request: SignedInRequest, pk: int | None) -> Person | None:
    if pk is None:
        return None
    found = Person.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
