"""Rounds, what they found, the facts of a unit, and what units say to them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Router, Schema
from ninja import Status as Answered

from bihuan.conduct import actions
from bihuan.conduct.models import Appeal, Evidence, Finding, Round
from bihuan.conduct.queries.counting import count
from bihuan.conduct.queries.pages import told
from bihuan.conduct.rules.moves import MOVES, need_office
from bihuan.journal import clock
from bihuan.journal.texts import LONGEST_TEXT
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.models import SupervisionItem
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, keyset, place

router = Router(tags=["conduct"])
PAGE = 50
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Words = Annotated[str, Field(min_length=1, max_length=actions.LONGEST_STATEMENT)]


class RoundRowOut(Schema):
    """A round as the list shows it."""

    id: int
    last: date
    days: int
    edition: int
    status: str
    place: str
    corrects_id: int | None
    reason: str
    opened: date | None
    due: date | None
    published_at: datetime | None


class RoundPage(Schema):
    items: list[RoundRowOut]
    next: str


class MeasureOut(Schema):
    """A measure as it was printed when the round was frozen."""

    key: str
    word: str
    kind: str
    title: str
    rule: str
    sentence: str


class RoundOut(RoundRowOut):
    measures: list[MeasureOut]


class FindingOut(Schema):
    """What a measure gives for a unit; value, interval and band in ten-thousandths."""

    id: int
    unit_id: int
    measure: str
    k: int
    n: int
    k_was: int
    n_was: int
    is_marked: bool
    marked_was: bool
    value: int | None
    low: int | None
    high: int | None
    band_low: int | None
    band_high: int | None
    left_out: int
    state: str
    sentence: str
    statement: str


class FindingPage(Schema):
    items: list[FindingOut]
    next: str


class EvidenceOut(Schema):
    """An event that was counted; of a matter that is not the reader's there is the number alone."""

    event: int
    case: int | None
    day: date | None
    is_hit: bool | None
    is_struck: bool | None


class EvidencePage(Schema):
    items: list[EvidenceOut]
    next: str


class WindowIn(StrictSchema):
    last: date


class ReasonIn(StrictSchema):
    reason: Text


class StatementIn(StrictSchema):
    text: Words


class StatementOut(Schema):
    id: int
    finding_id: int
    text: str


class AppealIn(StrictSchema):
    event: AnyId
    text: Words


class AppealOut(Schema):
    id: int
    finding_id: int
    event: int
    text: str
    status: str
    answer: str


class RulingIn(StrictSchema):
    granted: bool
    text: Text


@router.get("/rounds", response=answers(RoundPage))
def round_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List the rounds, the newest first."""
    return keyset(Round.objects.visible_to(request.user), limit, cursor)


@router.post("/rounds", response=answers(RoundOut, 201))
def round_freeze(request: SignedInRequest, body: WindowIn) -> Any:
    """Count the 90 days that end with a day, and freeze what was found."""
    need_office(request.user)
    row = actions.freeze(counted=count(body.last), by=request.user, at=clock.now())
    return Answered(201, _round(row))


@router.get("/rounds/{pk}", response=answers(RoundOut))
def round_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read a round with its measures as they were printed."""
    return _round(_one(request, pk))


@router.get("/rounds/{pk}/findings", response=answers(FindingPage))
def finding_list(
    request: SignedInRequest, pk: Id, limit: Limit = PAGE, cursor: Cursor = ""
) -> dict[str, Any]:
    """List what a round found, as far as this reader sees its units."""
    row = _one(request, pk)
    return _findings(row, Finding.objects.visible_to(request.user).filter(round=row), limit, cursor)


@router.get("/rounds/{pk}/units/{unit}", response=answers(FindingPage))
def unit_facts(
    request: SignedInRequest, pk: Id, unit: Id, limit: Limit = PAGE, cursor: Cursor = ""
) -> dict[str, Any]:
    """Read the facts of one unit; whoever else than the unit does is on record."""
    row = _one(request, pk)
    whose = Unit.objects.visible_to(request.user).filter(pk=unit).first()
    rows = Finding.objects.visible_to(request.user).filter(round=row, unit=whose)
    if whose is None or not rows.exists():
        raise Http404
    actions.notice(unit=whose, by=request.user, today=clock.today())
    return _findings(row, rows, limit, cursor)


@router.get("/findings/{pk}/events", response=answers(EvidencePage))
def event_list(request: SignedInRequest, pk: Id, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List the events that a finding counts."""
    finding = _finding(request, pk)
    actions.notice(unit=finding.unit, by=request.user, today=clock.today())
    rows = Evidence.objects.visible_to(request.user).filter(finding=finding)
    before = place(cursor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[:limit])
    cases = {each.case for each in page}
    seen = set(
        SupervisionItem.objects.visible_to(request.user).filter(pk__in=cases).values_list("pk", flat=True)
    )
    hidden = {"case": None, "day": None, "is_hit": None, "is_struck": None}
    items = [
        {
            "event": each.event,
            **({name: getattr(each, name) for name in hidden} if each.case in seen else hidden),
        }
        for each in page
    ]
    return {"items": items, "next": str(page[-1].pk) if len(page) == limit else ""}


@router.post("/rounds/{pk}/preview", response=answers(RoundOut))
def round_preview(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Open the preview: five working days in which each unit reads its own facts."""
    return _round(actions.preview(thing=_one(request, pk), by=request.user, at=clock.now()))


@router.post("/rounds/{pk}/publish", response=answers(RoundOut))
def round_publish(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Publish a round whose preview is over. It never changes after."""
    return _round(actions.publish(thing=_one(request, pk), by=request.user, at=clock.now()))


@router.post("/rounds/{pk}/drop", response=answers(RoundOut))
def round_drop(request: SignedInRequest, pk: Id, body: ReasonIn) -> dict[str, Any]:
    """Put a round aside that has not been published, saying why."""
    row = _one(request, pk)
    return _round(actions.drop(thing=row, reason=body.reason, by=request.user, at=clock.now()))


@router.post("/rounds/{pk}/correct", response=answers(RoundOut, 201))
def round_correct(request: SignedInRequest, pk: Id, body: ReasonIn) -> Any:
    """Count the same days anew as a second edition; the first stays as it was."""
    row, by, at = _one(request, pk), request.user, clock.now()
    MOVES.check("correct", row, by)
    made = actions.correct(thing=row, counted=count(row.last), reason=body.reason, by=by, at=at)
    return Answered(201, _round(made))


@router.post("/findings/{pk}/statement", response=answers(StatementOut, 201))
def statement_new(request: SignedInRequest, pk: Id, body: StatementIn) -> Any:
    """Write one's own words beside a fact of one's own unit."""
    finding = _finding(request, pk)
    return Answered(201, actions.state(finding=finding, text=body.text, by=request.user, at=clock.now()))


@router.post("/findings/{pk}/appeals", response=answers(AppealOut, 201))
def appeal_new(request: SignedInRequest, pk: Id, body: AppealIn) -> Any:
    """Appeal against one event that counts against one's own unit."""
    finding, by, at = _finding(request, pk), request.user, clock.now()
    return Answered(201, _appeal(actions.appeal(finding=finding, by=by, at=at, **body.model_dump())))


@router.post("/appeals/{pk}/ruling", response=answers(AppealOut))
def appeal_rule(request: SignedInRequest, pk: Id, body: RulingIn) -> dict[str, Any]:
    """Decide an appeal with words."""
    needs = ("finding__round", "finding__unit", "evidence")
    row = Appeal.objects.visible_to(request.user).select_related(*needs).filter(pk=pk).first()
    if row is None:
        raise Http404
    return _appeal(actions.rule(appeal=row, by=request.user, at=clock.now(), **body.model_dump()))


def _one(request: SignedInRequest, pk: int) -> Round:
    row: Round | None = Round.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _finding(request: SignedInRequest, pk: int) -> Finding:
    seen = Finding.objects.visible_to(request.user).select_related("round", "unit")
    row: Finding | None = seen.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _round(row: Round) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in RoundRowOut.model_fields if name != "id"}
    return {"id": row.pk, **plain, "measures": [{"key": key, **said} for key, said in row.printed.items()]}


def _findings(row: Round, rows: Any, limit: int, cursor: str) -> dict[str, Any]:
    found = keyset(rows.select_related("statement"), limit, cursor)
    plain = [name for name in FindingOut.model_fields if name not in ("id", "sentence", "statement")]
    return {
        **found,
        "items": [
            {
                "id": each.pk,
                **{name: getattr(each, name) for name in plain},
                "sentence": told(row.printed[each.measure], each),
                "statement": each.statement.text if hasattr(each, "statement") else "",
            }
            for each in found["items"]
        ],
    }


def _appeal(row: Appeal) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("finding_id", "text", "status", "answer")}
    return {"id": row.pk, "event": row.evidence.event, **plain}
