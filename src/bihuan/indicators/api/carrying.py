"""Who carries the gap of an indicator, and how much of its target live projects carry."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from bihuan.indicators.models import Indicator
from bihuan.indicators.queries.contribution import AreaShare, CarriedProject, Contribution, contribution
from bihuan.indicators.queries.support import Supported, supported
from bihuan.indicators.rules.support import Group
from bihuan.indicators.rules.times import latest_due
from bihuan.journal import clock
from bihuan.kernel.periods import month_of
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import Id, answers, fast
from bihuan.ui.scopes import months_in

router = Router(tags=["indicators"])
Month = Annotated[str, Query(max_length=7, description="Such as 2026-03; the last that is due where empty")]
Ten = Annotated[int, Field(description="In ten-thousandths of what the gap is measured in")]
Amount = Annotated[int, Field(description="In ten-thousandths of the indicator's unit")]


class ProjectShareOut(Schema):
    """What a project adds to the gap, and what it lacks on what it was to bring."""

    id: int
    name: str
    stage: str
    lead_id: int
    contribution: Ten
    short: Amount
    planned: date | None
    began: date | None
    months_late: int
    days_late: int


class AreaShareOut(Schema):
    """What a county or park adds to the gap: its projects, `others` that you do not see, and `untied`."""

    id: int
    name: str
    unit_id: int | None
    number: int
    weight: float
    contribution: Ten
    projects: list[ProjectShareOut]
    others: Ten | None
    others_count: int
    untied: Ten


class CarriedGroupOut(Schema):
    """The projects of a sector (a letter of GB/T 4754) or of a lead unit."""

    key: str | int
    projects: int
    expected: float


class SupportOut(Schema):
    """Live projects held against what the year still needs; the interval holds four of five draws."""

    verdict: str
    need: Amount
    left: int
    basis: str
    projects: int
    expected: float
    low: float
    high: float
    unsaid: int
    unsaid_most: Amount
    sectors: list[CarriedGroupOut]
    units: list[CarriedGroupOut]


class ContributionOut(Schema):
    """The gap of the city; areas and `between` sum to `gap`, and each area to its own parts.

    `why` says why nothing can be split, `untold` why the test says nothing; both are empty where it can.
    """

    indicator_id: int
    month: date
    why: str
    rule: int | None
    number: int
    line: int
    gap: Ten
    is_growth: bool
    is_whole: bool
    missing: list[str]
    areas: list[AreaShareOut]
    between: Ten
    untold: str
    support: SupportOut | None


@router.get("/{pk}/carried", response=answers(ContributionOut), summary="Who carries the gap, and the target")
def carried(request: SignedInRequest, pk: Id, month: Month = "") -> HttpResponse:
    today, person = clock.today(), request.user
    indicator = get_object_or_404(Indicator.objects.visible_to(person), pk=pk)
    usual = month_of(latest_due(indicator, today))
    when = months_in({"month": month}, usual).last.replace(day=1)
    split = contribution(person, indicator, when, today)
    return fast(_split(split) | _tested(supported(person, split, today)))


def _split(split: Contribution) -> dict[str, Any]:
    return {
        "indicator_id": split.indicator.pk,
        "month": split.month,
        "why": split.why,
        "rule": split.rule.number if split.rule else None,
        "number": split.number,
        "line": split.line,
        "gap": split.gap,
        "is_growth": split.is_growth,
        "is_whole": split.is_whole,
        "missing": list(split.missing),
        "areas": [_area(each) for each in split.areas],
        "between": split.between,
    }


def _area(area: AreaShare) -> dict[str, Any]:
    return {
        "id": area.pk,
        "name": area.name,
        "unit_id": area.unit_id,
        "number": area.number,
        "weight": area.weight,
        "contribution": area.contribution,
        "projects": [_project(each) for each in area.projects],
        "others": area.others,
        "others_count": area.others_count,
        "untied": area.untied,
    }


def _project(each: CarriedProject) -> dict[str, Any]:
    return {
        "id": each.pk,
        "name": each.name,
        "stage": each.stage,
        "lead_id": each.lead_id,
        "contribution": each.contribution,
        "short": each.short,
        "planned": each.planned,
        "began": each.began,
        "months_late": each.months_late,
        "days_late": each.days_late,
    }


def _tested(found: Supported) -> dict[str, Any]:
    test = found.support
    if test is None:
        return {"untold": found.why, "support": None}
    said = {
        "verdict": test.verdict,
        "need": test.need,
        "left": found.left,
        "basis": found.basis,
        "projects": test.count,
        "expected": test.expected,
        "low": test.low,
        "high": test.high,
        "unsaid": test.unsaid,
        "unsaid_most": test.unsaid_most,
        "sectors": [_group(each) for each in test.sectors],
        "units": [_group(each) for each in test.units],
    }
    return {"untold": "", "support": said}


def _group(each: Group) -> dict[str, Any]:
    return {"key": each.key, "projects": each.count, "expected": each.expected}
