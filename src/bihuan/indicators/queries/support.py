"""How much of what a target still needs is carried by the projects that a person sees."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, Sum

from bihuan.indicators.models import Basis, CarryRule, Indicator, ProjectGain
from bihuan.indicators.queries.carried import COLUMNS, WORTH, tied
from bihuan.indicators.queries.contribution import Contribution
from bihuan.indicators.queries.histories import histories
from bihuan.indicators.rules.carrying import meant
from bihuan.indicators.rules.contribution import PER_CENT, SCALE, in_units
from bihuan.indicators.rules.histories import has_come
from bihuan.indicators.rules.lines import Course
from bihuan.indicators.rules.support import Live, Past, Support, past, support
from bihuan.kernel.periods import MONTHS
from bihuan.people.models import Person
from bihuan.projects.models import AT_WORK, BEFORE_START, MonthRow, Project, Stage, YearPlan
from bihuan.projects.models.project import ProjectQuerySet
from bihuan.projects.rules.classes import section_of

NO_RULE, NO_GOAL, NO_YEAR, YEAR_OVER = "no_rule", "no_goal", "no_year", "year_over"
WHOLE = PER_CENT * SCALE


@dataclass(frozen=True)
class Supported:
    """What the air-castle test says of an indicator, or `why` it says nothing. `left`: months to come.

    `rows` are the projects that are weighed, `weigh` holds any of them against the same need.
    """

    why: str = ""
    left: int = 0
    basis: str = ""
    support: Support | None = None
    rows: ProjectQuerySet = field(default_factory=Project.objects.none)
    weigh: Callable[[ProjectQuerySet], Support | None] = lambda _rows: None


def supported(person: Person, split: Contribution, today: date, among: Q | None = None) -> Supported:
    """Hold what is still needed in the year of a split gap against what live projects may bring.

    `among` keeps some of the projects: what these alone carry of the whole need.
    """
    rule, indicator, month = split.rule, split.indicator, split.month
    left = MONTHS - month.month
    if rule is None or split.why:
        return Supported(split.why or NO_RULE)
    if split.goal is None or not left:
        return Supported(YEAR_OVER if not left else NO_GOAL)
    need = _need(split, split.goal)
    if need is None:
        return Supported(NO_YEAR)
    test = _Test(person, rule, indicator, month, today, need)
    projects = test.lives(_mine(person, rule, month.year).filter(among or Q()))
    rows = Project.objects.filter(pk__in=[each.key for each in projects])
    return Supported("", left, rule.basis, test.weighed(projects), rows, test.weigh)


@dataclass(frozen=True)
class _Test:
    """What projects are held against: the rule by which they count, and what the year still needs."""

    person: Person
    rule: CarryRule
    indicator: Indicator
    month: date
    today: date
    need: int

    def lives(self, rows: ProjectQuerySet) -> list[Live]:
        """What each of some projects may still bring."""
        lives = _producing if self.rule.basis == Basis.PRODUCE else _spending
        return lives(rows.select_related("lead").only(*COLUMNS, "resume_to").order_by("pk"), self)

    def weighed(self, projects: list[Live]) -> Support:
        left = MONTHS - self.month.month
        return support(self.need, projects, _pasts(self.person, self.rule, projects, left, self.today))

    def weigh(self, rows: ProjectQuerySet) -> Support:
        """The test over these projects alone."""
        return self.weighed(self.lives(rows))


def _need(split: Contribution, goal: int) -> int | None:
    """What the rest of the year must bring, in ten-thousandths of the unit.

    Of investment all of it, for all of it is spent on projects. Of output what must come on top of going on
    as now, for what exists already goes on without new projects.
    """
    month, number, is_spent = split.month, split.number, split.rule and split.rule.basis == Basis.SPEND
    if split.course == Course.ADDS:
        return goal - number if is_spent else goal - round(Fraction(number * MONTHS, month.month))
    now, whole = split.base, split.base_whole
    if now is None or whole is None:
        return None
    if is_spent:
        return round(Fraction(whole * (WHOLE + goal) - now * (WHOLE + number), WHOLE))
    return round(Fraction(whole * (goal - number), WHOLE))


def _producing(rows: ProjectQuerySet, test: _Test) -> list[Live]:
    """Projects that do not produce yet: what each would add in the months from its beginning on."""
    left = MONTHS - test.month.month
    gains = ProjectGain.objects.visible_to(test.person).filter(indicator=test.indicator)
    amounts = dict(gains.values_list("project_id", "amount"))
    found = []
    for row in rows:
        stage = row.resume_to or row.status
        if not has_come(stage, Stage.PRODUCTION):
            yearly = amounts[row.pk] * test.rule.coefficient
            values = tuple(yearly * months // (MONTHS * SCALE) for months in range(left, 0, -1))
            found.append(_live(row, values, stage))
    return found


def _spending(rows: ProjectQuerySet, test: _Test) -> list[Live]:
    """What is under construction goes on as fast as this year so far; others spend their plan once begun."""
    month, share = test.month, test.rule.coefficient
    left, worth = MONTHS - month.month, WORTH.get(test.indicator.unit_name, 0)
    keys, first = rows.order_by().values("pk"), month.replace(month=1)
    plans = _sums(YearPlan.objects.filter(project__in=keys, year=month.year), "amount")
    months = MonthRow.objects.filter(project__in=keys, month__range=(first, month))
    done = _sums(months, "done")
    found = []
    for row in rows if worth else ():
        stage, plan, spent = row.resume_to or row.status, plans.get(row.pk, 0), done.get(row.pk, 0)
        rest = max(plan - spent, 0) * share
        if stage in AT_WORK:
            pace = max(spent, 0) * share * left // month.month
            found.append(_live(row, (_counted(min(rest, pace), worth),), ""))
        elif stage in BEFORE_START:
            values = tuple(_counted(rest * each // left, worth) for each in range(left, 0, -1))
            found.append(_live(row, values, stage))
    return found


def _counted(amount: int, worth: int) -> int:
    """An amount of 分 times ten-thousandths, in ten-thousandths of the unit."""
    return int(in_units(Fraction(amount, SCALE), worth))


def _sums(rows: Any, column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list("project").annotate(sum=Sum(column)))


def _mine(person: Person, rule: CarryRule, year: int) -> ProjectQuerySet:
    return tied(rule, year).filter(pk__in=Project.objects.visible_to(person).values("pk"))


def _live(row: Project, values: tuple[int, ...], stage: str) -> Live:
    return Live(row.pk, values, stage, section_of(row.industry), row.lead_id)


def _pasts(person: Person, rule: CarryRule, projects: list[Live], left: int, today: date) -> dict[str, Past]:
    """What the past says of each stage in which live projects stand."""
    goal = Stage.PRODUCTION if rule.basis == Basis.PRODUCE else Stage.STARTED
    stages = {each.stage for each in projects if each.stage}
    if not stages:
        return {}
    seen = Project.objects.visible_to(person).filter(meant(rule))
    told = list(histories(seen).values())
    return {stage: past(told, stage, goal, left, today) for stage in sorted(stages)}
