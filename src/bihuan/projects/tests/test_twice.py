"""Two people at one form, and one person who presses twice: nothing is overwritten, nothing made double."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.kernel.errors import Conflict, Invalid
from bihuan.projects import actions
from bihuan.projects.models import FundFlow, Industry, Paper, Problem, Project
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.ledger import Wanted, selected
from bihuan.projects.queries.yearly import yearly
from bihuan.projects.rules.orders import NewPaper
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN, entry

pytestmark = pytest.mark.django_db


def opened(client: Client, at: str) -> dict[str, Any]:
    """What a browser sends of the form as it stands, with what it showed beside it."""
    form = client.get(at).context["form"]
    said = {}
    for name in form.fields:
        value = form[name].value()
        said[name] = said[form[name].html_initial_name] = "" if value is None else str(value)
    return said


def test_the_edit_form_writes_only_what_this_person_changed(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    client.force_login(crew.head)
    at = f"/projects/{project.pk}/do/edit/"
    said = opened(client, at)
    actions.change(project=project, by=crew.planner, at=NOON, facts={"site": "东湖路"})
    assert client.post(at, {**said, "contact": "联系人甲"}).status_code == 302
    project.refresh_from_db()
    assert (project.site, project.contact) == ("东湖路", "联系人甲")
    refused = client.post(at, {**said, "site": "西湖路"})
    assert refused.status_code == 422
    assert "东湖路" in refused.content.decode()
    project.refresh_from_db()
    assert project.site == "东湖路"


def test_a_code_that_is_written_anew_stands_in_the_table(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, industry="9999")
    Industry.objects.create(code="46", name="水的生产和供应业", first_year=2017)
    Industry.objects.create(code="45", name="燃气生产和供应业", first_year=1994, last_year=2001)
    client.force_login(crew.head)
    at = f"/projects/{project.pk}/do/edit/"
    said = opened(client, at)
    assert '<option value="46">水的生产和供应业</option>' in client.get(at).content.decode()
    assert client.post(at, {**said, "site": "东湖路"}).status_code == 302
    for code, answer in {"4610": 302, "D4610": 302, "46": 302, "45": 422, "9998": 422}.items():
        assert client.post(at, {**opened(client, at), "industry": code}).status_code == answer, code


def test_the_plan_form_writes_only_the_sources_that_this_person_changed(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    order: dict[str, Any] = {"project": project, "year": TODAY.year, "by": crew.planner, "at": NOON}
    actions.set_plan(**order, amounts={"city": 100 * WAN, "bond": 200 * WAN})
    client.force_login(crew.planner)
    at = f"/projects/{project.pk}/do/plan/"
    said = opened(client, at)
    actions.set_plan(**order, amounts={"city": 150 * WAN})
    assert client.post(at, {**said, "bond": "0", "bank": "50"}).status_code == 302
    plan = dict(project.plans.filter(amount__gt=0).values_list("source", "amount"))
    assert plan == {"city": 150 * WAN, "bank": 50 * WAN}
    refused = client.post(at, {**said, "city": "170"})
    assert refused.status_code == 422
    assert "150" in refused.content.decode()
    next_year = client.post(at, {**said, "year": str(TODAY.year + 1)})
    assert next_year.status_code == 302
    later = project.plans.filter(year=TODAY.year + 1).values_list("source", "amount")
    assert dict(later) == {"city": 100 * WAN, "bond": 200 * WAN}


def test_a_plan_of_another_year_is_shown_before_it_is_changed(client: Client) -> None:
    crew = makers.make_crew()
    project, year = makers.make_project(crew), TODAY.year + 1
    order: dict[str, Any] = {"project": project, "by": crew.planner, "at": NOON}
    actions.set_plan(**order, year=year, amounts={"own": 300 * WAN})
    client.force_login(crew.planner)
    at = f"/projects/{project.pk}/do/plan/"
    shown = client.post(at, {**opened(client, at), "year": str(year), "city": "80"})
    assert shown.status_code == 422
    form = shown.context["form"]
    said = {name: form[name].value() for name in form.fields}
    said |= {form[name].html_initial_name: form[name].value() for name in form.fields}
    assert said["own"] == "300"
    assert client.post(at, {**said, "city": "80"}).status_code == 302
    assert dict(project.plans.values_list("source", "amount")) == {"own": 300 * WAN, "city": 80 * WAN}


def test_the_milestone_form_writes_only_what_this_person_changed(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    node = project.milestones.order_by("position").first()
    assert node is not None
    order: dict[str, Any] = {"milestone": node, "by": crew.head, "at": NOON}
    client.force_login(crew.head)
    at = reverse("projects:node_set", args=[node.pk])
    said = opened(client, at)
    actions.set_node(**order, facts={"number": "1号"}, unit=crew.other)
    assert client.post(at, {**said, "fact_date": str(TODAY)}).status_code == 302
    node.refresh_from_db()
    assert (node.number, node.fact_date, node.unit) == ("1号", TODAY, crew.other)
    refused = client.post(at, {**said, "number": "2号"})
    assert refused.status_code == 422
    assert "1号" in refused.content.decode()
    taken = client.post(at, {**opened(client, at), "unit": ""})
    assert taken.status_code == 422


def test_what_is_sent_twice_is_entered_once() -> None:
    crew = makers.make_crew()
    project = makers.make_started(crew, makers.make_project(crew))
    makers.make_problem(crew, project)
    with pytest.raises(Conflict):
        makers.make_problem(crew, project)
    file = makers.make_file(crew.head)
    papers = Paper.objects.count()
    order: dict[str, Any] = {"project": project, "file": file, "by": crew.head, "at": NOON}
    actions.add_paper(**order, paper=NewPaper("progress", TODAY, number="7"))
    with pytest.raises(Conflict):
        actions.add_paper(**order, paper=NewPaper("progress", TODAY, number="7"))
    fund = makers.make_fund(crew, project)
    flow: dict[str, Any] = {"fund": fund, "kind": "arrived", "day": TODAY, "amount": WAN, "by": crew.head}
    actions.move_fund(**flow, at=NOON)
    with pytest.raises(Conflict):
        actions.move_fund(**flow, at=NOON)
    actions.move_fund(**flow, at=NOON, note="第二笔")
    assert (Problem.objects.count(), Paper.objects.count(), FundFlow.objects.count()) == (1, papers + 1, 2)


def test_days_of_a_grant_that_cannot_be_are_refused() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    tomorrow = TODAY + timedelta(days=1)
    far = {"start_due": TODAY + timedelta(days=90), "pay_due": TODAY + timedelta(days=80)}
    for changes in ({"issued_date": tomorrow}, far):
        with pytest.raises(Invalid):
            makers.make_fund(crew, project, **changes)


def test_a_total_never_falls_below_its_plans() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    order: dict[str, Any] = {"project": project, "by": crew.planner, "at": NOON}
    actions.set_plan(**order, year=2026, amounts={"city": 3_000 * WAN})
    actions.set_plan(**order, year=2027, amounts={"city": 3_000 * WAN})
    with pytest.raises(Invalid):
        actions.change(**order, facts={"total": 5_999 * WAN})
    actions.issue_plan(**order, number="1号", issued_date=TODAY)
    asked = actions.ask_change(**order, reason="核减", wanted={"total": 5_999 * WAN})
    decision: dict[str, Any] = {"ground": "属实", "number": "2号", "by": crew.planner, "at": NOON}
    with pytest.raises(Invalid):
        actions.decide_change(request=asked, is_granted=True, **decision)
    assert Project.objects.get().total == 12_000 * WAN


def test_a_granted_completion_never_lies_before_the_start_as_planned_now() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, start_plan=date(2026, 3, 1), finish_plan=date(2028, 1, 1))
    order: dict[str, Any] = {"project": project, "by": crew.planner, "at": NOON}
    actions.issue_plan(**order, number="1号", issued_date=TODAY)
    actions.change(**order, facts={"start_plan": date(2027, 6, 1)})
    asked = actions.ask_change(**order, reason="提前", wanted={"finish_date": date(2027, 5, 1)})
    decision: dict[str, Any] = {"ground": "属实", "number": "2号", "by": crew.planner, "at": NOON}
    with pytest.raises(Invalid):
        actions.decide_change(request=asked, is_granted=True, **decision)


def test_the_months_of_a_unit_are_those_of_its_list() -> None:
    crew = makers.make_crew()
    project, unit = makers.make_project(crew), crew.other
    actions.assign(project=project, by=crew.planner, at=NOON, lead=project.lead, units=(("territory", unit),))
    actions.fill(round_=makers.make_round(crew), entries={project.pk: entry(100)}, by=crew.head, at=NOON)
    listed = selected(crew.planner, Wanted(unit=unit.pk), 2026)
    shown = [line.pk for line in yearly(crew.planner, Wanted(unit=unit.pk), as_of(TODAY)).lines]
    assert shown == [row.pk for row in listed] == [project.pk]
