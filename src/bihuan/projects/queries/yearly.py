"""The months of a year, project by project: one flat read of the months, one of the plans."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.money import share
from bihuan.kernel.periods import MONTHS
from bihuan.people.models import Person
from bihuan.projects.models import MonthRow, Project, Stage, YearPlan
from bihuan.projects.queries.facts import AsOf
from bihuan.projects.queries.ledger import ALL, Wanted, lit, selected
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
    def cells(self) -> list[str]:
        """The year as it is shown: plan, months, sum; a dot where nothing was reported."""
        months = [wan(amount) if amount is not None else "·" for amount in self.months]
        percent = self.percent
        return [wan(self.plan), *months, wan(self.done), "" if percent is None else str(percent)]


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


def rows_of_year(person: Person, wanted: Wanted, asked: AsOf) -> Any:
    """The projects of a year: all that have a plan or a month in it, or those of one list.

    Packages count through their parts. The grid and the dispatch sheet show the same ones.
    """
    year = asked.month.year
    found = selected(person, replace(wanted, group=wanted.group or ALL), year).counted()
    rows = Project.objects.filter(pk__in=lit(found, wanted, asked).values("pk"))
    if wanted.group:
        return rows
    money = YearPlan.objects.filter(project=OuterRef("pk"), year=year, amount__gt=0)
    months = MonthRow.objects.filter(project=OuterRef("pk"), month__range=_span(year))
    planned = Q(Exists(money)) & ~Q(status=Stage.DROPPED)
    return rows.filter(planned | Q(Exists(months)))


def _span(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, MONTHS, 1)


def yearly(person: Person, wanted: Wanted, asked: AsOf) -> Yearly:
    """The months of the projects of a year, one by one up to some hundreds, and the sums of them all."""
    rows, year = rows_of_year(person, wanted, asked), asked.month.year
    ordered = rows.order_by("lead__kind", "lead__sort_key", "pk")
    named = list(ordered.values_list("pk", "name", "lead__short_name"))
    months = MonthRow.objects.filter(project__in=rows.values("pk"), month__range=_span(year)).order_by()
    plans = YearPlan.objects.filter(project__in=rows.values("pk"), year=year).order_by()
    lines = _lines(named[:MOST], year)
    first = date(year, 1, 1)
    if len(lines) == len(named):
        # What is shown is all there is, and has been read.
        sums = {date(year, number, 1): _in_month(lines, number) for number in range(1, MONTHS + 1)}
        planned = sum(line.plan for line in lines)
    else:
        sums = {month: int(sum_) for month, sum_ in months.values_list("month").annotate(sum=Sum("done"))}
        planned = _sum(plans, "amount")
    return Yearly(
        lines,
        [
            _figure(
                f"m{number}",
                sums.get(month, 0),
                _("Sum of the month"),
                first,
                months.filter(month=month),
            )
            for number in range(1, MONTHS + 1)
            if (month := date(year, number, 1))
        ],
        _figure("plan", planned, _("Planned for the year"), first, plans),
        _figure("done", sum(sums.values()), _("Done this year, by the months"), first, months),
        len(named) - len(lines),
    )


def _in_month(lines: list[Line], number: int) -> int:
    return sum(line.months[number - 1] or 0 for line in lines)


def _lines(named: list[tuple[int, str, str]], year: int) -> list[Line]:
    """These projects with their months and plans."""
    lines = {pk: Line(pk, name, lead) for pk, name, lead in named}
    months = MonthRow.objects.filter(project__in=list(lines), month__range=_span(year))
    for pk, month, done in months.values_list("project", "month", "done"):
        lines[pk].months[month.month - 1] = done
    plans = YearPlan.objects.filter(project__in=list(lines), year=year)
    for pk, amount in plans.values_list("project", "amount"):
        lines[pk].plan += amount
    return list(lines.values())


def _sum(rows: Any, column: str) -> int:
    return int(rows.aggregate(sum=Sum(column))["sum"] or 0)


def _figure(name: str, value: int, formula: str, first: date, rows: Any) -> Figure:
    column = "amount" if name == "plan" else "done"
    return Figure(name, value, "", formula, first, rows, lambda found: _sum(found, column))
