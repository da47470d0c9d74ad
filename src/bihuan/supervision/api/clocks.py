"""The clocks of the city, for programs: what is in force, what was, and a new version."""

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.models import ClockVersion
from bihuan.supervision.queries.ladders import ladder_on
from bihuan.supervision.queries.terms import terms_on
from bihuan.supervision.rules.ladders import LADDERS
from bihuan.supervision.rules.terms import TERMS, Terms
from bihuan.ui.schemas import StrictSchema, answers

router = Router(tags=["clocks"])


class TermOut(Schema):
    """`finish` counts days from the dispatch, 0 is the end of the year; `first` working days.

    `urgent` is what an urgent order gets instead, 0: the same.
    """

    source_type: str
    finish: int
    first: int
    urgent: int


class TermsOut(Schema):
    preset: str
    label: str
    assign: int
    sign: int
    of: list[TermOut]


class VersionOut(Schema):
    use: str
    number: int
    preset: str
    first_day: date
    note: str


class ClocksOut(Schema):
    """What is in force today, every version there has been, and the presets."""

    in_force: TermsOut
    ladder: str
    versions: list[VersionOut]
    presets: list[TermsOut]
    ladders: list[str]


class ClocksIn(StrictSchema):
    """A preset of clocks or of ladders, as it is, and from which day it is in force."""

    preset: Annotated[str, Field(max_length=20)]
    first_day: date
    note: Annotated[str, Field(max_length=4000)] = ""


@router.get("", response=answers(ClocksOut))
def clock_list(request: SignedInRequest) -> dict[str, Any]:
    """Read by which clocks the city works."""
    today = clock.today()
    return {
        "in_force": _told(terms_on(today)),
        "ladder": ladder_on(today).name,
        "versions": list(ClockVersion.objects.visible_to(request.user).order_by("-at", "-pk")),
        "presets": [_told(each) for each in TERMS.values()],
        "ladders": list(LADDERS),
    }


@router.post("", response=answers(VersionOut, 201))
def clock_put(request: SignedInRequest, body: ClocksIn) -> Any:
    """Put a preset in force from a day on."""
    rules = TERMS.get(body.preset) or LADDERS.get(body.preset)
    if rules is None:
        raise Invalid(_("Choose one of the presets: %(names)s") % {"names": ", ".join([*TERMS, *LADDERS])})
    made = actions.put_clocks_in_force(
        rules=rules, first_day=body.first_day, by=request.user, at=clock.now(), note=body.note
    )
    return Answer(201, made)


def _told(terms: Terms) -> dict[str, Any]:
    return {
        "preset": terms.name,
        "label": str(terms.label),
        "assign": terms.assign,
        "sign": terms.sign,
        "of": [{"source_type": source, **vars(terms.term(source))} for source in SourceType.values],
    }
