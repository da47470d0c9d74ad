"""League tables: opened, filled, frozen, objected to, published, corrected; and pledges."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja import Status as Answered

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.kernel.periods import Period
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.standings import actions
from bihuan.standings.actions import Typed
from bihuan.standings.actions.answering import LONGEST_PLEDGE
from bihuan.standings.actions.tables import LONGEST_CAUSE, LONGEST_SOURCE
from bihuan.standings.api.schemes import Number, Reason
from bihuan.standings.models import (
    Appeal,
    Entry,
    Group,
    Line,
    LinePart,
    PartInput,
    Pledge,
    SchemeVersion,
    Table,
)
from bihuan.standings.queries.judging import whether_kept
from bihuan.standings.rules.moves import need_keeper
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, keyset
from bihuan.ui.scopes import months_in

router = Router(tags=["standings"])
PAGE = 50
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


class TableRowOut(Schema):
    """A table as the list shows it."""

    id: int
    version_id: int
    group_id: int
    first: date
    last: date
    status: str
    round: int
    average: int | None
    preview_to: date | None
    corrects_id: int | None
    reason: str
    published_at: datetime | None


class TablePage(Schema):
    items: list[TableRowOut]
    next: str


class PointsOut(Schema):
    code: str
    points: int | None
    trouble: str


class LineOut(Schema):
    """A line: points in ten-thousandths, its band and its possible places."""

    unit_id: int
    band: str
    score: int | None
    low: int | None
    high: int | None
    place: int | None
    best: int | None
    worst: int | None
    whole: int | None
    alike: list[int]
    parts: list[PointsOut]


class TableOut(TableRowOut):
    """A table with the lines that this reader sees."""

    seed: int
    draws: int
    lines: list[LineOut]


class EntryOut(Schema):
    """What went in for a unit; without a number it is missing."""

    unit_id: int
    input_id: int
    number: int | None
    error: int
    counted: int | None
    whole: int | None
    cause: str
    source: str


class TableIn(StrictSchema):
    version_id: AnyId
    group_id: AnyId
    month: Annotated[
        str,
        Field(max_length=20, description="2026-03, or several like 2026-01.2026-03", examples=["2026-03"]),
    ]


class EntryIn(StrictSchema):
    """A number that is typed in, or why it is missing."""

    input_id: AnyId
    unit_id: AnyId
    number: Number | None = None
    error: Number = 0
    counted: Count | None = None
    whole: Count | None = None
    source: Annotated[str, Field(max_length=LONGEST_SOURCE)] = ""
    cause: Annotated[str, Field(max_length=LONGEST_CAUSE)] = ""


class ReasonIn(StrictSchema):
    reason: Reason


class AppealIn(StrictSchema):
    unit_id: AnyId
    text: Reason


class AppealOut(Schema):
    id: int
    table_id: int
    unit_id: int
    text: str
    status: str
    answer: str


class AnswerIn(StrictSchema):
    accepted: bool
    text: Reason


class PledgeIn(StrictSchema):
    unit_id: AnyId
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_PLEDGE)]
    due: date


class PledgeOut(Schema):
    """A pledge, and what the record of its matter says: kept, kept_late, late, running."""

    id: int
    table_id: int
    unit_id: int
    text: str
    due: date
    state: str
    days: int


@router.get("/tables", response=answers(TablePage))
def table_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List the tables, the newest first."""
    return keyset(Table.objects.visible_to(request.user), limit, cursor)


@router.post("/tables", response=answers(TableOut, 201))
def table_open(request: SignedInRequest, body: TableIn) -> Any:
    """Begin a table: a version of a scheme, a group, whole months."""
    need_keeper(request.user)
    version = _found(request, SchemeVersion.objects.select_related("scheme"), body.version_id, "version_id")
    group = _found(request, Group.objects.all(), body.group_id, "group_id")
    period = months_in({"month": body.month}, Period(date.min, date.min))
    row = actions.open_table(version=version, group=group, period=period, by=request.user, at=clock.now())
    return Answered(201, _told(request, row))


@router.get("/tables/{pk}", response=answers(TableOut))
def table_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read a table with its lines; in the preview a unit gets its own."""
    return _told(request, _one(request, pk))


@router.get("/tables/{pk}/entries", response=answers(list[EntryOut]))
def entry_list(request: SignedInRequest, pk: Id) -> Any:
    """Read what went into a table, as far as this reader sees its lines."""
    return list(Entry.objects.visible_to(request.user).filter(table=_one(request, pk)).order_by("pk"))


@router.post("/tables/{pk}/entries", response=answers(EntryOut, 201))
def table_enter(request: SignedInRequest, pk: Id, body: EntryIn) -> Any:
    """Type in a number with its source, or why it is missing."""
    table = _one(request, pk)
    asked = _found(request, PartInput.objects.select_related("part"), body.input_id, "input_id")
    unit = _found(request, Unit.objects.all(), body.unit_id, "unit_id")
    typed = Typed(input=asked, unit=unit, **body.model_dump(exclude={"input_id", "unit_id"}))
    return Answered(201, actions.enter(table=table, typed=typed, by=request.user, at=clock.now()))


@router.post("/tables/{pk}/fill", response=answers(TableOut))
def table_fill(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Take what the system knows for every unit."""
    return _told(request, actions.fill(table=_one(request, pk), by=request.user, at=clock.now()))


@router.post("/tables/{pk}/freeze", response=answers(TableOut))
def table_freeze(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Freeze a table; for five working days each unit sees its own line."""
    return _told(request, actions.freeze(table=_one(request, pk), by=request.user, at=clock.now()))


@router.post("/tables/{pk}/publish", response=answers(TableOut))
def table_publish(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Publish a table whose preview is over. It never changes after."""
    return _told(request, actions.publish(table=_one(request, pk), by=request.user, at=clock.now()))


@router.post("/tables/{pk}/thaw", response=answers(TableOut))
def table_thaw(request: SignedInRequest, pk: Id, body: ReasonIn) -> dict[str, Any]:
    """Open a table again that is in preview, saying why."""
    row = _one(request, pk)
    return _told(request, actions.thaw(table=row, reason=body.reason, by=request.user, at=clock.now()))


@router.post("/tables/{pk}/drop", response=answers(TableOut))
def table_drop(request: SignedInRequest, pk: Id, body: ReasonIn) -> dict[str, Any]:
    """Put a table aside that has not been published."""
    row = _one(request, pk)
    return _told(request, actions.drop(table=row, reason=body.reason, by=request.user, at=clock.now()))


@router.post("/tables/{pk}/correct", response=answers(TableOut, 201))
def table_correct(request: SignedInRequest, pk: Id, body: ReasonIn) -> Any:
    """Open the correction of a published table; the first stays as it was."""
    row = _one(request, pk)
    made = actions.correct(table=row, reason=body.reason, by=request.user, at=clock.now())
    return Answered(201, _told(request, made))


@router.post("/tables/{pk}/appeals", response=answers(AppealOut, 201))
def table_appeal(request: SignedInRequest, pk: Id, body: AppealIn) -> Any:
    """Object to one's own line while it is in preview."""
    table, unit = _one(request, pk), _found(request, Unit.objects.all(), body.unit_id, "unit_id")
    made = actions.appeal(table=table, unit=unit, text=body.text, by=request.user, at=clock.now())
    return Answered(201, made)


@router.post("/appeals/{pk}/answer", response=answers(AppealOut))
def appeal_answer(request: SignedInRequest, pk: Id, body: AnswerIn) -> Any:
    """Answer an objection with words."""
    row = Appeal.objects.visible_to(request.user).select_related("table").filter(pk=pk).first()
    if row is None:
        raise Http404
    return actions.answer(appeal=row, by=request.user, at=clock.now(), **body.model_dump())


@router.post("/tables/{pk}/pledges", response=answers(PledgeOut, 201))
def table_pledge(request: SignedInRequest, pk: Id, body: PledgeIn) -> Any:
    """Enter what a unit pledges; a matter shows whether it is kept."""
    table, unit = _one(request, pk), _found(request, Unit.objects.all(), body.unit_id, "unit_id")
    made = actions.pledge(
        table=table, unit=unit, text=body.text, due=body.due, by=request.user, at=clock.now()
    )
    return Answered(201, _kept(request, [made.pk])[0])


@router.get("/pledges", response=answers(list[PledgeOut]))
def pledge_list(request: SignedInRequest, limit: Limit = PAGE) -> list[dict[str, Any]]:
    """List the last pledges, and whether they were kept."""
    keys = Pledge.objects.visible_to(request.user).order_by("-pk").values_list("pk", flat=True)
    return _kept(request, list(keys[:limit]))


def _kept(request: SignedInRequest, keys: list[int]) -> list[dict[str, Any]]:
    rows = Pledge.objects.filter(pk__in=keys).order_by("-pk")
    return [
        {
            **{name: getattr(each.pledge, name) for name in ("table_id", "unit_id", "text", "due")},
            "id": each.pledge.pk,
            "state": each.state,
            "days": each.days,
        }
        for each in whether_kept(rows, request.user, clock.today())
    ]


def _found(request: SignedInRequest, rows: Any, pk: int, name: str) -> Any:
    """A row that a body names, as this person sees it."""
    row = rows.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Invalid(_("“%(name)s” names nothing that there is.") % {"name": name})
    return row


def _one(request: SignedInRequest, pk: int) -> Table:
    row: Table | None = (
        Table.objects.visible_to(request.user)
        .select_related("version__scheme", "group")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    return row


def _told(request: SignedInRequest, table: Table) -> dict[str, Any]:
    lines = list(Line.objects.visible_to(request.user).filter(table=table, round=table.round).order_by("pk"))
    parts: dict[int, list[dict[str, Any]]] = {line.pk: [] for line in lines}
    made = LinePart.objects.filter(line__in=lines).select_related("part").order_by("part__position")
    for each in made:
        said = {"code": each.part.code, "points": each.points, "trouble": each.trouble}
        parts[each.line_id].append(said)
    plain = [name for name in TableRowOut.model_fields if name != "id"]
    shown = [name for name in LineOut.model_fields if name not in ("alike", "parts")]
    return {
        **{name: getattr(table, name) for name in (*plain, "seed", "draws")},
        "id": table.pk,
        "lines": [
            {
                **{name: getattr(line, name) for name in shown},
                "alike": sorted(line.alike_units),
                "parts": parts[line.pk],
            }
            for line in lines
        ],
    }
