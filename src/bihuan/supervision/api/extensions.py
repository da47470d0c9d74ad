"""The limits of extensions for programs."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.models import ExtensionLimit
from bihuan.supervision.queries.extensions import limits_on
from bihuan.supervision.rules.extending import LONGEST_COUNT, LONGEST_DAYS
from bihuan.ui.schemas import StrictSchema, answers, fast

router = Router(tags=["extensions"])


class LimitOut(Schema):
    """One version: how often, and by how many days in all, from which day on."""

    number: int
    most: int
    days: int
    first_day: date
    note: str
    by: str
    at: datetime


class LimitsOut(Schema):
    """What is in force today, and every version, the newest first."""

    most: int
    days: int
    versions: list[LimitOut]


class LimitIn(StrictSchema):
    most: Annotated[int, Field(ge=0, le=LONGEST_COUNT)]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)]
    first_day: date
    note: Annotated[str, Field(max_length=4000)] = ""


@router.get("", response=answers(LimitsOut))
def extension_limits(request: SignedInRequest) -> HttpResponse:
    """Read how often, and by how many days in all, a matter may be extended."""
    now = limits_on(clock.today())
    rows = ExtensionLimit.objects.visible_to(request.user).select_related("by").order_by("-number")
    return fast({"most": now.most, "days": now.days, "versions": [_row(row) for row in rows]})


@router.post("", response=answers(LimitOut, 201))
def limit_extensions(request: SignedInRequest, body: LimitIn) -> Any:
    """Put limits in force for what is asked for from a day on."""
    row = actions.limit_extensions(by=request.user, at=clock.now(), **body.model_dump())
    return Answer(201, _row(row))


def _row(row: ExtensionLimit) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("number", "most", "days", "first_day", "note", "at")}
    return plain | {"by": row.by.name}
