"""A package of projects: what it lacks is what its parts lack, and it stands where they stand."""

from typing import Any

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.projects import actions
from bihuan.projects.models import Project, Stage
from bihuan.projects.queries.needs import lacks
from bihuan.projects.rules.orders import NewProject
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import FACTS, NOON, TODAY, Crew, make_crew, make_project

pytestmark = pytest.mark.django_db
OWN = ("name", "content", "field", "scale", "total", "start_plan", "finish_plan", "approval", "nature")


@pytest.fixture
def crew() -> Any:
    with clock.moving(NOON):
        yield make_crew()


@pytest.fixture
def package(crew: Crew) -> Project:
    """A package with what it says itself, and two parts."""
    actions.need_template(at=NOON)
    facts = {name: FACTS[name] for name in OWN} | {"name": "东片管网打包"}
    order = NewProject(lead=crew.lead, facts=facts, stage="prelim", is_package=True)
    made = actions.add(order=order, by=crew.planner, at=NOON)
    for number in (1, 2):
        make_project(crew, name=f"子项目{number}", code=f"2511-349900-04-01-12345{number}", parent=made)
    return made


def told(package: Project, by: Any, stage: str | None = None) -> set[tuple[str, str]]:
    return {(need.where, need.name) for need in lacks(package, by, stage)}


def test_what_a_package_lacks_stands_with_its_parts(crew: Crew, package: Project) -> None:
    first, second = package.parts.order_by("pk")
    assert not package.milestones.exists()
    assert ("子项目1", "approval") in told(package, crew.head)
    assert {where for where, _name in told(package, crew.head)} == {"子项目1"}
    with pytest.raises(Invalid, match="子项目1：统一社会信用代码"):
        actions.advance(project=package, move="make_ready", by=crew.head, at=NOON)
    makers.make_started(crew, second)
    for move, stage in (("make_ready", "ready"), ("start", "started")):
        assert not lacks(package, crew.head)
        package = actions.advance(project=package, move=move, by=crew.head, at=NOON)
        assert package.status == stage
    assert not package.papers.exists()
    assert ("子项目2", "progress") in told(package, crew.head)
    # What comes after building needs every part that is not given up, one by one.
    assert {where for where, _name in told(package, crew.head, Stage.COMPLETED)} == {"子项目1", "子项目2"}
    actions.drop(project=first, by=crew.planner, at=NOON, reason="不建了")
    assert {where for where, _name in told(package, crew.head, Stage.COMPLETED)} == {"子项目2"}


def test_a_part_that_lacks_nothing_has_to_be_moved_on(crew: Crew, package: Project) -> None:
    part = package.parts.order_by("pk")[0]
    for node in part.milestones.exclude(factor=""):
        actions.set_node(milestone=node, by=crew.planner, at=NOON, facts={"fact_date": TODAY, "number": "1"})
    actions.change(project=part, by=crew.planner, at=NOON, facts={"builder_code": makers.COMPANY})
    makers.make_paper(crew, part, "approval")
    [need] = lacks(package, crew.head)
    assert (need.kind, need.where, need.name) == ("stage", "子项目1", "ready")
    actions.advance(project=part, move="make_ready", by=crew.head, at=NOON)
    actions.pause(project=part, by=crew.head, at=NOON, reason="汛期")
    assert not lacks(package, crew.head)


def test_a_package_lacks_what_it_says_itself_and_its_parts(crew: Crew) -> None:
    order = NewProject(
        lead=crew.lead,
        facts={"name": "空包", "approval": "approve", "nature": "social"},
        stage="prelim",
        is_package=True,
    )
    made = actions.add(order=order, by=crew.planner, at=NOON)
    names = {name for _where, name in told(made, crew.head)}
    assert names == {"content", "field", "scale", "total", "start_plan", "finish_plan", "parts"}


def test_page_and_programs_say_which_part_lacks_what(crew: Crew, package: Project) -> None:
    part = package.parts.order_by("pk")[0]
    client = Client()
    client.force_login(crew.head)
    page = client.get(f"/projects/{package.pk}/").content.decode()
    assert f'<a href="/projects/{part.pk}/">子项目1</a>：' in page
    assert f"/projects/{package.pk}/do/paper/?kind=" not in page
    answer = client.get(f"/api/v1/projects/{package.pk}").json()
    assert {(need["part_id"], need["part"]) for need in answer["missing"]} == {(part.pk, "子项目1")}
    # A part of another unit is told by that unit alone.
    actions.assign(project=part, lead=crew.other, by=crew.planner, at=NOON)
    Project.objects.filter(parent=package).exclude(pk=part.pk).update(status="dropped")
    answer = client.get(f"/api/v1/projects/{package.pk}").json()
    assert {(need["part_id"], need["part"]) for need in answer["missing"]} == {(None, "市环保局的项目")}
    assert "子项目1" not in client.get(f"/projects/{package.pk}/").content.decode()


def test_the_months_of_a_year_are_marked_in_the_navigation(crew: Crew) -> None:
    client = Client()
    client.force_login(crew.planner)
    page = client.get("/projects/months/").content.decode()
    assert '<a href="/projects/rounds/" aria-current="page">' in page
    assert '<a href="/projects/" aria-current="page">' not in page


def test_a_package_adds_up_its_parts_and_says_where_it_differs(crew: Crew, package: Project) -> None:
    client = Client()
    client.force_login(crew.planner)
    actions.set_plan(
        project=package.parts.order_by("pk")[0],
        year=2026,
        amounts={"city": 300 * makers.WAN},
        by=crew.planner,
        at=NOON,
    )
    at = f"/projects/{package.pk}/"
    found = client.get(at).context["detail"]
    total = FACTS["total"]
    assert (found.parts_total, found.parts_plan, found.parts_differ) == (2 * total, 300 * makers.WAN, True)
    actions.drop(project=package.parts.order_by("-pk")[0], by=crew.planner, at=NOON, reason="不建了")
    found = client.get(at).context["detail"]
    assert (found.parts_total, found.parts_differ) == (total, False)


def test_whoever_decides_on_a_change_sees_what_stands_now(crew: Crew) -> None:
    project = make_project(crew)
    actions.set_plan(project=project, year=2026, amounts={"city": makers.WAN}, by=crew.planner, at=NOON)
    actions.issue_plan(project=project, number="1", issued_date=TODAY, by=crew.planner, at=NOON)
    asked = actions.ask_change(
        project=project, reason="地质", wanted={"total": 13_000 * makers.WAN}, by=crew.head, at=NOON
    )
    client = Client()
    client.force_login(crew.planner)
    page = client.get(f"/projects/changes/{asked.pk}/").content.decode()
    assert "13,000万元" in page
    assert "现为12,000万元" in page
