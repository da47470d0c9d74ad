"""What a leader's overview finds in projects and money, each number with the rows behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Min, Q, Sum
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bihuan.fiscal.models import READERS, Commitment, State
from bihuan.fiscal.queries.overview import YearLine
from bihuan.fiscal.queries.overview import overview as money_by_year
from bihuan.kernel.figures import Figure
from bihuan.kernel.lights import Light
from bihuan.people.models import Person, Unit, UnitKind
from bihuan.projects.models import MonthRow, Part, Problem, ProblemStatus, Project, Trouble, YearPlan
from bihuan.projects.queries import readiness
from bihuan.projects.queries.facts import AsOf
from bihuan.projects.queries.ledger import STUCK, Wanted
from bihuan.ui.scopes import way_to

SHORT = 6
WHOLE = 100
# Points behind the year (银川): from ten on yellow, beyond thirty red.
AMBER_FROM, RED_BEYOND = 10, 30
HALVES = 2


def _count(rows: Any) -> int:
    return int(rows.count())


def _sum_of(column: str) -> Any:
    return lambda rows: rows.aggregate(whole=Sum(column))["whole"] or 0


@dataclass(frozen=True)
class StuckRow:
    """A project that is stuck: where, with whom, and for how many days."""

    project: Project
    unit: Unit
    where: str
    days: int
    light: Light


@dataclass(frozen=True)
class Stuck:
    """The projects with an open problem, their investment, and the oldest of them."""

    projects: Figure
    money: Figure
    rows: list[StuckRow]


def stuck(person: Person, today: date) -> Stuck:
    """Where projects are stuck: those overdue first, then the oldest; each project once."""
    unclosed = Problem.objects.visible_to(person).exclude(status=ProblemStatus.CLOSED)
    held = Project.objects.visible_to(person).counted()
    rows = held.filter(pk__in=unclosed.values("project"))
    sums = rows.aggregate(money=Sum("total"))
    first = unclosed.filter(project__in=held).values("project").annotate(since=Min("raised_date"))
    oldest = dict(first.order_by("since").values_list("project", "since")[:SHORT])
    found: dict[int, StuckRow] = {}
    told = unclosed.filter(project__in=oldest).select_related("project", "unit")
    for problem in told.order_by("raised_date", "pk"):
        found.setdefault(problem.project_id, _stuck_row(problem, today))
    url = f"{reverse('projects:project_list')}?{Wanted(group=STUCK).query()}"
    return Stuck(
        Figure("stuck", rows.count(), "", _("Projects with a problem not closed"), today, rows, _count, url),
        Figure(
            "stuck_money",
            sums["money"] or 0,
            "分",
            _("Sum of the total investment of these projects"),
            today,
            rows,
            _sum_of("total"),
            url,
        ),
        list(found.values()),
    )


def _stuck_row(problem: Problem, today: date) -> StuckRow:
    is_late = problem.status == ProblemStatus.OPEN and problem.due < today
    return StuckRow(
        problem.project,
        problem.unit,
        str(Trouble(problem.kind).label),
        (today - problem.raised_date).days,
        Light.RED if is_late else Light.AMBER,
    )


@dataclass(frozen=True)
class Territory:
    """A county or park: what its projects have done this year of what was planned."""

    unit: Unit
    plan: Figure
    done: Figure
    percent: int
    light: Light


def territories(person: Person, asked: AsOf) -> list[Territory]:
    """Counties and parks by the investment of the projects on their ground, in three questions.

    A project on the ground of two counts for both. Who has nothing planned is left out.
    """
    held = Project.objects.visible_to(person).counted()
    plans = YearPlan.objects.filter(project__in=held, year=asked.month.year)
    months = MonthRow.objects.filter(project__in=held, month__range=(asked.first, asked.month))
    planned, done = _by_ground(plans, "amount"), _by_ground(months, "done")
    units = Unit.objects.filter(pk__in=planned, kind__in=(UnitKind.COUNTY, UnitKind.PARK))
    return [
        _territory(unit, (plans, planned), (months, done), asked)
        for unit in units.order_by("sort_key", "pk")
        if planned[unit.pk]
    ]


GROUND = Q(project__units__part=Part.TERRITORY)


def _by_ground(rows: Any, column: str) -> dict[int, int]:
    found = rows.filter(GROUND).order_by().values_list("project__units__unit")
    return dict(found.annotate(whole=Sum(column)))


def _territory(
    unit: Unit, plan: tuple[Any, Mapping[int, int]], done: tuple[Any, Mapping[int, int]], asked: AsOf
) -> Territory:
    planned, spent = plan[1][unit.pk], done[1].get(unit.pk, 0)
    percent = (WHOLE * spent + planned // HALVES) // planned
    behind = asked.share - percent
    light = Light.RED if behind > RED_BEYOND else Light.AMBER if behind >= AMBER_FROM else Light.GREEN

    def of(name: str, value: int, formula: Any, rows: Any, column: str) -> Figure:
        mine = SimpleLazyObject(lambda: rows.filter(GROUND, project__units__unit=unit))
        url = f"{reverse('projects:project_list')}?{Wanted(unit=unit.pk).query()}"
        return Figure(name, value, "分", formula, asked.month, mine, _sum_of(column), url)

    return Territory(
        unit,
        of("plan", planned, _("Planned for the year on this ground"), plan[0], "amount"),
        of("done", spent, _("Done this year on this ground, by the months"), done[0], "done"),
        percent,
        light,
    )


def behind(found: list[Territory], light: Light, today: date) -> Figure:
    """How many counties and parks stand at a light, over these themselves."""
    keys = [each.unit.pk for each in found if each.light == light]
    rows = Unit.objects.filter(pk__in=keys)
    formula = _(
        "Counties and parks by what their projects have done of the year's plan, beside the time passed"
    )
    figure = Figure("ground", len(keys), "", formula, today, rows, _count)
    return figure.of_kind("home.ground", {"light": light})


def ground_said(found: list[Territory], today: date) -> SafeString | str:
    """How many counties and parks are behind, in a sentence whose numbers open these."""
    red, amber = behind(found, Light.RED, today), behind(found, Light.AMBER, today)
    if not red.value + amber.value:
        return _("Investment: all counties and parks keep up with the year")
    said = _(
        'Investment: <a class="fig" href="{red_way}">{red}</a> counties and parks red, '
        '<a class="fig" href="{amber_way}">{amber}</a> yellow'
    )
    return format_html(said, red=red.value, red_way=way_to(red), amber=amber.value, amber_way=way_to(amber))


@dataclass(frozen=True)
class Readied:
    """How many projects are being prepared, and how many of them have their conditions (落实建设条件)."""

    prepared: Figure
    ready: Figure


def readied(person: Person, today: date) -> Readied:
    """谋划了多少、落实了多少: counts over what the reader sees."""
    asked = readiness.Asked()
    rows = readiness.prepared(person, asked)
    ready = rows.filter(readiness.is_ready())
    url = reverse("projects:readiness_matrix")
    return Readied(
        Figure(
            "prepared",
            rows.count(),
            "",
            _("Projects in preliminary work or ready to build"),
            today,
            rows,
            _count,
            url,
        ),
        Figure(
            "ready",
            ready.count(),
            "",
            _("Of them, those with all conditions met, the building permit aside"),
            today,
            ready,
            _count,
            f"{url}?ready=yes",
        ),
    )


@dataclass(frozen=True)
class Capacity:
    """This year's money: promised, waiting, and what is beyond; and what waits for an answer."""

    line: YearLine
    room: int
    over: int
    waiting: list[Any]


def capacity(person: Person, today: date) -> Capacity | None:
    """What the city can still promise this year; nothing for whoever does not read its money."""
    if not person.access.has(*READERS):
        return None
    line = next((line for line in money_by_year(person, today).lines if line.year == today.year), None)
    if line is None or not line.cells:
        return None
    rows = Commitment.objects.visible_to(person).filter(status=State.PROPOSED, years__year=today.year)
    asked = rows.annotate(share=F("years__amount")).order_by("-share", "pk")[:SHORT]
    room = line.cells[0].room
    return Capacity(line, room, max(0, line.waiting.value - max(0, room)), list(asked))
