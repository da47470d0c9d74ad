"""Where an indicator is heading, as numbers and as the sentences of the page."""

from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from bihuan.indicators.models import Area, AreaKind, Indicator
from bihuan.indicators.queries.paths import Trajectory, trajectory
from bihuan.indicators.queries.shown_paths import shown
from bihuan.indicators.rules.findings import span_of
from bihuan.indicators.rules.forecasts import USUAL, Outlook
from bihuan.indicators.rules.lines import Pace
from bihuan.indicators.rules.paths import Path, Point
from bihuan.indicators.rules.places import Standing
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID, Id, answers, fast
from bihuan.ui.scopes import FIRST_YEAR, LAST_YEAR

router = Router(tags=["indicators"])
AreaAsked = Annotated[
    int | None, Query(ge=1, le=LARGEST_ID, description="Area; the city where none is named")
]
YearAsked = Annotated[
    int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Year; this one where none is named")
]


class LikelyOut(Schema):
    """What a month may bring: the middle of the forecast, the ends of its 80 % interval, the number of past
    years whose errors it comes from."""

    middle: int
    low: int
    high: int
    share: float
    errors: int


class MonthOut(Schema):
    """One month of the year; `likely` for months to come, from no fewer than four past years."""

    month: int
    actual: int | None
    line: int | None
    province: int | None
    likely: LikelyOut | None


class NeededOut(Schema):
    """What the rest of the year must bring: each reading (`shared`), all taken together (`weighted`, `even`),
    or its last one (`last`)."""

    number: int
    assumption: str
    left: int


class GainOut(Schema):
    """The year's number that passes whoever stands above, and what the rest must bring for it."""

    goal: int
    needed: NeededOut


class PlaceOut(Schema):
    """The place among the areas compared; `sharing`, `above` and `missing` are areas."""

    place: int
    of: int
    sharing: list[int]
    above: list[int]
    missing: list[int]
    place_then: int
    gain: GainOut | None


class PathOut(Schema):
    """Where an indicator is heading. Numbers in ten-thousandths of its unit; `chance` from 0 to 1.

    `basis` says how the line was drawn, `state` is grn, amb, red, or gry where nothing is judged; `gap` is
    number − line, `behind` number − mean of the province.
    """

    indicator_id: int
    area_id: int
    year: int
    target: str | None
    basis: str | None
    state: str
    month: int | None
    number: int | None
    gap: int | None
    behind: int | None
    goal: int | None
    needed: NeededOut | None
    chance: float | None
    place: PlaceOut | None
    headline: str
    sentences: list[str]
    months: list[MonthOut]


@router.get("/{pk}/path", response=answers(PathOut), summary="Where an indicator is heading")
def path(request: SignedInRequest, pk: Id, area: AreaAsked = None, year: YearAsked = None) -> HttpResponse:
    today, person = clock.today(), request.user
    indicator = get_object_or_404(Indicator.objects.visible_to(person), pk=pk)
    areas = Area.objects.visible_to(person)
    found = areas.filter(pk=area).first() if area else areas.filter(kind=AreaKind.CITY).first()
    if not isinstance(found, Area):
        raise Http404
    return fast(_told(trajectory(person, indicator, found, year or today.year, today)))


def _told(drawn: Trajectory) -> dict[str, Any]:
    path, words = drawn.path, shown(drawn)
    return {
        "indicator_id": drawn.indicator.pk,
        "area_id": drawn.area.pk,
        "year": path.year,
        "target": drawn.target.said if drawn.target else None,
        "basis": path.basis,
        "state": path.state,
        "month": path.now.month if path.now else None,
        "number": path.now.actual if path.now else None,
        "gap": path.gap,
        "behind": path.behind,
        "goal": path.goal,
        "needed": _needed(path.pace),
        "chance": path.chance,
        "place": _place(path, path.standing),
        "headline": words.headline,
        "sentences": words.sentences,
        "months": [_month(path, point) for point in path.points],
    }


def _needed(pace: Pace | None) -> dict[str, Any] | None:
    if pace is None:
        return None
    return {"number": pace.number, "assumption": pace.assumption, "left": pace.left}


def _month(path: Path, point: Point) -> dict[str, Any]:
    return {
        "month": point.month,
        "actual": point.actual,
        "line": point.line,
        "province": point.province,
        "likely": _likely(point.likely, path.nature.step),
    }


def _likely(outlook: Outlook | None, step: int) -> dict[str, Any] | None:
    if outlook is None:
        return None
    low, high = span_of(outlook, step)
    return {
        "middle": outlook.expected,
        "low": low,
        "high": high,
        "share": USUAL,
        "errors": outlook.errors,
    }


def _place(path: Path, stands: Standing | None) -> dict[str, Any] | None:
    if stands is None:
        return None
    return {
        "place": stands.place,
        "of": stands.of,
        "sharing": sorted(stands.sharing),
        "above": sorted(stands.above),
        "missing": sorted(path.missing),
        "place_then": stands.place_then,
        "gain": path.gain and {"goal": path.gain.goal, "needed": _needed(path.gain.pace)},
    }
