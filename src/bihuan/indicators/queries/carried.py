"""What each project that carries an indicator lacks, on what it was to bring by a month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from bihuan.indicators.models import Basis, CarryRule, Indicator, ProjectGain
from bihuan.indicators.queries.histories import histories
from bihuan.indicators.rules.carrying import meant
from bihuan.indicators.rules.contribution import (
    in_units,
    months_late,
    months_lost,
    produce_short,
    spend_short,
)
from bihuan.indicators.rules.histories import History
from bihuan.kernel.money import WAN, YI, YUAN
from bihuan.people.models import Person
from bihuan.projects.models import (
    BUILT,
    Milestone,
    MonthRow,
    Part,
    Problem,
    ProblemStatus,
    Project,
    ProjectUnit,
    Stage,
    YearPlan,
)
from bihuan.projects.models.project import ProjectQuerySet
from bihuan.projects.rules.lateness import bar

# What one of an indicator's unit is worth in 分.
WORTH = {"亿元": YI, "万元": WAN, "元": YUAN}
COLUMNS = (
    "name", "status", "total", "lead_id", "lead__short_name",
    "start_plan", "finish_plan", "start_fact", "finish_fact", "industry", "field",
)  # fmt: skip


@dataclass(frozen=True)
class Stuck:
    """What holds a project up: its oldest open problem, or else the first milestone that is overdue."""

    is_problem: bool
    pk: int
    name: str
    unit_id: int | None
    unit: str
    since: date
    days: int


@dataclass(frozen=True)
class Lack:
    """One project that carries an indicator: what it lacks in ten-thousandths of the unit, and since when.

    `planned` is the month in which it was to produce, and `months_late` how many have gone since; for what
    is spent there is none. `days_late` is how late its start or completion is.
    """

    project: Project
    short: Fraction
    planned: date | None = None
    began: date | None = None
    months_late: int = 0
    days_late: int = 0


def rule_of(person: Person, indicator: Indicator) -> CarryRule | None:
    """The rule in force: the last version."""
    rules = CarryRule.objects.visible_to(person).filter(indicator=indicator)
    return rules.select_related("owner").order_by("-number").first()


def tied(rule: CarryRule, year: int) -> ProjectQuerySet:
    """The projects that a rule ties to its indicator in a year, without regard to who asks."""
    found = Project.objects.filter(meant(rule))
    if rule.basis == Basis.PRODUCE:
        return found.filter(pk__in=ProjectGain.objects.filter(indicator=rule.indicator_id).values("project"))
    return found.filter(pk__in=YearPlan.objects.filter(year=year, amount__gt=0).values("project"))


def lacks(
    rule: CarryRule, indicator: Indicator, projects: ProjectQuerySet, month: date, today: date
) -> list[Lack]:
    """What each of these projects lacks by a month, in a constant number of questions."""
    rows = list(projects.select_related("lead").only(*COLUMNS).order_by("pk"))
    late = {row.pk: bar(row, today) for row in rows}
    days = {pk: each.finish_late or each.start_late for pk, each in late.items()}
    if rule.basis == Basis.SPEND:
        return _spending(rows, projects, WORTH.get(indicator.unit_name, 0), month, days)
    return _producing(rows, projects, indicator, month, days)


def _spending(
    rows: list[Project], projects: ProjectQuerySet, worth: int, month: date, days: dict[int, int]
) -> list[Lack]:
    if not worth:
        return []
    keys, first = projects.values("pk"), month.replace(month=1)
    plans = YearPlan.objects.filter(project__in=keys, year=month.year)
    months = MonthRow.objects.filter(project__in=keys, month__range=(first, month))
    plan, done = _sums(plans, "amount"), _sums(months, "done")
    return [
        Lack(
            row,
            in_units(spend_short(plan.get(row.pk, 0), done.get(row.pk, 0), month.month), worth),
            days_late=days[row.pk],
        )
        for row in rows
    ]


def _sums(rows: Any, column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list("project").annotate(sum=Sum(column)))


def _producing(
    rows: list[Project], projects: ProjectQuerySet, indicator: Indicator, month: date, days: dict[int, int]
) -> list[Lack]:
    gains = {
        gain.project_id: gain
        for gain in ProjectGain.objects.filter(indicator=indicator, project__in=projects.values("pk"))
    }
    told, found = histories(projects), []
    for row in rows:
        gain, began = gains[row.pk], began_producing(row, told[row.pk])
        lost = months_lost(gain.month, began, month)
        late = months_late(gain.month, began, month)
        short = produce_short(gain.amount, lost)
        found.append(Lack(row, short, gain.month, began, late, days[row.pk]))
    return found


def began_producing(project: Project, told: History) -> date | None:
    """When a project began to produce: by the record, or for what stood there at entry its completion."""
    since = told.reached(Stage.PRODUCTION)
    is_old = since is not None and since == told.steps[0][0] and project.status in BUILT
    return project.finish_fact or since if is_old else since


def territories(projects: ProjectQuerySet) -> dict[int, list[int]]:
    """The units on whose ground projects stand, by project, in the order in which they were named."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = ProjectUnit.objects.filter(project__in=projects.values("pk"), part=Part.TERRITORY)
    for project, unit in rows.order_by("pk").values_list("project_id", "unit_id"):
        found[project].append(unit)
    return found


def stuck(projects: ProjectQuerySet, today: date) -> dict[int, Stuck]:
    """What holds up each of some projects, in two questions."""
    keys = projects.values("pk")
    overdue = Milestone.objects.filter(
        project__in=keys, plan_date__lt=today, fact_date=None, waived=""
    ).select_related("unit")
    problems = Problem.objects.filter(project__in=keys, status=ProblemStatus.OPEN).select_related("unit")
    found: dict[int, Stuck] = {}
    for node in overdue.order_by("-position"):
        unit, since = node.unit, node.plan_date
        name = unit.short_name if unit else ""
        if since:
            age = (today - since).days
            found[node.project_id] = Stuck(False, node.pk, node.name, node.unit_id, name, since, age)
    for problem in problems.order_by("-raised_date", "-pk"):
        since, label = problem.raised_date, str(problem.get_kind_display())
        age = (today - since).days
        found[problem.project_id] = Stuck(
            True, problem.pk, label, problem.unit_id, problem.unit.short_name, since, age
        )
    return found
