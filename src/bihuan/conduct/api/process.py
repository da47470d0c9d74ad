"""How matters really went, for programs: the views of the process page, and the matters behind each line."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from bihuan.conduct.queries import process
from bihuan.conduct.queries.process import Line
from bihuan.conduct.rules.process import VIEWS
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import Cursor, answers, place

router = Router(tags=["conduct"])
Word = Annotated[str, Field(max_length=40)]
View = Annotated[str, Field(pattern=f"^({'|'.join(VIEWS)})$")]
Months = Annotated[str, Query(max_length=20, description="Whole months, as in 2026-01.2026-06")]


class ProcessLineOut(Schema):
    """One line: its key, in how many matters, how often, the median days. Few unseen ones are not told of."""

    key: dict[str, str]
    matters: int
    is_hidden: bool
    times: int | None
    days: float | None
    total_days: float | None

    @staticmethod
    def resolve_key(line: Line) -> dict[str, str]:
        return line.said

    @staticmethod
    def resolve_matters(line: Line) -> int:
        return line.count

    @staticmethod
    def resolve_total_days(line: Line) -> float | None:
        return line.total


class ProcessOut(Schema):
    """All views by name, each with its formula, by the sealed record up to a moment."""

    first: date
    last: date
    unit_id: int | None
    until: datetime | None
    formulas: dict[str, str]
    views: dict[str, list[ProcessLineOut]]


class ProcessMatterOut(Schema):
    id: int
    number: str | None
    title: str
    status: str


class ProcessMatters(Schema):
    """The matters behind a line that you may open; `others` are counted besides, or too few to tell."""

    items: list[ProcessMatterOut]
    next: str
    others: int | None


class ProcessKey(Schema):
    """Which line of which view: the words of its key."""

    view: View
    way: Annotated[str, Field(max_length=4000)] = ""
    step: Word = ""
    then: Word = ""
    giver: Word = ""
    taker: Word = ""
    link: Word = ""
    cause: Word = ""
    months: Annotated[str, Field(max_length=20)] = ""
    unit: Word = ""


@router.get("/process", response=answers(ProcessOut))
def process_views(request: SignedInRequest, months: Months = "", unit: str = "") -> dict[str, Any]:
    """Tell how matters really went: variants, what follows what, skipped links, waiting, rework, hands."""
    scope = process.scope_of(request.user, months, unit, clock.today())
    seen = process.seen(scope)
    period = scope.asked.period
    formulas = {name: str(formula) for name, formula in process.FORMULAS.items()}
    whole = {"first": period.first, "last": period.last, "unit_id": scope.asked.unit, "until": seen.until}
    return {**whole, "formulas": formulas, "views": seen.views}


@router.get("/process/matters", response=answers(ProcessMatters))
def process_matters(
    request: SignedInRequest, asked: Query[ProcessKey], cursor: Cursor = ""
) -> dict[str, Any]:
    """List the matters behind one line."""
    scope = process.scope_of(request.user, asked.months, asked.unit, clock.today())
    key = {word: getattr(asked, word) for word in VIEWS[asked.view].keys}
    found = process.opened(scope, asked.view, key, place(cursor))
    return {"items": found.items, "next": found.after, "others": found.others}
