"""What is measured, what is wanted of it, and the numbers as they were published."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from bihuan.indicators import actions
from bihuan.indicators.actions.step import FIRST_YEAR, LAST_YEAR
from bihuan.indicators.models import (
    Area,
    Direction,
    Indicator,
    Measure,
    Origin,
    Rhythm,
    Span,
    Target,
    TargetRule,
)
from bihuan.indicators.queries.overview import city_of, overview
from bihuan.indicators.queries.tables import asked_readings, sdmx
from bihuan.journal import clock
from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import (
    REFUSALS,
    AnyId,
    Cursor,
    Id,
    Limit,
    Problem,
    StrictSchema,
    answers,
    fast,
    keyset,
)

router = Router(tags=["indicators"])
PAGE = 50
_SDMX_CSV = "application/vnd.sdmx.data+csv"
CSV = f"{_SDMX_CSV}; charset=utf-8; version="
_SDMX = {"responses": {200: {"content": {_SDMX_CSV: {"schema": {"type": "string"}}}}}}
Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST, description="In ten-thousandths")]
Month = Annotated[int, Field(ge=1, le=12)]
MonthText = Annotated[str, Query(max_length=7, description="2026-10")]


class AreaOut(Schema):
    id: int
    name: str
    kind: str
    unit_id: int | None


class IndicatorIn(StrictSchema):
    """What an indicator says of itself."""

    code: str
    name: str
    origin: Origin
    owner_id: AnyId
    source: str
    publisher: str
    unit_name: str = ""
    definition: str = ""
    direction: Direction = Direction.UP
    rhythm: Rhythm = Rhythm.MONTH
    measure: Measure = Measure.GROWTH
    span: Span = Span.YTD
    places: int = 1
    lag: int = 20
    sector: str = ""


class IndicatorOut(Schema):
    id: int
    code: str
    name: str
    unit_name: str
    definition: str
    source: str
    publisher: str
    origin: str
    direction: str
    rhythm: str
    measure: str
    span: str
    owner_id: int
    sector: str
    is_active: bool


class StandOut(Schema):
    """Where an indicator stands: numbers in ten-thousandths; `state` is grn, amb, red, or gry: not judged."""

    indicator_id: int
    name: str
    month: date | None
    number: int | None
    vintage: str | None
    target: str | None
    line: int | None
    gap: int | None
    province: int | None
    place: int | None
    state: str
    missing: date | None


class ReadingOut(Schema):
    """One published number: `said` as it stood, `number` in ten-thousandths."""

    id: int
    batch_id: int
    indicator_id: int
    area_id: int
    measure: str
    span: str
    month: date
    number: int
    said: str
    vintage: str
    revision: int
    is_current: bool


class ReadingPage(Schema):
    items: list[ReadingOut]
    next: str


class NodeIn(StrictSchema):
    month: Month
    number: Number


class TargetIn(StrictSchema):
    """A target in words, and as a number where it has one."""

    area_id: AnyId
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    said: str
    rule: TargetRule = TargetRule.LINEAR
    number: Number | None = None
    source: str = ""
    nodes: Annotated[list[NodeIn], Field(max_length=12)] = []


class TargetOut(Schema):
    id: int
    indicator_id: int
    area_id: int
    year: int
    said: str
    rule: str
    number: int | None
    source: str


def _indicator(request: SignedInRequest, pk: int) -> Indicator:
    row = Indicator.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _facts(body: StrictSchema) -> dict[str, Any]:
    said = body.model_dump(exclude_unset=True)
    owner = Unit.objects.filter(pk=said.pop("owner_id", 0)).first()
    return said | ({"owner": owner} if owner else {})


@router.get("/areas", response=answers(list[AreaOut]))
def area_list(request: SignedInRequest) -> list[Area]:
    """Read whose numbers are read."""
    return list(Area.objects.visible_to(request.user).order_by("place", "id"))


@router.get("", response=answers(list[IndicatorOut]))
def indicator_list(request: SignedInRequest) -> list[Indicator]:
    """Read what is measured."""
    return list(Indicator.objects.visible_to(request.user).order_by("place", "id"))


@router.post("", response=answers(IndicatorOut, 201))
def indicator_new(request: SignedInRequest, body: IndicatorIn) -> Any:
    """Define an indicator."""
    return Answer(201, actions.define(facts=_facts(body), by=request.user, at=clock.now()))


@router.get("/standing", response=answers(list[StandOut]))
def standing(request: SignedInRequest) -> HttpResponse:
    """Read where every indicator of the city stands."""
    city = city_of(request.user)
    found = overview(request.user, city, clock.today()).lines if city else []
    return fast([_stand(line) for line in found])


def _stand(line: Any) -> dict[str, Any]:
    now, latest, target = line.drawn.path.now, line.latest, line.drawn.target
    return {
        "indicator_id": line.indicator.pk,
        "name": line.indicator.name,
        "month": latest.month if latest else None,
        "number": latest.number if latest else None,
        "vintage": latest.vintage if latest else None,
        "target": target.said if target else None,
        "line": now.line if now else None,
        "gap": line.drawn.path.gap,
        "province": now.province if now else None,
        "place": line.place,
        "state": line.drawn.state,
        "missing": line.missing,
    }


@router.get("/readings", response=answers(ReadingPage))
def reading_list(
    request: SignedInRequest,
    indicator: int | None = None,
    area: int | None = None,
    since: MonthText = "",
    *,
    current: bool = True,
    limit: Limit = PAGE,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Read numbers as they were published, the newest rows first; all revisions with `current=false`."""
    rows = asked_readings(request.user, indicator=indicator, area=area, since=since)
    return keyset(rows.filter(is_current=True) if current else rows, limit, cursor)


@router.get("/readings.csv", response={200: bytes, REFUSALS: Problem}, openapi_extra=_SDMX)
def reading_table(
    request: SignedInRequest,
    version: str = "2.0",
    labels: str = "id",
    indicator: int | None = None,
    since: MonthText = "",
) -> HttpResponse:
    """Read the current numbers as SDMX-CSV 1.0 or 2.0; `labels=both` writes names beside the codes."""
    if version not in ("1.0", "2.0") or labels not in ("id", "both"):
        raise Invalid("version=1.0|2.0, labels=id|both")
    rows = asked_readings(request.user, indicator=indicator, since=since).filter(is_current=True)
    text = sdmx(rows, version, with_names=labels == "both")
    return HttpResponse(text, content_type=f"{CSV}{version}")


@router.get("/{pk}", response=answers(IndicatorOut))
def indicator_detail(request: SignedInRequest, pk: Id) -> Indicator:
    """Read one indicator."""
    return _indicator(request, pk)


@router.put("/{pk}", response=answers(IndicatorOut))
def indicator_alter(request: SignedInRequest, pk: Id, body: IndicatorIn) -> Indicator:
    """Alter an indicator."""
    row = _indicator(request, pk)
    return actions.alter(indicator=row, facts=_facts(body), by=request.user, at=clock.now())


@router.post("/{pk}/retire", response=answers(IndicatorOut))
def indicator_retire(request: SignedInRequest, pk: Id) -> Indicator:
    """Measure something no more."""
    return actions.retire(indicator=_indicator(request, pk), by=request.user, at=clock.now())


@router.get("/{pk}/targets", response=answers(list[TargetOut]))
def target_list(request: SignedInRequest, pk: Id) -> list[Target]:
    """Read what is wanted of an indicator."""
    rows = Target.objects.visible_to(request.user).filter(indicator=_indicator(request, pk))
    return list(rows.order_by("-year", "area__place"))


@router.put("/{pk}/targets", response=answers(TargetOut))
def target_set(request: SignedInRequest, pk: Id, body: TargetIn) -> Target:
    """Enter or change a target."""
    row = _indicator(request, pk)
    said = body.model_dump(exclude={"area_id", "nodes"})
    area = Area.objects.visible_to(request.user).filter(pk=body.area_id).first()
    if area is None:
        raise Http404
    nodes = {node.month: node.number for node in body.nodes}
    return actions.set_target(indicator=row, area=area, nodes=nodes, by=request.user, at=clock.now(), **said)
