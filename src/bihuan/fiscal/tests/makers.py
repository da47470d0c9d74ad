"""Years, commitments and candidates for tests, made by the real actions; for other rooms too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from bihuan.files import actions as files
from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import PNG, upload
from bihuan.fiscal import actions
from bihuan.fiscal.actions import Promise, Word
from bihuan.fiscal.models import Commitment, FiscalYear
from bihuan.kernel.money import WAN
from bihuan.people.models import Person, Role
from bihuan.people.tests import makers as people
from bihuan.projects import actions as projects
from bihuan.projects.models import Project
from bihuan.projects.tests.makers import NOON, TODAY, Crew, make_crew, make_project

YEARS = (2026, 2027, 2028)
NUMBERS = count(1)


@dataclass
class Treasury:
    """The Finance Bureau, the leaders, and those who read or may not read the room."""

    crew: Crew
    treasurer: Person
    leader: Person
    auditor: Person
    supervisor: Person


def make_treasury() -> Treasury:
    crew = make_crew()
    return Treasury(
        crew=crew,
        treasurer=people.person(Role.TREASURER, name="财政局预算科"),
        leader=crew.leader,
        auditor=people.person(Role.AUDITOR, name="审计员"),
        supervisor=crew.office,
    )


def make_year(treasury: Treasury, year: int, room: int, *, fund: int = 0, **more: int) -> FiscalYear:
    """A year that leaves so many 万元 to choose with, so many of them from land."""
    amounts: dict[str, int | None] = {"budget": (room - fund) * WAN, "fund": fund * WAN}
    amounts |= {name: amount * WAN for name, amount in more.items()}
    return actions.set_year(year=year, amounts=amounts, by=treasury.treasurer, at=NOON)


def make_years(treasury: Treasury, room: int = 10_000, **more: int) -> None:
    for year in YEARS:
        make_year(treasury, year, room, **more)


def promise(amounts: Mapping[int, int], **more: Any) -> Promise:
    """A contract with amounts in 万元, and a number of its own."""
    said: dict[str, Any] = {"kind": "contract", "name": "城东污水处理厂设备采购", "creditor": "云岭设备公司"}
    said["number"] = f"设备〔2026〕{next(NUMBERS)}号"
    return Promise(amounts={year: amount * WAN for year, amount in amounts.items()}, **(said | more))


def make_proposal(treasury: Treasury, amounts: Mapping[int, int] | None = None, **more: Any) -> Commitment:
    said = promise(amounts or {2026: 100, 2027: 200}, **more)
    return actions.propose(promise=said, by=treasury.treasurer, at=NOON)


def make_file(by: Person, at: datetime = NOON) -> StoredFile:
    return files.store(upload=upload(PNG, "意见.png"), by=by, at=at)


def word(by: Person, stance: str = "agrees", **more: Any) -> Word:
    """The Finance Bureau's document."""
    said: dict[str, Any] = {"number": "财承〔2026〕3号", "dated": TODAY, "file": make_file(by)}
    return Word(stance=stance, **(said | more))


def make_opinion(treasury: Treasury, commitment: Commitment, stance: str = "agrees") -> Any:
    said = word(treasury.treasurer, stance)
    return actions.opine(commitment=commitment, word=said, by=treasury.treasurer, at=NOON)


def make_passed(treasury: Treasury, amounts: Mapping[int, int] | None = None, **more: Any) -> Commitment:
    """A commitment that has passed with its opinion; the numbers must bear it."""
    row = make_proposal(treasury, amounts, **more)
    make_opinion(treasury, row)
    return actions.approve(commitment=row, by=treasury.treasurer, at=NOON)


def make_limits(treasury: Treasury, **more: Any) -> Any:
    said: dict[str, Any] = {"ppp_first": 5, "ppp_second": 10, "yellow": 120, "orange": 200, "red": 300}
    said |= {"since": date(2026, 1, 1)}
    return actions.set_limits(by=treasury.treasurer, at=NOON, **(said | more))


def make_planned(treasury: Treasury, plan: Mapping[int, int], *, name: str, source: str = "city") -> Project:
    """A project whose plan asks so many 万元 of each year."""
    project = make_project(treasury.crew, name=name, code=None, total=100_000 * WAN)
    for year, amount in plan.items():
        said = {source: amount * WAN}
        projects.set_plan(project=project, year=year, amounts=said, by=treasury.crew.planner, at=NOON)
    return project
