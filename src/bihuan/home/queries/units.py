"""One unit's work on a page: its matters, marks, projects, and where it stands among the others."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from bihuan.home.queries.desk import SHORT, Brief, brief_of, with_lead
from bihuan.home.queries.findings import standings
from bihuan.home.queries.headlines import Headline
from bihuan.home.queries.owned import AtRisk, Stand, at_risk, indicator_lines, league_lines
from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period, year_of
from bihuan.people.models import Person, Post, Role, Unit
from bihuan.projects.queries import ledger
from bihuan.projects.queries.facts import as_of
from bihuan.supervision.models import MarkKind
from bihuan.supervision.queries import Filters, UnitStanding, selected
from bihuan.supervision.queries.lights import with_rules
from bihuan.supervision.queries.marks import mark_figures

MOST_PEOPLE = 20


def is_open_to(person: Person, unit: Unit) -> bool:
    """Whoever sees the city, works for the unit or is in charge of it."""
    access = person.access
    return access.sees_city or unit.pk in access.units | access.overseen


@dataclass(frozen=True)
class UnitWork:
    """What a unit has in hand, what its year came to, where it stands, and what it may lose."""

    standing: UnitStanding | None
    marks: list[tuple[Any, Figure]]
    late: list[Brief]
    lines: list[Headline]
    stands: list[Stand]
    tiles: list[ledger.Tile]
    at_risk: AtRisk
    people: list[Post]
    names_people: bool


def work_of(person: Person, unit: Unit, today: date) -> UnitWork:
    """One unit: its standing as lead unit, what counts against it this year, what is late, its projects."""
    found = next((each for each in standings(person, today) if each.unit_id == unit.pk), None)
    year = year_of(today)
    wanted = ledger.Wanted(unit=unit.pk)
    return UnitWork(
        found,
        _marks(person, unit, year, today),
        _late(person, unit, today),
        indicator_lines(person, unit, today),
        league_lines(person, unit),
        ledger.tiles(ledger.strip(person, wanted, as_of(today)), wanted),
        at_risk(person, unit, today),
        _people(person, unit),
        is_above(person, unit),
    )


def is_above(person: Person, unit: Unit) -> bool:
    """Whether somebody heads a unit or is in charge of it: the pages of its people open for him."""
    access = person.access
    is_mayor = access.sees_city and access.has(Role.LEADER)
    return is_mayor or unit.pk in access.headed | access.overseen


def _people(person: Person, unit: Unit) -> list[Post]:
    posts = Post.objects.visible_to(person).open().filter(unit=unit)
    return list(posts.select_related("person").order_by("from_date", "pk")[:MOST_PEOPLE])


def _marks(person: Person, unit: Unit, year: Period, today: date) -> list[tuple[Any, Figure]]:
    way = reverse("supervision:unit_marks", args=[unit.pk])
    found = mark_figures(person, unit, year, today)
    return [(MarkKind(kind).label, replace(figure, url=way)) for kind, figure in found.items()]


def _late(person: Person, unit: Unit, today: date) -> list[Brief]:
    rows = with_rules(selected(person, Filters(group="overdue", lead=unit.pk), today), today)
    late = with_lead(rows).order_by("open_due", "pk").defer("requirement", "targets")[:SHORT]
    return [brief_of(item, today) for item in late]
