"""Everything that one project's page shows, each part in a question of its own."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from bihuan.journal.models import Event
from bihuan.journal.rules import verb_name
from bihuan.people.models import Person
from bihuan.projects.models import (
    Baseline,
    ChangeRequest,
    Flow,
    Milestone,
    MonthRow,
    Part,
    Problem,
    ProblemStatus,
    Project,
    Source,
    Stage,
)
from bihuan.projects.queries.facts import AsOf, as_of
from bihuan.projects.queries.ledger import shown
from bihuan.projects.rules.deviations import Deviation, deviations
from bihuan.projects.rules.lists import list_label, main_list
from bihuan.projects.rules.needs import FIELDS, Known

RECENT_EVENTS = 12


@dataclass(frozen=True)
class Line:
    """One source of a project's money: planned and done in a year, and done since the start."""

    label: Any
    plan: int
    done: int
    ever: int


@dataclass(frozen=True)
class Told:
    """One event in a project's history."""

    at: Any
    label: str
    who: str


@dataclass
class Detail:
    """One project with all that hangs on it."""

    project: Any
    year: int
    month: date
    list_name: str
    lines: list[Line] = field(default_factory=list)
    months: list[MonthRow] = field(default_factory=list)
    nodes: list[Milestone] = field(default_factory=list)
    problems: list[Any] = field(default_factory=list)
    funds: list[Any] = field(default_factory=list)
    papers: list[Any] = field(default_factory=list)
    units: list[Any] = field(default_factory=list)
    # The package over it and the projects in it, as far as the reader sees them.
    parent: Any = None
    parts: list[Any] = field(default_factory=list)
    parts_total: int = 0
    parts_plan: int = 0
    parts_done: int = 0
    # Whether the package and all its parts say different sums; unknown to whoever does not see them all.
    parts_differ: bool = False
    baseline: Baseline | None = None
    changes: list[ChangeRequest] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    history: list[Told] = field(default_factory=list)

    @property
    def list_label(self) -> str:
        return list_label(self.project, self.year)

    @property
    def known(self) -> Known:
        """What its papers and milestones say about conditions."""
        unmet = {
            node.factor: node.name
            for node in self.nodes
            if node.factor and not (node.fact_date or node.waived)
        }
        return Known(frozenset(paper.kind for paper in self.papers), unmet)

    @property
    def latest(self) -> MonthRow | None:
        """The last month that tells how far the works are."""
        return self.months[0] if self.months else None

    @property
    def photo(self) -> Any:
        """The last picture of the works."""
        return next((paper for paper in self.papers if paper.is_photo), None)

    @property
    def approvers(self) -> list[Any]:
        """The units that approve or supply something; there are many, so that they are shown together."""
        return [row for row in self.units if row.part == Part.FACTOR]

    @property
    def answering(self) -> list[Any]:
        """The units that answer for the project in any other capacity."""
        return [row for row in self.units if row.part != Part.FACTOR]

    @property
    def nodes_passed(self) -> list[Milestone]:
        return [node for node in self.nodes if node.fact_date or node.waived]

    @property
    def nodes_ahead(self) -> list[Milestone]:
        return [node for node in self.nodes if not (node.fact_date or node.waived)]


def detail(project: Project, person: Person, today: date) -> Detail:
    """Read everything about a project that the reader has been let to."""
    asked = as_of(today)
    row = shown([project.pk], asked)[0]
    # The list leaves the long text out.
    row.content = project.content
    found = Detail(row, asked.month.year, asked.month, main_list(project, asked.month.year))
    found.months = list(project.months.order_by("-month"))
    found.lines = _lines(project, found)
    found.nodes = list(project.milestones.select_related("unit").order_by("position"))
    found.problems = list(project.problems.select_related("unit").order_by("-pk"))
    found.funds = _funds(project)
    found.papers = list(
        project.papers.filter(withdrawn_at=None).select_related("file").order_by("-dated", "-pk")
    )
    found.units = list(project.units.select_related("unit").order_by("pk"))
    seen = Project.objects.visible_to(person)
    if project.parent_id:
        found.parent = seen.filter(pk=project.parent_id).first()
    if project.is_package:
        _add_up(found, project, seen.filter(parent=project), asked)
    _approved(found, project, today)
    found.history = _history(project)
    return found


def _add_up(found: Detail, project: Project, seen: Any, asked: AsOf) -> None:
    """The parts of a package and their sums; what is given up does not count."""
    found.parts = shown(list(seen.order_by("pk").values_list("pk", flat=True)), asked)
    alive = [part for part in found.parts if part.status != Stage.DROPPED]
    found.parts_total = sum(part.total for part in alive)
    found.parts_plan = sum(part.year_plan or 0 for part in alive)
    found.parts_done = sum(part.year_done or 0 for part in alive)
    is_whole = project.parts.count() == len(found.parts)
    found.parts_differ = is_whole and found.parts_total != project.total


def _lines(project: Project, found: Detail) -> list[Line]:
    plans = dict(project.plans.filter(year=found.year).values_list("source", "amount"))
    months = [each for each in found.months if each.month.year == found.year and each.month <= found.month]
    lines = [
        Line(source.label, plans.get(source, 0), _sum(months, source), _sum(found.months, source))
        for source in Source
    ]
    before = [Line(FIELDS["opening"], 0, 0, project.opening)]
    return [line for line in lines + before if line.plan or line.done or line.ever]


def _sum(months: list[MonthRow], source: str) -> int:
    return sum(getattr(each, source) for each in months)


def _funds(project: Project) -> list[Any]:
    sums = {
        "arrived": Sum("flows__amount", filter=Q(flows__kind=Flow.ARRIVED)),
        "paid": Sum("flows__amount", filter=Q(flows__kind=Flow.PAID)),
    }
    rows = project.funds.annotate(**sums).select_related("unit").prefetch_related("visits")
    return list(rows.order_by("pk"))


def _approved(found: Detail, project: Project, today: date) -> None:
    found.baseline = project.baselines.order_by("-version").first()
    found.changes = list(project.changes.select_related("by").order_by("-pk"))
    if found.baseline:
        found.deviations = deviations(found.project, found.baseline, today)


def _history(project: Project) -> list[Told]:
    events = list(Event.objects.about("projects.project", project.pk).order_by("-version")[:RECENT_EVENTS])
    names = dict(Person.objects.filter(pk__in=[event.actor_id for event in events]).values_list("pk", "name"))
    return [Told(event.at, verb_name(event.verb), names.get(event.actor_id or 0, "")) for event in events]


def stuck_alike(problem: Problem, person: Person, limit: int = 3) -> list[Problem]:
    """Other projects that are stuck at the same place: first with the same unit."""
    open_ones = (
        Problem.objects.visible_to(person).filter(kind=problem.kind).exclude(project=problem.project_id)
    )
    rows = open_ones.exclude(status=ProblemStatus.CLOSED).select_related("project", "unit").order_by("-pk")
    same = list(rows.filter(unit=problem.unit_id)[:limit])
    return (same + list(rows.exclude(unit=problem.unit_id)[: limit - len(same)]))[:limit]
