"""The months of a year, project by project: one flat read of the months, one of the plans."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.money import share
from bihuan.kernel.periods import MONTHS
from bihuan.people.models import Person
from bihuan.projects.models import MonthRow, Project, ProjectUnit, Stage, YearPlan
from bihuan.projects.rules.lists import on_list
from bihuan.ui.templatetags.parts import wan

MOST = 600


@dataclass
class Line:
    """One project's year, in 分."""

    pk: int
    name: str
    unit: str
    plan: int = 0
    months: list[int | None] = field(default_factory=lambda: [None] * MONTHS)

    @property
    def done(self) -> int:
        return sum(amount or 0 for amount in self.months)

    @property
    def percent(self) -> Any:
        return share(self.done, self.plan)

    @property
    def cells(self) -> Iterator[str]:
        """The months as they are shown: a dot where nothing was reported."""
        return (wan(amount) if amount is not None else "·" for amount in self.months)


@dataclass(frozen=True)
class Yearly:
    """The projects of a year with their months, and the sums under them."""

    lines: list[Line]
    months: list[Figure]
    plan: Figure
    done: Figure
    left_out: int

    @property
    def percent(self) -> Any:
        return share(self.done.value, self.plan.value)


def _rows(person: Person, year: int, unit: int | None, group: str) -> Any:
    found = Project.objects.visible_to(person).counted()
    if unit:
        takes_part = ProjectUnit.objects.filter(project=OuterRef("pk"), unit=unit)
        found = found.filter(Q(lead_id=unit) | Q(Exists(takes_part)))
    if group:
        return found.filter(on_list(group, year))
    money = YearPlan.objects.filter(project=OuterRef("pk"), year=year, amount__gt=0)
    months = MonthRow.objects.filter(project=OuterRef("pk"), month__range=_span(year))
    planned = Q(Exists(money)) & ~Q(status=Stage.DROPPED)
    return found.filter(planned | Q(Exists(months)))


def _span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, MONTHS, 1)


def yearly(person: Person, year: int, unit: int | None, group: str) -> Yearly:
    """The months of the projects of a year: all that have a plan or a month in it, or those of one list."""
    rows = _rows(person, year, unit, group)
    named = rows.order_by("lead__kind", "lead__sort_key", "pk").values_list("pk", "name", "lead__short_name")
    lines = {pk: Line(pk, name, lead) for pk, name, lead in named}
    keys = rows.values("pk")
    months = MonthRow.objects.filter(project__in=keys, month__range=_span(year))
    for pk, month, done in months.values_list("project", "month", "done"):
        lines[pk].months[month.month - 1] = done
    plans = YearPlan.objects.filter(project__in=keys, year=year)
    for pk, amount in plans.values("project").annotate(sum=Sum("amount")).values_list("project", "sum"):
        lines[pk].plan = amount
    return _told(list(lines.values()), months, plans, year)


def _told(lines: list[Line], months: Any, plans: Any, year: int) -> Yearly:
    first = date(year, 1, 1)
    each = [
        Figure(
            f"m{number}",
            sum(line.months[number - 1] or 0 for line in lines),
            "",
            _("Sum of the month"),
            first,
            months.filter(month=date(year, number, 1)),
            lambda found: found.aggregate(sum=Sum("done"))["sum"] or 0,
        )
        for number in range(1, MONTHS + 1)
    ]
    plan = Figure(
        "plan",
        sum(line.plan for line in lines),
        "",
        _("Planned for the year"),
        first,
        plans,
        lambda found: found.aggregate(sum=Sum("amount"))["sum"] or 0,
    )
    done = Figure(
        "done",
        sum(line.done for line in lines),
        "",
        _("Done this year, by the months"),
        first,
        months,
        lambda found: found.aggregate(sum=Sum("done"))["sum"] or 0,
    )
    return Yearly(lines[:MOST], each, plan, done, max(0, len(lines) - MOST))
