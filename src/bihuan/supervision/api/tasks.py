"""Matters under supervision, for programs: the register, one matter with its history, and every move."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Header, Query, Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions, queries
from bihuan.supervision.api.bodies import BODIES, Body, TaskIn, Wanted
from bihuan.supervision.models import Slip, SupervisionItem
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.rules.schedule import pace
from bihuan.ui.schemas import Cursor, Id, Limit, answers, fast

router = Router(tags=["tasks"])


class TaskRow(Schema):
    """A matter as the register shows it."""

    id: int
    number: str | None
    title: str
    status: str
    light: str
    source_type: str
    urgency: str
    lead_units: list[str]
    co_units: list[str]
    days_left: int | None
    is_report_overdue: bool
    sign_due: date | None
    report_due: date | None
    finish_due: date | None
    finish_first: date | None


class TaskPage(Schema):
    items: list[TaskRow]
    next: str


class PartOut(Schema):
    """One unit's part in a matter."""

    unit_id: int
    unit: str
    role: str
    position: int
    status: str
    handler: str | None
    signed_at: datetime | None
    sign_due: date | None
    input_due: date | None
    input_at: datetime | None


class EntryOut(Schema):
    """One event of a matter's history, oldest first. `leaf` is its hash in the record."""

    event_id: int
    verb: str
    label: str
    at: datetime
    by: str
    role: str
    unit: str
    text: str
    notes: list[tuple[str, str]]
    turns: list[tuple[str, str, str]]
    files: list[dict[str, Any]]
    claimed_date: date | None
    late_days: int
    leaf: str


class NodeOut(Schema):
    due: date
    percent: int
    text: str


class ScheduleOut(Schema):
    """Progress against time. `pace` is empty when it cannot be judged."""

    rule: str
    start_date: date | None
    percent: int | None
    percent_date: date | None
    expected: float | None
    pace: str
    nodes: list[NodeOut]


class SlipOut(Schema):
    """A slip that was issued, newest first."""

    number: str
    colour: str
    proposed: str
    previous: str
    ground: str
    due: date
    unit: str
    issued_at: datetime
    signed_at: datetime | None
    lapsed_at: datetime | None


class MonthOut(Schema):
    """The light with which a past month ended, by the rules in force then."""

    month: str
    light: str


class TaskOut(TaskRow):
    """A matter with its units, its history, and the moves that are open to you now."""

    requirement: str
    basis: str
    targets: str
    security: str
    report_cycle: str
    leader: str | None
    document_id: int | None
    follows_id: int | None
    dispatched_at: datetime | None
    submitted_at: datetime | None
    concluded_at: datetime | None
    closed_at: datetime | None
    units: list[PartOut]
    history: list[EntryOut]
    moves: list[str]
    schedule: ScheduleOut
    slips: list[SlipOut]
    past_lights: list[MonthOut]


class Made(Schema):
    """What a move left behind."""

    id: int
    number: str | None
    status: str
    sign_due: date | None
    report_due: date | None
    finish_due: date | None


@router.get("", response=answers(TaskPage))
def task_list(
    request: SignedInRequest, wanted: Query[Wanted], limit: Limit = queries.PAGE, cursor: Cursor = ""
) -> HttpResponse:
    """List matters; `next` leads on."""
    page = queries.item_list(request.user, wanted.filters(), clock.today(), cursor, limit)
    return fast({"items": [_row(row) for row in page.rows], "next": page.next})


@router.post("", response=answers(Made, 201))
def task_file(
    request: SignedInRequest,
    body: TaskIn,
    idempotency_key: Annotated[str, Header(max_length=80)] = "",
) -> Any:
    """Put a matter on file as a draft. Repeat with the same Idempotency-Key and get the first one."""
    order = body.order(request.user, idempotency_key)
    item = actions.file_item(by=request.user, at=clock.now(), order=order)
    return Answer(201, _made(item))


@router.get("/{pk}", response=answers(TaskOut))
def task_detail(request: SignedInRequest, pk: Id) -> HttpResponse:
    """Read one matter with its units and its whole history."""
    today = clock.today()
    item = queries.find_bare(request.user, pk, today)
    if item is None:
        raise Http404
    whole = queries.detail(item, request.user, today)
    return fast(
        _row(queries.row(item, today))
        | {name: getattr(item, name) for name in _PLAIN}
        | {
            "leader": item.leader.name if item.leader else None,
            "units": [_part(part) for part in whole.parts],
            "history": [_entry(entry) for entry in whole.timeline],
            "moves": list(whole.moves),
            "schedule": _schedule(whole),
            "slips": [_slip(slip) for slip in whole.slips],
            "past_lights": [
                {"month": f"{each.month.first:%Y-%m}", "light": each.light} for each in whole.past
            ],
        }
    )


_PLAIN = (
    "requirement",
    "basis",
    "targets",
    "security",
    "report_cycle",
    "document_id",
    "follows_id",
    "dispatched_at",
    "submitted_at",
    "concluded_at",
    "closed_at",
)


def _row(row: queries.Row) -> dict[str, Any]:
    item = row.item
    return {"id": item.pk, "light": row.light, "lead_units": row.leads, "co_units": row.co_units} | {
        "days_left": row.days_left,
        "is_report_overdue": row.is_report_overdue,
        **{name: getattr(item, name) for name in _IN_LIST},
    }


_IN_LIST = (
    "number",
    "title",
    "status",
    "source_type",
    "urgency",
    "sign_due",
    "report_due",
    "finish_due",
    "finish_first",
)


def _part(part: Any) -> dict[str, Any]:
    return {
        "unit_id": part.unit_id,
        "unit": part.unit.short_name,
        "role": part.role,
        "position": part.position,
        "status": part.status,
        "handler": part.handler.name if part.handler else None,
        "signed_at": part.signed_at,
        "sign_due": part.sign_due,
        "input_due": part.input_due,
        "input_at": part.input_at,
    }


def _schedule(whole: queries.Detail) -> dict[str, Any]:
    item = whole.item
    return {
        "rule": item.schedule_rule,
        "start_date": item.schedule_start,
        "percent": item.percent,
        "percent_date": item.percent_date,
        "expected": whole.expected,
        "pace": pace(item, whole.today) or "",
        "nodes": [{"due": node.due, "percent": node.percent, "text": node.text} for node in whole.nodes],
    }


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        **{name: getattr(slip, name) for name in ("number", "colour", "proposed", "ground", "due")},
        "previous": slip.previous.number if slip.previous else "",
        "unit": slip.unit.short_name,
        "issued_at": slip.at,
        "signed_at": slip.signed_at,
        "lapsed_at": slip.lapsed_at,
    }


def _entry(entry: queries.Entry) -> dict[str, Any]:
    return {
        **{name: getattr(entry, name) for name in _OF_ENTRY},
        "label": str(entry.label),
        "role": str(entry.role),
        "notes": [(str(note.label), str(note.value)) for note in entry.notes],
        "turns": [(str(turn.label), str(turn.was or ""), str(turn.now or "")) for turn in entry.turns],
    }


_OF_ENTRY = (
    "event_id",
    "verb",
    "at",
    "by",
    "unit",
    "text",
    "files",
    "claimed_date",
    "late_days",
    "leaf",
)


def _made(item: SupervisionItem) -> dict[str, Any]:
    names = ("number", "status", "sign_due", "report_due", "finish_due")
    return {"id": item.pk} | {name: getattr(item, name) for name in names}


def _add_move(name: str) -> None:
    """Give one move of the table its address: POST /tasks/{pk}/{move}."""
    move = MOVES.moves[name]
    body_type = BODIES[move.form]
    act: Callable[..., SupervisionItem] = getattr(actions, name)

    def make_move(request: SignedInRequest, pk: Id, body: body_type) -> dict[str, Any]:  # type: ignore[valid-type]
        item = SupervisionItem.objects.visible_to(request.user).filter(pk=pk).first()
        if item is None:
            raise Http404
        said: Body = body
        return _made(act(item=item, by=request.user, at=clock.now(), **said.arguments(request.user)))

    make_move.__name__ = f"task_{name}"
    router.add_api_operation(
        f"/{{pk}}/{name}",
        ["POST"],
        make_move,
        response=answers(Made),
        operation_id=f"task_{name}",
        summary=name.replace("_", " ").capitalize(),
    )


# By a link without an account; and what has an address of its own, for those who do not see the matter.
ELSEWHERE = frozenset({"confirm", "contradict", "ask_affected", "check_site"})
for _name in MOVES.moves:
    if _name not in ELSEWHERE:
        _add_move(_name)
