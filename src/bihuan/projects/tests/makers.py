"""Projects for tests, made by the real actions; for other rooms too."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from bihuan.files import actions as files
from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import PNG, upload
from bihuan.people.models import Person, Role, Unit
from bihuan.people.tests import makers as people
from bihuan.projects import actions
from bihuan.projects.models import DispatchRound, PaperKind, Project
from bihuan.projects.queries.dispatch import BACKS, HEAD_ROW, round_workbook
from bihuan.projects.rules.months import COLUMNS, Entry
from bihuan.projects.rules.orders import NewPaper, NewProblem, NewProject
from bihuan.projects.rules.sheets import read_key
from bihuan.supervision.tests.makers import moment

WAN = 1_000_000
NOON = moment("2026-03-02")
TODAY = date(2026, 3, 2)
CODE = "2511-349900-04-01-123456"
COMPANY = "91349900MA2MQ6GJ1H"
FACTS: dict[str, Any] = {
    "name": "城东污水处理厂二期",
    "approval": "approve",
    "nature": "government",
    "code": CODE,
    "industry": "46",
    "region": "349900",
    "field": "市政基础设施",
    "site": "城东街道",
    "content": "新建日处理五万吨污水处理线一条。",
    "scale": "日处理5万吨",
    "total": 12_000 * WAN,
    "start_plan": date(2026, 2, 1),
    "finish_plan": date(2027, 6, 30),
    "builder": "云岭市排水有限公司",
    "contact": "王工",
    "phone": "0599-2000000",
}


@dataclass
class Crew:
    """The people around one project."""

    lead: Unit
    other: Unit
    planner: Person
    head: Person
    handler: Person
    stranger: Person
    leader: Person
    office: Person


def make_crew() -> Crew:
    lead, other = people.unit("市住建局"), people.unit("市环保局")
    return Crew(
        lead=lead,
        other=other,
        planner=people.person(Role.PLANNER, name="发改委项目科"),
        head=people.person(Role.HEAD, lead, name="住建局长"),
        handler=people.person(Role.HANDLER, lead, name="住建联络员"),
        stranger=people.person(Role.HEAD, other, name="环保局长"),
        leader=people.person(Role.LEADER, name="副市长"),
        office=people.person(Role.SUPERVISOR, name="督查员"),
    )


def make_project(crew: Crew, *, at: datetime = NOON, stage: str = "prelim", **facts: Any) -> Project:
    """A project of the crew's lead unit, with the default nodes."""
    actions.need_template(at=at)
    more = {
        name: facts.pop(name)
        for name in ("parent", "is_package", "units", "start_fact", "finish_fact")
        if name in facts
    }
    order = NewProject(lead=crew.lead, facts={**FACTS, **facts}, stage=stage, **more)
    return actions.add(order=order, by=crew.planner, at=at)


def make_file(by: Person, at: datetime = NOON, name: str = "现场.png") -> StoredFile:
    return files.store(upload=upload(PNG, name), by=by, at=at)


def make_paper(
    crew: Crew, project: Project, kind: str, *, dated: date = TODAY, at: datetime = NOON, **more: Any
) -> Any:
    paper = NewPaper(kind=kind, dated=dated, **more)
    return actions.add_paper(project=project, paper=paper, file=make_file(crew.head, at), by=crew.head, at=at)


def make_ready(crew: Crew, project: Project, *, at: datetime = NOON) -> Project:
    """A project with all conditions met and its approval, at the stage before the start."""
    for node in project.milestones.exclude(factor=""):
        actions.set_node(
            milestone=node, by=crew.planner, at=at, facts={"fact_date": TODAY, "number": "批〔2026〕1号"}
        )
    actions.change(project=project, by=crew.planner, at=at, facts={"builder_code": COMPANY})
    make_paper(crew, project, PaperKind.APPROVAL, at=at)
    return actions.advance(project=project, move="make_ready", by=crew.head, at=at)


def make_started(crew: Crew, project: Project, *, at: datetime = NOON) -> Project:
    make_ready(crew, project, at=at)
    make_paper(crew, project, PaperKind.CONTRACT, at=at)
    make_paper(crew, project, PaperKind.SITE_PHOTO, at=at)
    return actions.advance(project=project, move="start", by=crew.head, at=at)


def make_round(crew: Crew, month: date = date(2026, 2, 1), *, at: datetime = NOON) -> DispatchRound:
    return actions.open_round(month=month, due=month.replace(day=28), by=crew.planner, at=at)


def filled_book(round_: DispatchRound, by: Person, said: dict[int, dict[str, Any]]) -> bytes:
    """The workbook of a round with these cells written into the rows of these projects."""
    book = load_workbook(BytesIO(round_workbook(by, round_, TODAY)))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=HEAD_ROW + 1):
        key = read_key(str(row[-1].value))
        for name, value in said.get(key.project if key else 0, {}).items():
            row[len(row) - 1 - BACKS[name]].value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def entry(done: int = 100, percent: int = 5, progress: str = "桩基施工", **more: Any) -> Entry:
    """A month in which the city has paid so many 万元."""
    amounts = {**dict.fromkeys(COLUMNS, 0), "city": done * WAN}
    return Entry(amounts=amounts, percent=percent, progress=progress, **more)


def make_problem(crew: Crew, project: Project, *, at: datetime = NOON, **changes: Any) -> Any:
    facts: dict[str, Any] = {
        "kind": "pipes",
        "level": "city",
        "text": "高压线未迁改，影响桩基施工。",
        "unit": crew.other,
        "due": date(2026, 3, 31),
    }
    return actions.raise_problem(project=project, raised=NewProblem(**(facts | changes)), by=crew.head, at=at)


FUND: dict[str, Any] = {
    "source": "central",
    "programme": "污染治理专项",
    "number": "发改投资〔2026〕88号",
    "issued_date": date(2026, 1, 10),
    "amount": 3_000 * WAN,
    "start_due": date(2026, 2, 20),
    "pay_due": date(2026, 12, 31),
    "watcher": "李科长",
}


def make_fund(crew: Crew, project: Project, *, at: datetime = NOON, **changes: Any) -> Any:
    return actions.grant_fund(project=project, unit=crew.other, facts=FUND | changes, by=crew.planner, at=at)
