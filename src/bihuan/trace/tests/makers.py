"""A number with a gap, two areas, projects of the worse one, and a problem that lies with a unit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.indicators import actions as indicators
from bihuan.indicators.actions import NewGain, NewRule
from bihuan.indicators.models import SCALE, Indicator
from bihuan.indicators.tests.makers import NOON, Bureau, make_bureau, make_indicator, make_series, make_target
from bihuan.people import actions as people
from bihuan.people.models import Person, Role, Unit
from bihuan.people.tests import makers as persons
from bihuan.projects.models import Problem, Project
from bihuan.projects.tests.makers import WAN, Crew, make_crew, make_problem, make_project

FEBRUARY = date(2026, 2, 1)


@dataclass
class Scene:
    """The people and things of a path."""

    bureau: Bureau
    crew: Crew
    planner: Person
    industry: Indicator
    stuck: Project
    other: Project
    problem: Problem

    @property
    def park(self) -> Unit:
        assert self.bureau.park.unit
        return self.bureau.park.unit


def make_scene() -> Scene:
    """4.9 % where 6.5 % is asked for; the park lacks most, by a project that is stuck with another unit."""
    bureau = make_bureau()
    planner = persons.person(Role.PLANNER)
    found = make_indicator(bureau)
    make_target(bureau, found, 6.5)
    for area, growth, base in (
        (bureau.city, "4.9", "100.0"),
        (bureau.county, "8.0", "60.0"),
        (bureau.park, "0.2", "40.0"),
    ):
        make_series(bureau, found, {FEBRUARY: growth}, area)
        make_series(bureau, found, {date(2025, 2, 1): base}, area, measure="value")
    rule = NewRule(basis="produce", owner=bureau.department, reason="按主导产业对应。", codes="C")
    indicators.set_rule(indicator=found, rule=rule, by=bureau.statistician, at=NOON)
    crew = make_crew()
    assert bureau.park.unit
    crew.lead, crew.head = bureau.park.unit, persons.person(Role.HEAD, bureau.park.unit)
    stuck, other = (_carrier(bureau, crew, found, name, month) for name, month in CARRIERS)
    problem = make_problem(crew, stuck)
    return Scene(bureau, crew, planner, found, stuck, other, problem)


CARRIERS = (("煤制乙二醇", date(2025, 12, 1)), ("光伏支架", date(2026, 1, 1)))


def _carrier(bureau: Bureau, crew: Crew, indicator: Indicator, name: str, month: date) -> Project:
    said: dict[str, Any] = {"code": None, "industry": "2614", "total": 20_000 * WAN}
    project = make_project(crew, name=name, **said)
    gain = NewGain(amount=6 * SCALE, month=month, source="可行性研究报告")
    indicators.set_gain(project=project, indicator=indicator, gain=gain, by=bureau.statistician, at=NOON)
    return project


def put_in_post(person: Person, unit: Unit, title: str) -> Any:
    return people.start_post(person=person, unit=unit, title=title, from_date=FEBRUARY, by=None, at=NOON)
