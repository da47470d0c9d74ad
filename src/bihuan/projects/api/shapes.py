"""What a program is told about projects. Money in whole 分."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from bihuan.projects.models import Source
from bihuan.projects.queries.detail import Detail
from bihuan.projects.rules.needs import Need

AMOUNTS = tuple(str(source) for source in Source)


class ProjectRow(Schema):
    """A project as the register shows it. `points_ahead` is unknown without a plan."""

    id: int
    code: str | None
    name: str
    stage: str
    light: str
    nature: str
    approval: str
    lead_id: int
    lead: str
    sponsor: str | None
    parent_id: int | None
    is_package: bool
    total: int
    done: int
    year_plan: int
    year_done: int
    points_ahead: int | None
    start_plan: date | None
    finish_plan: date | None
    start_fact: date | None
    finish_fact: date | None


class ProjectPage(Schema):
    """`month` is the last one that the sums tell of."""

    items: list[ProjectRow]
    month: date
    next: str


class UnitOut(Schema):
    part: str
    unit_id: int
    unit: str


class PlanOut(Schema):
    year: int
    source: str
    amount: int


class MonthOut(Schema):
    month: date
    done: int
    central: int
    province: int
    city: int
    bond: int
    own: int
    bank: int
    percent: int
    progress: str
    problem: str
    need: str
    reason: str


class NodeOut(Schema):
    id: int
    position: int
    name: str
    group: str
    factor: str
    unit_id: int | None
    plan_date: date | None
    asked_date: date | None
    fact_date: date | None
    number: str
    waived: str
    file_id: int | None


class ProblemOut(Schema):
    """`item_id` is the matter that the supervision office got of it."""

    id: int
    kind: str
    level: str
    text: str
    status: str
    raised_date: date
    unit_id: int
    due: date
    measure: str
    answer: str
    refusals: int
    item_id: int | None


class VisitOut(Schema):
    id: int
    kind: str
    day: date
    note: str
    file_id: int


class GrantOut(Schema):
    id: int
    source: str
    programme: str
    number: str
    issued_date: date
    amount: int
    arrived: int
    paid: int
    start_due: date
    pay_due: date
    unit_id: int
    watcher: str
    visits: list[VisitOut]


class PaperOut(Schema):
    id: int
    kind: str
    name: str
    number: str
    amount: int | None
    dated: date
    note: str
    file_id: int


class BaselineOut(Schema):
    version: int
    content: str
    scale: str
    total: int
    start_date: date
    finish_date: date
    number: str
    issued_date: date


class ChangeOut(Schema):
    id: int
    content: str
    scale: str
    total: int | None
    finish_date: date | None
    reason: str
    status: str
    ground: str
    number: str
    asked_at: datetime
    decided_at: datetime | None


class NeedOut(Schema):
    """What the project lacks for its next stage: a field, a paper, a condition; of a package, by its part.

    `kind` may then be `stage` as well, where a part has only to be moved on, and `part`, where there is none.
    `part_id` is nothing where you do not see the part.
    """

    kind: str
    name: str
    label: str
    part_id: int | None
    part: str


class ToldOut(Schema):
    at: datetime
    label: str
    who: str


class ProjectOut(ProjectRow):
    """One project with all that hangs on it, and the moves that are open to you now."""

    resume_to: str
    industry: str
    region: str
    field: str
    site: str
    lon: float | None
    lat: float | None
    datum: str
    content: str
    scale: str
    opening: int
    builder: str
    builder_code: str
    contact: str
    phone: str
    goal: str
    stat_code: str
    stat_date: date | None
    year_list: str
    next_stage: str
    missing: list[NeedOut]
    moves: list[str]
    units: list[UnitOut]
    parts: list[ProjectRow]
    plans: list[PlanOut]
    months: list[MonthOut]
    milestones: list[NodeOut]
    problems: list[ProblemOut]
    grants: list[GrantOut]
    papers: list[PaperOut]
    baseline: BaselineOut | None
    changes: list[ChangeOut]
    history: list[ToldOut]


class Made(Schema):
    """What an act left behind: the project, and the new or changed part of it where there is one."""

    id: int
    stage: str
    part_id: int | None = None


PLAIN = {
    "code",
    "name",
    "nature",
    "approval",
    "lead_id",
    "parent_id",
    "is_package",
    "total",
    "done",
    "year_plan",
    "year_done",
    "points_ahead",
    "start_plan",
    "finish_plan",
    "start_fact",
    "finish_fact",
    "light",
}
FACTS = (
    "resume_to",
    "industry",
    "region",
    "field",
    "site",
    "datum",
    "content",
    "scale",
    "opening",
    "builder",
    "builder_code",
    "contact",
    "phone",
    "goal",
    "stat_code",
    "stat_date",
)
DEGREE_PLACES = 7


def need_told(need: Need) -> dict[str, Any]:
    """One thing that is missing, with the part of a package that lacks it."""
    part = need.part.pk if need.part and need.is_seen else None
    return {
        "kind": need.kind,
        "name": need.name,
        "label": str(need.label),
        "part_id": part,
        "part": need.where,
    }


def row_told(row: Any) -> dict[str, Any]:
    """A project as the register shows it; the row carries its facts and its light."""
    return {name: getattr(row, name) for name in sorted(PLAIN)} | {
        "id": row.pk,
        "stage": row.status,
        "lead": row.lead.short_name,
        "sponsor": row.sponsor.person.name if row.sponsor else None,
    }


def _plain(row: Any, schema: type[Schema]) -> dict[str, Any]:
    return {name: row.pk if name == "id" else getattr(row, name) for name in schema.model_fields}


def _degrees(value: int | None) -> float | None:
    return None if value is None else round(value / 10**DEGREE_PLACES, DEGREE_PLACES)


def _grant(row: Any) -> dict[str, Any]:
    own = {name: row.pk if name == "id" else getattr(row, name) for name in _OF_GRANT}
    return own | {
        "arrived": row.arrived or 0,
        "paid": row.paid or 0,
        "visits": [_plain(visit, VisitOut) for visit in row.visits.all()],
    }


_OF_GRANT = tuple(name for name in GrantOut.model_fields if name not in ("arrived", "paid", "visits"))


def whole_told(found: Detail, plans: Any) -> dict[str, Any]:
    """One project with all that hangs on it."""
    row = found.project
    return {
        **row_told(row),
        **{name: getattr(row, name) for name in FACTS},
        "lon": _degrees(row.lon),
        "lat": _degrees(row.lat),
        "year_list": found.list_name,
        "units": [
            {"part": each.part, "unit_id": each.unit_id, "unit": each.unit.short_name} for each in found.units
        ],
        "parts": [row_told(part) for part in found.parts],
        "plans": [_plain(plan, PlanOut) for plan in plans],
        "months": [_plain(month, MonthOut) for month in found.months],
        "milestones": [_plain(node, NodeOut) for node in found.nodes],
        "problems": [_plain(problem, ProblemOut) for problem in found.problems],
        "grants": [_grant(fund) for fund in found.funds],
        "papers": [_plain(paper, PaperOut) for paper in found.papers],
        "baseline": _plain(found.baseline, BaselineOut) if found.baseline else None,
        "changes": [_plain(change, ChangeOut) for change in found.changes],
        "history": [{"at": told.at, "label": str(told.label), "who": told.who} for told in found.history],
    }
