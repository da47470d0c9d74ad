"""Fiscal things for the permission matrix, at the present moment and around the people of its world."""

from collections.abc import Callable
from typing import Any

from bihuan.fiscal import actions
from bihuan.fiscal.actions import Word
from bihuan.fiscal.models import Candidate, Commitment
from bihuan.fiscal.tests import makers
from bihuan.kernel.money import WAN
from bihuan.people.tests.makers import now
from bihuan.projects import actions as projects
from bihuan.projects.models import Project
from bihuan.projects.tests.world import crew_of, make_project

Thing = dict[str, Any]


def _treasurer(world: Any) -> dict[str, Any]:
    return {"by": world.actors["treasurer"], "at": now()}


def _proposal(world: Any) -> Commitment:
    return actions.propose(promise=makers.promise({2030: 5}), **_treasurer(world))


def _opinion(world: Any) -> Thing:
    said = _treasurer(world)
    file = makers.make_file(said["by"], said["at"])
    word = Word(number="财承〔2026〕3号", dated=now().date(), stance="agrees", file=file)
    return {"pk": actions.opine(commitment=_proposal(world), word=word, **said).pk}


def _term(world: Any) -> Thing:
    return {"pk": actions.set_term(name="本届", first_year=2024, last_year=2028, **_treasurer(world)).pk}


def _planned(world: Any, name: str) -> Project:
    planner = world.actors["planner"]
    project = make_project(crew_of(world.cast, planner), at=now(), code=None, name=name)
    return projects.set_plan(project=project, year=2030, amounts={"city": 80 * WAN}, by=planner, at=now())


def _candidate(world: Any, name: str = "滨河步道", score: int = 5) -> Candidate:
    return actions.rate(project=_planned(world, name), score=score, **_treasurer(world))


def _tie(world: Any) -> Thing:
    first, second = _candidate(world), _candidate(world, "南湖公园")
    link = actions.tie(first=first, second=second, kind="excludes", **_treasurer(world))
    return {"pk": link.pk, "first": first.pk, "second": second.pk}


def _selection(world: Any) -> Thing:
    """Two projects compete, and there is money for one."""
    _candidate(world, "北山水厂", 9)
    other = _candidate(world)
    years = {"first_year": 2030, "last_year": 2030, "limits": {2030: 100 * WAN}}
    row = actions.select(**years, **_treasurer(world))
    return {"pk": row.pk, "project_id": other.project_id}


MAKERS: dict[str, Callable[[Any], Thing]] = {
    "commitment": lambda world: {"pk": _proposal(world).pk, "name": "drop"},
    "opinion": _opinion,
    "term": _term,
    "candidate": lambda world: {"pk": _candidate(world).pk},
    "tie": _tie,
    "selection": _selection,
    "left out": _selection,
}
