"""The dispatch sheet for programs: rounds, their rows, months filled in. Money in whole 分."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.models import DispatchRound
from bihuan.projects.queries.filling import Asked, Line, grid, lines
from bihuan.projects.queries.handing import need_filler
from bihuan.projects.queries.rounds import Told, rounds, told, workable
from bihuan.projects.rules.cells import is_same
from bihuan.projects.rules.months import COLUMNS, Entry, Fault, judge, stale
from bihuan.projects.rules.sheets import MOST_ROWS
from bihuan.ui.schemas import AnyId, Cursor, Id, StrictSchema, answers, fast

router = Router(tags=["projects"])
# Beyond any city, and far from what a column holds.
MOST = 10**16
Fen = Annotated[int, Field(ge=-MOST, le=MOST)]
Said = Annotated[str, Field(max_length=300)]
Money = Literal["central", "province", "city", "bond", "own", "bank"]


class RoundOut(Schema):
    """A round, with how many of the projects that you see owe it and have reported."""

    id: int
    month: date
    due: date
    status: str
    owed: int
    reported: int


class RoundPage(Schema):
    items: list[RoundOut]
    next: str


class RoundIn(StrictSchema):
    """`month`: any day of the month that is collected."""

    month: date
    due: date


class MonthRow(Schema):
    """A project's month; without `at` it has not been filled in."""

    project_id: int
    name: str
    done: int | None
    amounts: dict[str, int]
    percent: int | None
    progress: str
    problem: str
    need: str
    reason: str
    at: datetime | None
    year_before: int


class MonthPage(Schema):
    items: list[MonthRow]
    next: str


class EntryIn(StrictSchema):
    """What one project has done, by source; `year_done` is compared with the months, where it is said.

    `at` is the `at` of the row as it was read: with it, a row that was written meanwhile is not overwritten.
    """

    project_id: AnyId
    amounts: dict[Money, Fen]
    percent: Annotated[int, Field(ge=-1000, le=1000)]
    progress: Said
    problem: Said = ""
    need: Said = ""
    reason: Said = ""
    year_done: Fen | None = None
    at: datetime | None = None


class FillIn(StrictSchema):
    """`check` looks only; nothing is kept."""

    entries: list[EntryIn]
    check: bool = False


class FaultOut(Schema):
    column: str
    code: str
    message: str


class FilledOut(Schema):
    """What became of each project: kept, or with what is wrong."""

    project_id: int
    ok: bool
    faults: list[FaultOut]


def _round(request: SignedInRequest, pk: int) -> DispatchRound:
    found = DispatchRound.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _out(row: Told) -> dict[str, Any]:
    own = {name: getattr(row.round, name) for name in ("month", "due", "status")}
    return {"id": row.round.pk, **own, "owed": row.owed.value, "reported": row.reported.value}


def _one(request: SignedInRequest, row: DispatchRound) -> dict[str, Any]:
    [found] = told(request.user, [row])
    return _out(found)


@router.get("", response=answers(RoundPage))
def round_list(request: SignedInRequest, cursor: Cursor = "") -> HttpResponse:
    """List the rounds, newest first."""
    page = rounds(request.user, cursor)
    return fast({"items": [_out(row) for row in page.rows], "next": page.after})


@router.post("", response=answers(RoundOut, 201))
def round_open(request: SignedInRequest, body: RoundIn) -> Any:
    """Open a round: the keeper of the ledger."""
    row = actions.open_round(month=body.month, due=body.due, by=request.user, at=clock.now())
    return Answer(201, _one(request, row))


@router.post("/{pk}/freeze", response=answers(RoundOut))
def round_freeze(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Freeze a round: what stands in it is only corrected in a later month."""
    row = actions.freeze_round(round_=_round(request, pk), by=request.user, at=clock.now())
    return _one(request, row)


@router.get("/{pk}/rows", response=answers(MonthPage))
def round_rows(
    request: SignedInRequest,
    pk: Id,
    group: Literal["", "missing", "filled"] = "",
    unit: AnyId | None = None,
    cursor: Cursor = "",
) -> HttpResponse:
    """List the projects of a round that you see, with their month where it is there."""
    page = grid(request.user, _round(request, pk), Asked(group, unit), cursor, own=False)
    return fast({"items": [_row(line) for line in page.rows], "next": page.after})


def _row(line: Line) -> dict[str, Any]:
    row = line.row
    texts = ("progress", "problem", "need", "reason")
    return {
        "project_id": line.project.pk,
        "name": line.project.name,
        "done": row.done if row else None,
        "amounts": {name: getattr(row, name) for name in COLUMNS} if row else {},
        "percent": row.percent if row else None,
        **{name: getattr(row, name) if row else "" for name in texts},
        "at": row.at if row else None,
        "year_before": line.past.year,
    }


@router.post("/{pk}/fill", response=answers(list[FilledOut]))
def round_fill(request: SignedInRequest, pk: Id, body: FillIn) -> list[dict[str, Any]]:
    """Fill in months: what is in order is kept, the rest comes back with what is wrong."""
    round_ = _round(request, pk)
    need_filler(request.user)
    keys = {each.project_id for each in body.entries}
    if len(body.entries) > MOST_ROWS:
        raise Invalid(_("At most %(count)s rows come in at once.") % {"count": MOST_ROWS})
    if len(keys) < len(body.entries):
        raise Invalid(_("This project stands in the file twice. Keep one of the rows."))
    projects = workable(request.user).filter(pk__in=keys).select_related("lead").order_by("pk")
    if len(projects) < len(keys):
        raise Invalid(_("One of the projects is not there. Get the sheet again."))
    known = {line.project.pk: line for line in lines(list(projects), round_.month)}
    weighed = [(each.project_id, *_weighed(each, known[each.project_id])) for each in body.entries]
    good = {key: entry for key, entry, faults in weighed if entry and not faults}
    if not body.check:
        actions.fill(round_=round_, entries=good, by=request.user, at=clock.now())
    return [
        {"project_id": key, "ok": not faults, "faults": [_fault(fault) for fault in faults]}
        for key, _entry, faults in weighed
    ]


def _weighed(said: EntryIn, line: Line) -> tuple[Entry | None, list[Fault]]:
    """An entry with its faults; none where the month says the same already."""
    texts = {name: getattr(said, name) for name in ("progress", "problem", "need", "reason")}
    amounts: dict[str, int] = {str(name): amount for name, amount in said.amounts.items()}
    is_read = line.row is not None and said.at == line.row.at
    seen = None if said.at is None else line.stamp if is_read else said.at.isoformat()
    entry = Entry(amounts=amounts, percent=said.percent, said_year=said.year_done, seen=seen, **texts)
    if line.row and is_same(entry, line.row):
        return None, []
    late = [stale()] if seen is not None and seen != line.stamp else []
    return entry, [*late, *judge(entry, line.past)]


def _fault(fault: Fault) -> dict[str, str]:
    return {"column": fault.column, "code": fault.code, "message": fault.words}
