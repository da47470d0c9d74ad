"""The pages: who opens what, what they show, how much they ask, what comes of bad input."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from bihuan.files.tests.makers import PNG, upload
from bihuan.people.actions import start_post
from bihuan.people.models import Role
from bihuan.people.rules import digest_of
from bihuan.people.tests import makers as people
from bihuan.projects import actions
from bihuan.projects.models import Paper, Problem, Project
from bihuan.projects.queries.dispatch import month_sheet
from bihuan.projects.queries.facts import as_of, with_facts
from bihuan.projects.queries.ledger import ALL, Wanted, ledger, strip
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN, entry

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
OF_WORKERS = ("edit", "place", "paper", "change", "problem")
OF_KEEPER = ("assign", "sponsor", "plan", "issue", "fund")


def signed(client: Client, person: Any) -> Client:
    client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


@pytest.fixture
def full(client: Client) -> tuple[Any, Project]:
    """A crew, and a project that has everything a page can show."""
    crew = makers.make_crew()
    project = makers.make_started(crew, makers.make_project(crew))
    actions.set_plan(project=project, year=2026, amounts={"city": 3_000 * WAN}, by=crew.planner, at=NOON)
    actions.issue_plan(project=project, number="投资〔2026〕9号", issued_date=TODAY, by=crew.planner, at=NOON)
    actions.fill(round_=makers.make_round(crew), entries={project.pk: entry(500)}, by=crew.head, at=NOON)
    makers.make_problem(crew, project)
    fund = makers.make_fund(crew, project)
    visit = {"kind": "start", "day": TODAY, "file": makers.make_file(crew.head)}
    actions.visit_site(fund=fund, by=crew.head, at=NOON, **visit)
    actions.ask_change(
        project=project, reason="地质变化", by=crew.head, at=NOON, wanted={"total": 13_000 * WAN}
    )
    return crew, Project.objects.get(pk=project.pk)


def test_the_list_and_the_page_ask_little(
    client: Client, full: Any, django_assert_max_num_queries: Any
) -> None:
    crew, project = full
    for number in range(12):
        makers.make_project(crew, name=f"项目{number}", code=None)
    signed(client, crew.planner).get(url("project_list"))
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url("project_list"))
    assert "城东污水处理厂二期" in page.text
    with django_assert_max_num_queries(20):
        page = client.get(url("project_detail", project.pk))
    assert "投资〔2026〕9号" in page.text
    assert "高压线未迁改" in page.text


def test_the_numbers_above_the_list_are_those_of_its_rows(full: Any) -> None:
    crew, _project = full
    package = makers.make_project(crew, name="打包", code=None, is_package=True)
    makers.make_project(crew, name="子项目", code=None, parent=package)
    for person in (crew.planner, crew.head, crew.stranger, crew.leader):
        found = strip(person, Wanted(), as_of(TODAY))
        assert all(figure.is_true() for figure in found.figures.values())
    seen = strip(crew.planner, Wanted(), as_of(TODAY)).figures
    assert (seen["projects"].value, seen["done"].value) == (2, 500 * WAN)
    assert seen["total"].value == 24_000 * WAN


def test_the_numbers_follow_the_light_that_is_chosen(full: Any) -> None:
    crew, _project = full
    makers.make_project(crew, name="该开工", code=None, start_plan=date(2025, 6, 1))
    asked = as_of(TODAY)
    lights = [row.light for row in ledger(crew.planner, Wanted(), asked).rows]
    assert len(set(lights)) > 1
    for light in set(lights):
        figures = strip(crew.planner, Wanted(light=light), asked).figures
        assert figures["projects"].value == lights.count(light)
        assert all(figure.is_true() for figure in figures.values())
        sheet = load_workbook(BytesIO(month_sheet(crew.planner, Wanted(ALL, light=light), asked))).active
        assert sheet is not None
        assert sheet.max_row - 4 == lights.count(light)


def test_what_is_ahead_and_what_grows_is_counted_in_whole_points(full: Any) -> None:
    crew, project = full
    last = makers.make_round(crew, date(2025, 2, 1))
    actions.fill(round_=last, entries={project.pk: entry(501, 3)}, by=crew.head, at=NOON)
    asked = as_of(TODAY)
    seen = Project.objects.filter(pk=project.pk)
    row = with_facts(seen, asked, "growth", "growth_over_city", "points_ahead").get()
    assert (row.growth, row.growth_over_city, row.points_ahead) == (-1, 0, 500 * 100 // 3_000 - 17)
    assert with_facts(seen, asked, "growth").filter(growth__lt=0).exists()
    assert with_facts(seen, asked, "points_ahead").filter(points_ahead=row.points_ahead).exists()


@pytest.mark.parametrize(
    "query",
    [
        "group=new",
        "group=reserve",
        "group=stuck",
        "group=all",
        "q=污水",
        "q=2511",
        "stage=started",
        "light=red",
        "light=grn",
        "nature=government",
        "unit=1",
        "unit=999999999999999999999",
        "group=x&stage=y&light=z&after=q",
        "q=%00",
        "parent=0",
    ],
)
def test_every_filter_answers(client: Client, full: Any, query: str) -> None:
    crew, _project = full
    assert signed(client, crew.planner).get(f"{url('project_list')}?{query}").status_code == 200


def test_every_act_has_a_page_for_whoever_may(client: Client, full: Any) -> None:
    crew, project = full
    for name in (*OF_WORKERS, *OF_KEEPER):
        address = url("project_act", project.pk, name)
        assert signed(client, crew.planner).get(address).status_code == 200
        assert client.post(address, {}).status_code in (302, 422), name
        expected = 200 if name in OF_WORKERS else 403
        assert signed(client, crew.head).get(address).status_code == expected, name
        # The stranger sees the project, as his unit solves its problem; he works on nothing.
        assert signed(client, crew.stranger).get(address).status_code == 403
        assert signed(client, crew.leader).get(address).status_code == 404


def test_the_plan_of_another_year_is_shown_before_it_is_written_over(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    for year, amount in ((2026, 3_000), (2027, 4_000)):
        said = {"city": amount * WAN}
        actions.set_plan(project=project, year=year, amounts=said, by=crew.planner, at=NOON)
    address = url("project_act", project.pk, "plan")
    page = signed(client, crew.planner).get(address)
    shown = page.context["form"].initial["shown"]
    answer = client.post(address, {"year": "2027", "shown": shown, "city": "3,000"})
    assert answer.status_code == 422
    assert 'value="4,000"' in answer.text
    assert 'name="shown" value="2027"' in answer.text
    assert project.plans.get(year=2027).amount == 4_000 * WAN
    assert client.post(address, {"year": "2027", "shown": "2027", "city": "4,500"}).status_code == 302
    assert project.plans.get(year=2027).amount == 4_500 * WAN
    assert client.post(address, {"year": "2028", "shown": shown, "city": "100"}).status_code == 302
    answer = client.post(address, {"year": "2028", "shown": "2028", "city": "-1"})
    assert "市级" in answer.context["form"].non_field_errors()[0]


def test_units_that_the_form_does_not_show_stay_named(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, units=(("territory", crew.other), ("territory", crew.lead)))
    address = url("project_act", project.pk, "assign")
    form = signed(client, crew.planner).get(address).context["form"]
    assert form.initial["territory"] == crew.other.pk
    said = {"lead": crew.lead.pk, "territory": crew.lead.pk, "industry": crew.other.pk}
    assert client.post(address, said).status_code == 302
    named = {(row.part, row.unit) for row in project.units.all()}
    assert named == {("territory", crew.lead), ("industry", crew.other)}
    actions.assign(
        project=project,
        by=crew.planner,
        at=NOON,
        lead=crew.lead,
        units=(("territory", crew.other), ("territory", crew.lead)),
    )
    first = client.get(address).context["form"].initial["territory"]
    assert client.post(address, {"lead": crew.lead.pk, "territory": first}).status_code == 302
    assert project.units.filter(part="territory").count() == 2


def test_a_paper_comes_in_with_its_file_or_not_at_all(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    address = url("project_act", project.pk, "paper")
    said = {"kind": "contract", "dated": "2026-03-01", "name": "城东污水处理厂二期", "amount": "1.2亿"}
    answer = signed(client, crew.head).post(address, said)
    assert answer.status_code == 422
    answer = client.post(address, said | {"file": upload(PNG, "合同.png")})
    assert answer.status_code == 302
    paper = Paper.objects.get()
    assert paper.amount == 12_000 * WAN
    answer = client.get(url("paper_file", paper.pk))
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert signed(client, crew.stranger).get(url("paper_file", paper.pk)).status_code == 404
    far = (date.today() + timedelta(days=9)).isoformat()  # noqa: DTZ011 - a day that has not come, in any zone
    assert (
        signed(client, crew.head).post(address, said | {"dated": far, "file": upload(PNG)}).status_code == 422
    )
    assert Paper.objects.count() == 1


def test_a_project_is_entered_and_refused_in_words(client: Client) -> None:
    crew = makers.make_crew()
    said = {
        "name": "新项目",
        "approval": "record",
        "nature": "social",
        "lead": crew.lead.pk,
        "stage": "idea",
        "total": "3亿",
    }
    assert signed(client, crew.planner).post(url("project_new"), said).status_code == 302
    assert Project.objects.get().total == 30_000 * WAN
    answer = client.post(url("project_new"), said | {"code": "2313-340400-04-01-123456"})
    assert (answer.status_code, Project.objects.count()) == (422, 1)
    assert signed(client, crew.leader).get(url("project_new")).status_code == 403


def test_the_next_stage_names_what_is_missing(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, code="")
    page = signed(client, crew.head).get(url("project_act", project.pk, "make_ready"))
    assert "项目代码" in page.text
    answer = client.post(url("project_act", project.pk, "make_ready"), {})
    assert answer.status_code == 422
    assert client.get(url("project_act", project.pk, "reach_full")).status_code == 409
    assert client.get(url("project_act", project.pk, "no_such")).status_code == 404


def test_the_enterprise_answers_by_its_link_and_nobody_else_can(client: Client, full: Any) -> None:
    crew, _project = full
    problem = Problem.objects.get()
    card = signed(client, crew.head).post(url("problem_link", problem.pk))
    secret = card.text.split("/projects/answer/")[1].split("/")[0]
    assert Problem.objects.get().digest == digest_of(secret)
    public = Client()
    assert public.get(url("problem_answer", secret)).status_code == 200
    assert public.post(url("problem_answer", secret), {"solved": "yes"}).status_code == 422
    assert public.post(url("problem_answer", secret), {"solved": "no", "answer": "没有"}).status_code == 200
    assert public.post(url("problem_answer", secret), {"solved": "yes", "answer": "通了"}).status_code == 200
    assert Problem.objects.get().status == "closed"
    assert public.get(url("problem_answer", secret)).status_code == 404
    assert public.get(url("problem_answer", "x" * 40)).status_code == 404


def test_a_milestone_is_set_by_its_own_unit(client: Client, full: Any) -> None:
    crew, project = full
    node = project.milestones.get(position=17)
    assert signed(client, crew.stranger).get(url("node_set", node.pk)).status_code == 403
    actions.set_node(milestone=node, by=crew.planner, at=NOON, facts={}, unit=crew.other)
    answer = signed(client, crew.stranger).post(url("node_set", node.pk), {"fact_date": "2026-03-01"})
    assert answer.status_code == 302
    assert project.milestones.get(position=17).fact_date == date(2026, 3, 1)


def test_a_change_is_decided_by_the_keeper(client: Client, full: Any) -> None:
    crew, project = full
    change = project.changes.get()
    said = {"is_granted": "yes", "ground": "已报原审批机关", "number": "投资〔2026〕19号"}
    assert signed(client, crew.head).post(url("change_decide", change.pk), said).status_code == 403
    assert signed(client, crew.planner).post(url("change_decide", change.pk), said).status_code == 302
    assert Project.objects.get(pk=project.pk).total == 13_000 * WAN


def test_projects_follow_an_office_by_one_page(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    said = {"unit": crew.other, "title": "副市长", "from_date": date(2026, 1, 1), "by": None, "at": NOON}
    post = start_post(person=crew.leader, **said)
    to = start_post(person=people.person(Role.LEADER), **said)
    actions.set_sponsor(project=project, by=crew.planner, at=NOON, post=post)
    address = url("sponsor_hand_over")
    assert signed(client, crew.head).get(address).status_code == 403
    assert signed(client, crew.planner).post(address, {"post": to.pk, "to": post.pk}).status_code == 422
    assert client.post(address, {"post": post.pk, "to": to.pk}).status_code == 302
    assert Project.objects.get().sponsor == to


def test_of_a_package_each_sees_the_parts_that_concern_him(client: Client) -> None:
    crew = makers.make_crew()
    package = makers.make_project(crew, is_package=True, name="全市打包")
    others = replace(crew, lead=crew.other)
    mine = makers.make_project(crew, name="本局子项目", code=None, parent=package)
    theirs = makers.make_project(others, name="别局子项目", code=None, parent=package)
    page = signed(client, crew.head).get(url("project_detail", package.pk)).text
    assert mine.name in page
    assert theirs.name not in page
    assert theirs.name in signed(client, crew.planner).get(url("project_detail", package.pk)).text
    assert package.name not in signed(client, crew.stranger).get(url("project_detail", theirs.pk)).text
