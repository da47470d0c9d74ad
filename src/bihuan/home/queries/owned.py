"""What a unit answers for beside its matters: lines of indicators, lines in league tables, money at risk."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.home.queries.headlines import WORST_FIRST, Headline, headline_of, judged
from bihuan.indicators.models import SCALE, Area, AreaKind, Indicator
from bihuan.indicators.queries.paths import trajectories
from bihuan.kernel.figures import Figure
from bihuan.people.models import Person, Unit
from bihuan.projects.queries import grants, stuck
from bihuan.projects.queries.ledger import Tile
from bihuan.standings.models import Band, Line, Status
from bihuan.standings.queries.boards import STATES

MOST_LINES = 8
MOST_TABLES = 6
MOST_GRANTS = 5
PLACES = 2


def indicator_lines(person: Person, unit: Unit, today: date) -> list[Headline]:
    """The lines of a county's or park's area; of other units those of the city that they own. Worst first."""
    areas = list(Area.objects.visible_to(person).filter(kind__in=(AreaKind.CITY, AreaKind.COUNTY)))
    own = next((each for each in areas if each.unit_id == unit.pk), None)
    area = own or next((each for each in areas if each.kind == AreaKind.CITY), None)
    if area is None:
        return []
    wanted = Indicator.objects.visible_to(person).filter(is_active=True)
    if own is None:
        wanted = wanted.filter(owner=unit)
    indicators = list(wanted.order_by("place", "pk"))
    rows = judged(person, area, indicators, today)
    months = list(rows.order_by("-month").values_list("month", flat=True)[:1])
    if not months:
        return []
    drawn = trajectories(person, indicators, area, months[0].year, today)
    found = [each for each in (headline_of(drawn[one.pk], rows) for one in indicators) if each]
    return sorted(found, key=lambda each: WORST_FIRST[each.state])[:MOST_LINES]


@dataclass(frozen=True)
class Stand:
    """A unit's line in a published league table: its score, its possible places, and its band."""

    line: Line
    name: str
    score: Figure
    state: str


def league_lines(person: Person, unit: Unit) -> list[Stand]:
    """Where a unit stands in the tables that have been published and not been put right, the newest first."""
    rows = Line.objects.visible_to(person).current().filter(unit=unit, table__status=Status.PUBLISHED)
    rows = rows.exclude(table__corrections__status=Status.PUBLISHED)
    found = rows.select_related("table__version__scheme", "table__group")
    return [_stand(each) for each in found.order_by("-table__last", "-table_id")[:MOST_TABLES]]


def _stand(line: Line) -> Stand:
    table = line.table
    rows = Line.objects.filter(pk=line.pk)
    score = Figure(
        "score",
        _score(line.score),
        str(pgettext("league", "points")),
        str(_("Points of the unit in this table, by its published scheme")),
        table.last,
        rows,
        lambda found: _score(found.values_list("score", flat=True).get()),
        reverse("standings:line_detail", args=[table.pk, line.unit_id]),
    )
    return Stand(line, f"{table.version.scheme.name} {table.group.name}", score, STATES[Band(line.band)])


def _score(number: int | None) -> float | None:
    return None if number is None else round(number / SCALE, PLACES)


@dataclass(frozen=True)
class AtRisk:
    """What a unit may lose: problems that it has to solve, and grants that may be taken back."""

    problems: list[Tile]
    money: list[Tile]
    grants: list[grants.Row]


def at_risk(person: Person, unit: Unit, today: date) -> AtRisk:
    """The problems that lie with a unit, and the money from above at risk of the projects that it leads."""
    problems = stuck.summary(person, stuck.Asked(unit=unit.pk), today).tiles
    asked = grants.Asked(grants.AT_RISK, grants.BY_MONEY, unit.pk)
    rows = grants.ranked(person, asked, today, limit=MOST_GRANTS).rows
    return AtRisk(
        [tile for tile in problems if tile.figure.name in ("problems", "late")],
        [
            tile
            for tile in grants.numbers(person, asked, today)
            if tile.figure.name in ("risk", "grants", "near")
        ],
        rows,
    )
