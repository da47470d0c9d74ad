"""Checks for programs: what lies with one, checks on site, links for persons affected, marks, gaps."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from ninja import Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.kernel.periods import Period, month_of
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.people.rules import new_secret
from bihuan.supervision import actions
from bihuan.supervision.api.bodies import AskIn, SiteCheckIn
from bihuan.supervision.models import Mark, SupervisionItem
from bihuan.supervision.queries.burden import Asked, burden_report
from bihuan.supervision.queries.checks import item_to_check, waiting_checks
from bihuan.supervision.queries.gaps import Scope, gap_report
from bihuan.supervision.queries.marks import mark_figures, marks_of
from bihuan.supervision.queries.months import twelve
from bihuan.supervision.rules.affected import LINK_LASTS
from bihuan.ui.schemas import Id, answers, fast

router = Router(tags=["checks"])


class DueOut(Schema):
    """Something to look at: the matter, and from which day on."""

    task_id: int
    title: str
    due: date | None


class WaitingOut(Schema):
    """What lies with you: places to go to; for the office looks back; appeals to decide."""

    checks: list[DueOut]
    look_backs: list[DueOut]
    appeals: list[DueOut]


class CheckedOut(Schema):
    id: int
    status: str


class LinkOut(Schema):
    """The link, told this once, and until when it opens."""

    path: str
    expires_at: datetime


class MarkOut(Schema):
    """A mark against a unit, with the unit's side and its appeal."""

    id: int
    unit_id: int
    unit: str
    kind: str
    day: date
    counts: bool
    statement: str | None
    appeal: str | None
    decide_by: date | None
    decision: str | None
    ground: str | None


@router.get("/waiting", response=answers(WaitingOut))
def checks_waiting(request: SignedInRequest) -> HttpResponse:
    """List what waits to be looked at by you, the oldest first, at most fifty of each."""
    waiting = waiting_checks(request.user, clock.today())
    return fast(
        {
            "checks": [_due(each, None) for each in waiting.checks],
            "look_backs": [_due(each, each.due) for each in waiting.look_backs],
            "appeals": [_due(each, each.decide_by) for each in waiting.appeals],
        }
    )


def _due(row: Any, due: date | None) -> dict[str, Any]:
    return {"task_id": row.item_id, "title": row.item.title, "due": due}


class GapsOut(Schema):
    """One unit's numbers; with no unit those of all together."""

    unit_id: int | None
    unit: str | None
    figures: dict[str, int]


@router.get("/gaps", response=answers(list[GapsOut]))
def loop_gaps(request: SignedInRequest, first: date | None = None, last: date | None = None) -> HttpResponse:
    """Count where the loop gapes, in all and by lead unit, for what was said or dispatched in some days.

    Without days: this month.
    """
    today = clock.today()
    month = month_of(today)
    period = Period(first or month.first, last or month.last)
    return fast(
        [
            {
                "unit_id": line.unit.pk if line.unit else None,
                "unit": line.unit.short_name if line.unit else None,
                "figures": {name: figure.value for name, figure in line.figures.items()},
            }
            for line in gap_report(Scope(request.user, period, today))
        ]
    )


@router.get("/burden", response=answers(list[GapsOut]))
def unit_burden(request: SignedInRequest, day: date | None = None) -> HttpResponse:
    """Count what is asked of units in the month of a day, in all and by unit. Without a day: this month."""
    today = clock.today()
    asked = Asked(request.user, month_of(day or today), today)
    return fast(
        [
            {
                "unit_id": line.unit.pk if line.unit else None,
                "unit": line.unit.short_name if line.unit else None,
                "figures": {name: figure.value for name, figure in line.figures.items()},
            }
            for line in burden_report(asked)
        ]
    )


class UnitMarksOut(Schema):
    """What counts against a unit in twelve months, by kind; what an appeal has lifted is not counted."""

    unit_id: int
    figures: dict[str, int]


@router.get("/unit-marks/{pk}", response=answers(UnitMarksOut))
def unit_marks(request: SignedInRequest, pk: Id) -> HttpResponse:
    """Count the marks against a unit in the twelve months that end with this one."""
    today = clock.today()
    unit = Unit.objects.visible_to(request.user).filter(pk=pk).first()
    if unit is None:
        raise Http404
    figures = mark_figures(request.user, unit, twelve(today), today)
    return fast({"unit_id": unit.pk, "figures": {name: figure.value for name, figure in figures.items()}})


@router.post("/{pk}/check_site", response=answers(CheckedOut))
def task_check_site(request: SignedInRequest, pk: Id, body: SiteCheckIn) -> dict[str, Any]:
    """Say what was found on the spot, also for whoever was named and sees nothing else of it."""
    item = item_to_check(request.user, pk, clock.today())
    if item is None:
        raise Http404
    item = actions.check_site(item=item, by=request.user, at=clock.now(), **body.arguments(request.user))
    return {"id": item.pk, "status": item.status}


@router.post("/{pk}/ask_affected", response=answers(LinkOut, 201))
def task_ask_affected(request: SignedInRequest, pk: Id, body: AskIn) -> Any:
    """Make a link by which a person affected says, once and without an account, whether it is solved."""
    item = SupervisionItem.objects.visible_to(request.user).filter(pk=pk).first()
    if item is None:
        raise Http404
    at, secret = clock.now(), new_secret()
    said = body.arguments(request.user)
    actions.ask_affected(item=item, by=request.user, at=at, secret=secret, **said)
    path = reverse("supervision:answer", args=[secret])
    return Answer(201, {"path": path, "expires_at": at + LINK_LASTS})


@router.get("/{pk}/marks", response=answers(list[MarkOut]))
def task_marks(request: SignedInRequest, pk: Id) -> HttpResponse:
    """List what counts against the units of a matter, with the units' own words."""
    item = SupervisionItem.objects.visible_to(request.user).filter(pk=pk).first()
    if item is None:
        raise Http404
    return fast([_mark(mark) for mark in marks_of(item)])


def _mark(mark: Mark) -> dict[str, Any]:
    statement, appeal = getattr(mark, "statement", None), getattr(mark, "appeal", None)
    return {
        "id": mark.pk,
        "unit_id": mark.unit_id,
        "unit": mark.unit.short_name,
        "kind": mark.kind,
        "day": mark.day,
        "counts": mark.counts,
        "statement": statement.text if statement else None,
        "appeal": appeal.text if appeal else None,
        "decide_by": appeal.decide_by if appeal else None,
        "decision": appeal.decision if appeal else None,
        "ground": appeal.ground if appeal else None,
    }
