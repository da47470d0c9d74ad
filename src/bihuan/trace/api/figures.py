"""Any figure for programs: asked for by name, with its groups and its rows."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import strip_tags
from ninja import Field, Query, Router, Schema

from bihuan.journal import clock
from bihuan.kernel.figures import Kind, kind_of, kinds
from bihuan.people.requests import SignedInRequest
from bihuan.trace.api.statements import StatementOut, statement
from bihuan.trace.queries.figures import PAGE, Line, Opened, opened, rows_of
from bihuan.trace.queries.groups import Told
from bihuan.trace.queries.statements import said_of
from bihuan.trace.queries.story import told
from bihuan.ui.schemas import Cursor, Limit, answers, fast

router = Router(tags=["figures"])
Word = Annotated[str, Field(max_length=40)]
Part = Annotated[str, Field(max_length=400)]


class KindOut(Schema):
    """A figure that can be asked for: by which words it is narrowed, how its rows are told apart."""

    name: str
    label: str
    asks: list[str]
    ways: list[str]


class KindList(Schema):
    items: list[KindOut]


class FigureGroupOut(Schema):
    """One group of the rows: how many, and what they add up to in the figure's own unit.

    The group is a figure itself: the same address with `of_` and the way it was told apart, set to `of`.
    """

    key: str | int | None
    name: str
    rows: int
    amount: int
    counted: int
    of: str


class RowOut(Schema):
    """One row that the figure counts; `amount` where the figure adds up a column."""

    id: int
    title: str
    url: str
    unit_id: int | None
    unit: str
    person_id: int | None
    person: str
    state: str
    day: date | None
    amount: int | None


class FigureOut(Schema):
    """A figure over what you see. Money is in whole 分; a share of nothing is null."""

    name: str
    label: str
    value: float | int | None
    unit: str
    formula: str
    as_of: date
    scope: dict[str, str]
    by: str
    groups: list[FigureGroupOut]
    story: str
    statements: list[StatementOut]
    items: list[RowOut]
    next: str


class Parts(Schema):
    """Which group of the rows is kept, by the way in which they are told apart: the group's `of`."""

    of_area: Part = ""
    of_category: Part = ""
    of_collects: Part = ""
    of_counted: Part = ""
    of_document: Part = ""
    of_draw: Part = ""
    of_indicator: Part = ""
    of_kind: Part = ""
    of_lead: Part = ""
    of_leader: Part = ""
    of_level: Part = ""
    of_month: Part = ""
    of_nature: Part = ""
    of_owner: Part = ""
    of_programme: Part = ""
    of_progress: Part = ""
    of_project: Part = ""
    of_reason: Part = ""
    of_region: Part = ""
    of_sector: Part = ""
    of_source: Part = ""
    of_stage: Part = ""
    of_state: Part = ""
    of_table: Part = ""
    of_status: Part = ""
    of_trade: Part = ""
    of_trouble: Part = ""
    of_unit: Part = ""
    of_vintage: Part = ""


class Asked(Parts):
    """Which figure: the words that the kind knows, the way to tell its rows apart, the page."""

    unit: Word = ""
    collects: Word = ""
    leader: Word = ""
    source: Word = ""
    month: Word = ""
    year: Word = ""
    first: Word = ""
    last: Word = ""
    list: Word = ""
    table: Word = ""
    stage: Word = ""
    nature: Word = ""
    region: Word = ""
    factor: Word = ""
    approver: Word = ""
    trouble: Word = ""
    level: Word = ""
    status: Word = ""
    indicator: Word = ""
    area: Word = ""
    batch: Word = ""
    trade: Word = ""
    round: Word = ""
    measure: Word = ""
    person: Word = ""
    light: Word = ""
    sector: Word = ""
    by: Word = ""


@router.get("", response=answers(KindList), summary="All figures by name")
def figure_list(request: HttpRequest) -> HttpResponse:
    return fast({"items": [_kind(kind) for kind in kinds()]})


@router.get("/{name}", response=answers(FigureOut), summary="One figure with its groups and rows")
def figure(
    request: SignedInRequest, name: str, asked: Query[Asked], after: Cursor = "", limit: Limit = PAGE
) -> HttpResponse:
    kind = kind_of(name)
    if kind is None:
        raise Http404
    query = {word: said for word, said in asked.dict().items() if said}
    found = opened(kind, request.user, clock.today(), query)
    rows = rows_of(kind, found.figure, after, limit)
    _unit, says = said_of(kind, found.figure.scope, request.user)
    said = {"statements": [statement(each) for each in says]}
    return fast(_figure(found) | said | {"items": [_row(line) for line in rows.lines], "next": rows.after})


def _kind(kind: Kind) -> dict[str, Any]:
    return {"name": kind.name, "label": str(kind.label), "asks": list(kind.asks), "ways": list(kind.groups)}


def _figure(found: Opened) -> dict[str, Any]:
    figure = found.figure
    return {
        "name": found.kind.name,
        "label": str(found.kind.label),
        "value": figure.value,
        "unit": "分" if figure.unit == "wan" else figure.unit,
        "formula": str(figure.formula),
        "as_of": figure.as_of,
        "scope": dict(figure.scope),
        "by": found.by,
        "story": strip_tags(told(found)),
        "groups": [_group(each) for each in found.groups],
    }


def _group(each: Told) -> dict[str, Any]:
    key = each.key if isinstance(each.key, int | str | None) else f"{each.key:%Y-%m}"
    return {
        "key": key,
        "name": each.name,
        "rows": each.rows,
        "amount": each.amount,
        "counted": each.counted,
        "of": each.word,
    }


def _row(line: Line) -> dict[str, Any]:
    return {
        "id": line.key,
        "title": line.title,
        "url": line.url,
        "unit_id": line.unit.pk if line.unit else None,
        "unit": line.unit.short_name if line.unit else "",
        "person_id": line.person.pk if line.person else None,
        "person": line.person.name if line.person else "",
        "state": line.state,
        "day": line.day,
        "amount": line.amount,
    }
