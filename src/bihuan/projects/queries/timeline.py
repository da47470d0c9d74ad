"""Plan against fact: the spans of projects on one scale of years or quarters, ready to be drawn."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.people.models import Person
from bihuan.projects.models import Project
from bihuan.projects.queries.facts import AsOf, rules_on, with_light
from bihuan.projects.queries.ledger import Page, Wanted, selected
from bihuan.projects.rules.lateness import Bar, bar
from bihuan.ui.schemas import place

PAGE = 50
YEAR, QUARTER = "", "quarter"
QUARTERS = (1, 4, 7, 10)
# No more years than a sheet of paper can tell apart.
MOST_YEARS = 10
WIDTH = 1000
COLUMNS = (
    "name",
    "code",
    "status",
    "start_plan",
    "finish_plan",
    "start_fact",
    "finish_fact",
    "is_package",
    "lead__short_name",
)


@dataclass(frozen=True)
class Tick:
    """A line of the scale: its day, where it stands in thousandths of the width, and its words, if any."""

    day: date
    x: int
    is_year: bool


@dataclass(frozen=True)
class Scale:
    """The days that a drawing holds, from a 1 January to a 31 December."""

    first: date
    last: date
    step: str = YEAR

    def x(self, day: date) -> int:
        """Where a day stands, in thousandths of the width; what lies outside stands at the edge."""
        whole = (self.last - self.first).days
        return min(max((day - self.first).days * WIDTH // whole, 0), WIDTH)

    @property
    def ticks(self) -> list[Tick]:
        months = QUARTERS if self.step == QUARTER else (1,)
        days = [
            date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in months
        ]
        return [Tick(day, self.x(day), day.month == 1) for day in days]

    @property
    def grid(self) -> str:
        """The lines of the scale as one path."""
        return "".join(f"M{tick.x} 0v24" for tick in self.ticks[1:])


@dataclass(frozen=True)
class Row:
    """One project with its spans, and where they begin and how long they are on the scale."""

    project: Any
    bar: Bar
    plan: tuple[int, int] | None
    fact: tuple[int, int] | None
    # From where on the actual span lies beyond the planned one.
    over: tuple[int, int] | None


@dataclass(frozen=True)
class Drawn:
    """A page of rows, and the scale that they share."""

    page: Page
    scale: Scale
    now: int


def timeline(person: Person, wanted: Wanted, asked: AsOf, step: str = YEAR, cursor: str = "") -> Drawn:
    """A page of the timeline with the filters of the register, in the order of the ledger."""
    found = selected(person, wanted, asked.month.year)
    if wanted.light:
        found = with_light(found, asked, rules_on(asked.today)).filter(light=wanted.light)
    after = place(cursor)
    if after is not None:
        found = found.filter(pk__gt=after)
    keys = list(found.order_by("pk").values_list("pk", flat=True)[: PAGE + 1])
    shown = keys[:PAGE]
    projects = Project.objects.filter(pk__in=shown).select_related("lead").only(*COLUMNS).order_by("pk")
    bars = [(project, bar(project, asked.today)) for project in projects]
    scale = scale_of([each for _project, each in bars], asked.today, step)
    rows = [_row(project, each, scale) for project, each in bars]
    is_whole = not cursor and len(keys) <= PAGE
    page = Page(rows, str(shown[-1]) if len(keys) > PAGE else "", len(rows) if is_whole else None)
    return Drawn(page, scale, scale.x(asked.today))


def scale_of(bars: list[Bar], today: date, step: str) -> Scale:
    """By year all that is shown, but ten years at most; by quarter last year, this one and the next."""
    if step == QUARTER:
        return Scale(date(today.year - 1, 1, 1), date(today.year + 1, 12, 31), QUARTER)
    years = [day.year for each in bars for day in each.days] + [today.year]
    first = max(min(years), today.year - MOST_YEARS // 2)
    last = min(max(years), first + MOST_YEARS - 1)
    return Scale(date(first, 1, 1), date(last, 12, 31))


def _row(project: Any, each: Bar, scale: Scale) -> Row:
    over = None
    if each.plan and each.fact and each.fact[1] > each.plan[1]:
        over = _span(scale, max(each.plan[1], each.fact[0]), each.fact[1])
    return Row(
        project,
        each,
        _span(scale, *each.plan) if each.plan else None,
        _span(scale, *each.fact) if each.fact else None,
        over,
    )


def _span(scale: Scale, first: date, last: date) -> tuple[int, int] | None:
    """Where a span begins and how long it is; nothing when all of it lies outside."""
    if last < scale.first or first > scale.last:
        return None
    start = scale.x(first)
    return start, max(scale.x(last) - start, 2)
