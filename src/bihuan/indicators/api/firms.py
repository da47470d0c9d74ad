"""Firms above scale for programs: counts as everybody may know them, firms as somebody sees them."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja import Status as Answer

from bihuan.files.models import StoredFile
from bihuan.indicators import actions
from bihuan.indicators.models import Firm, FirmRevenue, FirmRule, FirmSpell
from bihuan.indicators.queries.firms import Board, Row, board
from bihuan.journal import clock
from bihuan.kernel.money import LARGEST
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, fast, keyset
from bihuan.ui.scopes import FIRST_YEAR, LAST_YEAR

router = Router(tags=["firms"])
PAGE = 50
YearAsked = Annotated[
    int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Year; this one where none is named")
]


class CountOut(Schema):
    """Numbers of firms by column; null where a count is small, or would tell a small one."""

    name: str
    counts: dict[str, int | None]


class BoardOut(Schema):
    """The roll in a year. Columns: entered, left, net, roll, near the line, falling below it."""

    year: int
    years: list[CountOut]
    months: list[CountOut]
    units: list[CountOut]
    trades: list[CountOut]
    whole: CountOut


class FirmOut(Schema):
    """A firm: its code, its class (GB/T 4754), its area (GB/T 2260), the unit in charge."""

    id: int
    code: str
    name: str
    industry: str
    place: str
    unit_id: int


class FirmPage(Schema):
    items: list[FirmOut]
    next: str


class StayOut(Schema):
    """A stay on the roll: the months of entry and exit, each with its reason."""

    entered: date
    entry: str
    left: date | None
    exit: str


class EarnedOut(Schema):
    """Revenue of a month in 分."""

    month: date
    amount: int


class FirmFullOut(FirmOut):
    stays: list[StayOut]
    revenues: list[EarnedOut]


class BookIn(StrictSchema):
    """A workbook that was handed in before; faulty lines keep it out, or stay out."""

    file_id: AnyId
    number: str
    published: date
    without_faulty: bool = False


class BookOut(Schema):
    id: int
    number: str
    published: date


class RuleIn(StrictSchema):
    """Where the line is to run: amounts of twelve months in 分."""

    line: Annotated[int, Query(ge=1, le=LARGEST)]
    near: Annotated[int, Query(ge=1, le=LARGEST)]
    owner_id: AnyId
    source: str


class RuleOut(Schema):
    number: int
    line: int
    near: int
    owner_id: int
    since: date
    source: str


@router.get("", response=answers(FirmPage))
def firm_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List the firms that one sees."""
    return keyset(Firm.objects.visible_to(request.user), limit, cursor)


@router.get("/counts", response=answers(BoardOut))
def firm_counts(request: SignedInRequest, year: YearAsked = None) -> HttpResponse:
    """Read how many came, went and stand, by month, year, county or park, and trade."""
    today = clock.today()
    return fast(_told(board(request.user, today, year or today.year)))


@router.get("/rules", response=answers(list[RuleOut]))
def firm_rules(request: SignedInRequest) -> list[FirmRule]:
    """Read where the line runs and ran, the rule in force first."""
    return list(FirmRule.objects.visible_to(request.user).order_by("-number"))


@router.post("/rules", response=answers(RuleOut, 201))
def firm_rule_new(request: SignedInRequest, body: RuleIn) -> Any:
    """Put another line in force."""
    owner = get_object_or_404(Unit.objects.visible_to(request.user), pk=body.owner_id)
    rule = actions.NewFirmRule(body.line, body.near, owner, body.source)
    return Answer(201, actions.set_firm_rule(rule=rule, by=request.user, at=clock.now()))


@router.post("/books", response=answers(BookOut, 201))
def firm_book_new(request: SignedInRequest, body: BookIn) -> Any:
    """Bring in a workbook of firms."""
    file = StoredFile.objects.filter(pk=body.file_id, by=request.user).first()
    if file is None:
        raise Http404
    book = actions.NewBook(body.number, body.published, file)
    said: dict[str, Any] = {"without_faulty": body.without_faulty, "by": request.user, "at": clock.now()}
    return Answer(201, actions.bring_firms(book=book, **said))


@router.get("/{pk}", response=answers(FirmFullOut))
def firm_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read one firm with its stays and its revenue."""
    firm = get_object_or_404(Firm.objects.visible_to(request.user), pk=pk)
    told = FirmOut.from_orm(firm).dict()
    stays = FirmSpell.objects.visible_to(request.user).filter(firm=firm).order_by("entered")
    revenues = FirmRevenue.objects.visible_to(request.user).filter(firm=firm).order_by("month")
    return told | {"stays": list(stays), "revenues": list(revenues)}


def _told(found: Board) -> dict[str, Any]:
    return {
        "year": found.year,
        "years": [_row(row, f"{row.name:%Y}") for row in found.years],
        "months": [_row(row, f"{row.name:%Y-%m}") for row in found.months],
        "units": [_row(row, row.name) for row in found.units],
        "trades": [_row(row, row.name) for row in found.trades],
        "whole": _row(found.whole, ""),
    }


def _row(row: Row, name: str) -> dict[str, Any]:
    return {"name": name, "counts": {key: cell.number for key, cell in row.cells.items()}}
