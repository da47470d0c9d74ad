"""Projects for the permission matrix, at the present moment and around the people of its world."""

from datetime import timedelta
from typing import Any

from bihuan.files import actions as files
from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import upload
from bihuan.people.rules import new_secret
from bihuan.people.tests.makers import now
from bihuan.projects import actions
from bihuan.projects.actions import bringing
from bihuan.projects.models import (
    ChangeRequest,
    DispatchRound,
    Fund,
    LedgerImport,
    Milestone,
    Paper,
    Problem,
    Project,
    SiteVisit,
)
from bihuan.projects.rules.orders import NewPaper
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import WAN, Crew, make_project

__all__ = ["make_project"]


def crew_of(cast: Any, planner: Any) -> Crew:
    """The people of the world in their places around a project."""
    return Crew(cast.lead, cast.co, planner, cast.head, cast.handler, cast.stranger, cast.leader, cast.office)


def make_filed_node(crew: Crew, project: Project) -> Milestone:
    """A milestone with its document."""
    node = project.milestones.earliest("position")
    file = makers.make_file(crew.head, now())
    return actions.set_node(milestone=node, by=crew.head, at=now(), facts={}, file=file)


def make_contract(crew: Crew, project: Project) -> Paper:
    paper = NewPaper(kind="contract", dated=now().date())
    file = makers.make_file(crew.head, now())
    return actions.add_paper(project=project, paper=paper, file=file, by=crew.head, at=now())


def make_change(crew: Crew, project: Project) -> ChangeRequest:
    said = {"number": "投资〔2026〕9号", "issued_date": now().date() - timedelta(1)}
    actions.issue_plan(project=project, by=crew.planner, at=now(), **said)
    wanted = {"total": 13_000 * WAN}
    return actions.ask_change(project=project, reason="地质变化", by=crew.head, at=now(), wanted=wanted)


def make_problem_now(crew: Crew, project: Project) -> Problem:
    """Solved by the lead unit itself, so that nobody else comes to see the project by it."""
    due = now().date() + timedelta(30)
    return makers.make_problem(crew, project, at=now(), unit=crew.lead, due=due)


def make_link(cast: Any, planner: Any) -> str:
    """The secret of a link for an enterprise."""
    crew = crew_of(cast, planner)
    problem = make_problem_now(crew, make_project(crew, at=now(), code=None))
    secret = new_secret()
    actions.link_problem(problem=problem, secret=secret, by=crew.head, at=now())
    return secret


def make_filled_sheet(crew: Crew, project: Project) -> tuple[DispatchRound, StoredFile]:
    """A round, and the head's workbook with one wrong cell."""
    month = now().date().replace(day=1)
    actions.set_plan(project=project, year=month.year, amounts={"city": WAN}, by=crew.planner, at=now())
    round_ = DispatchRound.objects.filter(month=month).first() or makers.make_round(crew, month, at=now())
    content = makers.filled_book(round_, crew.head, {project.pk: {"done": "很多"}})
    file = files.store(upload=upload(content, "sheet.xlsx"), by=crew.head, at=now())
    return round_, file


def make_import(planner: Any) -> LedgerImport:
    """A workbook of one project, of a unit that nobody knows."""
    text = "序号\t项目名称\t责任单位\t总投资（万元）\n1\t江滩步道\t市奇石办\t1200"
    return bringing.take(by=planner, at=now(), text=text)


def make_fund_now(crew: Crew, project: Project) -> Fund:
    return makers.make_fund(crew, project, at=now())


def make_visit(crew: Crew, project: Project) -> SiteVisit:
    fund = make_fund_now(crew, project)
    file = makers.make_file(crew.head, now())
    said = {"kind": "start", "day": now().date() - timedelta(1), "file": file}
    return actions.visit_site(fund=fund, by=crew.head, at=now(), **said)
