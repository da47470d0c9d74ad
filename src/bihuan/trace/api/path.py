"""A number followed down for programs: areas, projects, people, conduct; the same as on the page."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.utils.html import strip_tags
from ninja import Field, Query, Router, Schema

from bihuan.indicators.queries.contribution import CarriedProject, Contribution
from bihuan.people.requests import SignedInRequest
from bihuan.trace.actions import follow
from bihuan.trace.api.statements import StatementOut, statement
from bihuan.trace.queries import telling
from bihuan.trace.queries.path import Trace
from bihuan.trace.queries.people import Party
from bihuan.ui.schemas import answers, fast

router = Router(tags=["trace"])
Word = Annotated[str, Field(max_length=40)]
Ten = Annotated[int, Field(description="In ten-thousandths of what the gap is measured in")]


class PathNumberOut(Schema):
    """The number, its line and what lies between, in ten-thousandths; `why` says why nothing can be split."""

    indicator: str
    name: str
    month: date
    number: int
    line: int
    gap: int
    unit: str
    why: str


class PathAreaOut(Schema):
    id: int
    name: str
    unit_id: int | None
    contribution: Ten


class StuckOut(Schema):
    """What holds a project up: its oldest open problem, or the first milestone that is overdue."""

    is_problem: bool
    id: int
    name: str
    unit_id: int | None
    since: date
    days: int


class PathProjectOut(Schema):
    """A project under the chosen area; `total` in whole 分."""

    id: int
    name: str
    stage: str
    total: int
    contribution: Ten
    planned: date | None
    days_late: int
    stuck: StuckOut | None


class PathPartyOut(Schema):
    """A unit or a leader behind the chosen project, with what the reader sees it has in hand."""

    unit_id: int | None
    unit: str
    person_id: int | None
    person: str
    title: str
    roles: list[str]
    in_hand: int
    late: int


class ConductOut(Schema):
    """What is on record of the chosen unit in this project: facts, no score.

    `marked` are the facts of the last published round in which the unit stands out by more than chance.
    """

    matters: list[int]
    reports: int
    late_reports: int
    awaited: int
    urges: int
    after_urges: int
    extensions: int
    granted: int
    pending: int
    returns: int
    verified: int
    found_otherwise: int
    concluded: int
    concluded_on_time: int
    round_id: int | None
    marked: list[int]


class TracedPathOut(Schema):
    """The whole path. `between`, `others` and `untied` are what no area or visible project carries."""

    title: str
    story: str
    number: PathNumberOut | None
    areas: list[PathAreaOut]
    between: int
    area_id: int | None
    projects: list[PathProjectOut]
    others: int | None
    untied: int
    project_id: int | None
    leader: PathPartyOut | None
    units: list[PathPartyOut]
    unit_id: int | None
    conduct: ConductOut | None
    area_statements: list[StatementOut]
    hand_statements: list[StatementOut]
    statements: list[StatementOut]


class PathAsked(Schema):
    """What is chosen in each column; what is left open is the worst."""

    indicator: Word = ""
    area: Word = ""
    project: Word = ""
    unit: Word = ""


@router.get(
    "", response=answers(TracedPathOut), summary="A number followed down to projects, people and conduct"
)
def path(request: SignedInRequest, asked: Query[PathAsked]) -> HttpResponse:
    found = follow(by=request.user, query=asked.dict())
    if found is None:
        raise Http404
    return fast(_number(found) | _projects(found) | _people(found))


def _number(found: Trace) -> dict[str, Any]:
    gap = found.gap
    is_told = gap is not None and not gap.why
    return {
        "title": telling.title(gap) if gap and is_told else "",
        "story": strip_tags(telling.told(found)),
        "number": _gap(gap) if gap else None,
        "areas": [
            {"id": each.pk, "name": each.name, "unit_id": each.unit_id, "contribution": each.contribution}
            for each in (gap.areas if gap else ())
        ],
        "between": gap.between if gap else 0,
        "area_id": found.area.pk if found.area else None,
    }


def _gap(gap: Contribution) -> dict[str, Any]:
    return {
        "indicator": gap.indicator.code,
        "name": gap.indicator.name,
        "month": gap.month,
        "number": gap.number,
        "line": gap.line,
        "gap": gap.gap,
        "unit": telling.unit_of(gap),
        "why": gap.why,
    }


def _projects(found: Trace) -> dict[str, Any]:
    area = found.area
    return {
        "projects": [_project(each) for each in (area.projects if area else ())],
        "others": area.others if area else None,
        "untied": area.untied if area else 0,
        "project_id": found.project.pk if found.project else None,
    }


def _project(each: CarriedProject) -> dict[str, Any]:
    held = each.stuck
    stuck = {
        "is_problem": held.is_problem,
        "id": held.pk,
        "name": held.name,
        "unit_id": held.unit_id,
        "since": held.since,
        "days": held.days,
    } if held else None  # fmt: skip
    return {
        "id": each.pk,
        "name": each.name,
        "stage": each.stage,
        "total": each.total,
        "contribution": each.contribution,
        "planned": each.planned,
        "days_late": each.days_late,
        "stuck": stuck,
    }


def _people(found: Trace) -> dict[str, Any]:
    people, party = found.people, found.party
    return {
        "leader": _party(people.leader) if people and people.leader else None,
        "units": [_party(each) for each in (people.units if people else ())],
        "unit_id": party.unit.pk if party and party.unit else None,
        "conduct": _conduct(found),
        "area_statements": [statement(each) for each in found.of_area],
        "hand_statements": [statement(each) for each in found.of_hand],
        "statements": [statement(each) for each in found.statements],
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "unit_id": party.unit.pk if party.unit else None,
        "unit": party.unit.short_name if party.unit else "",
        "person_id": party.person.pk if party.person else None,
        "person": party.person.name if party.person else "",
        "title": party.title,
        "roles": list(party.roles),
        "in_hand": party.in_hand,
        "late": party.late,
    }


SAID = (
    "reports", "late_reports", "awaited", "urges", "after_urges", "extensions", "granted", "pending",
    "returns", "verified", "found_otherwise",
)  # fmt: skip


def _conduct(found: Trace) -> dict[str, Any] | None:
    facts, shares = found.conduct, found.on_time
    if facts is None or shares is None:
        return None
    said = {word: getattr(facts, word) for word in SAID}
    matters = [part.item_id for part in facts.matters]
    counted = {
        "round_id": found.published.round.pk if found.published else None,
        "marked": [finding.pk for finding, _sentence in found.marked],
    }
    return (
        {"matters": matters, "concluded": shares.ended, "concluded_on_time": shares.on_time} | said | counted
    )
