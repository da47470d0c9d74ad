"""Open data from the ledger, read by the official judge; and the settings that the keeper pastes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.kernel.errors import Invalid
from bihuan.projects import actions
from bihuan.projects.models import Industry, LightChoice, NodeTemplate, Region
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.ledger import Wanted
from bihuan.projects.queries.publishing import package, published
from bihuan.projects.rules.classes import industries, provinces
from bihuan.projects.rules.nodes import DEFAULT
from bihuan.projects.rules.orders import Place
from bihuan.projects.rules.pasting import as_text, codes, template
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN, entry
from bihuan.projects.tests.test_oc4ids import judge, shelf

__all__ = ["judge", "shelf"]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
WHERE = "https://city.example/projects/oc4ids.json"


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


@pytest.fixture
def city(settings: Any) -> makers.Crew:
    """A full project, a paused one, a package and its part in GCJ-02, and one with hardly anything."""
    settings.OC4IDS_PREFIX, settings.CITY = "oc4ids-bh3401", "云岭市"
    crew = makers.make_crew()
    for table, rows in (
        ("region", [("349900", "云岭市", 2000, None)]),
        ("industry", [("46", "水的生产和供应业", 2017, None)]),
    ):
        actions.add_codes(table=table, rows=rows, by=crew.planner, at=NOON)
    full = makers.make_started(crew, makers.make_project(crew, builder_code=makers.COMPANY))
    actions.set_plan(project=full, year=2026, amounts={"city": 3_000 * WAN}, by=crew.planner, at=NOON)
    actions.issue_plan(project=full, number="投资〔2026〕9号", issued_date=TODAY, by=crew.planner, at=NOON)
    actions.fill(round_=makers.make_round(crew), entries={full.pk: entry(500)}, by=crew.head, at=NOON)
    actions.place(project=full, where=Place(118.1, 32.5, "cgcs2000"), by=crew.planner, at=NOON)
    still = makers.make_project(crew, name="停下的", code=None)
    actions.pause(project=still, reason="资金没有到位", by=crew.head, at=NOON)
    box = makers.make_project(crew, name="打包", code=None, is_package=True)
    part = makers.make_project(crew, name="其中之一", code=None, parent=box)
    actions.place(project=part, where=Place(118.1, 32.5, "gcj02"), by=crew.planner, at=NOON)
    bare = {"content": "", "site": "", "region": "", "industry": "", "builder": "", "total": 0}
    makers.make_project(crew, name="想法", code=None, stage="idea", start_plan=None, finish_plan=None, **bare)
    return crew


def test_the_judge_finds_nothing_wrong_with_the_ledger(city: makers.Crew, judge: Any) -> None:
    content = package(city.planner, Wanted(), as_of(TODAY), NOW, WHERE)
    said = judge(content)
    for name in ("validation_errors", "additional_checks", "conformance_checks"):
        assert said[name] == []
    assert said["additional_fields"] == {}
    assert said["additional_closed_codelist_values"] == {}
    projects = {each["title"]: each for each in json.loads(content)["projects"]}
    assert len(projects) == 5
    assert "geometry" in projects["城东污水处理厂二期"]["locations"][0]
    assert "geometry" not in projects["其中之一"]["locations"][0]
    assert projects["停下的"]["status"] == "preparation"
    assert "王工" not in content.decode()
    assert "0599-" not in content.decode()


def test_what_is_published_costs_the_same_for_any_number(
    city: makers.Crew, django_assert_max_num_queries: Any
) -> None:
    for count in range(6):
        makers.make_project(city, name=f"项目{count}", code=None)
    person = city.planner
    assert person.access
    with django_assert_max_num_queries(8):
        assert len(published(person, Wanted(), as_of(TODAY))) == 11


def test_a_file_is_written_for_keepers_with_a_prefix_and_projects(
    client: Client, city: makers.Crew, settings: Any
) -> None:
    client.force_login(city.office)
    answer = client.get(url("published_file"))
    assert json.loads(answer.content)["publisher"]["name"].startswith("云岭市")
    assert client.get(f"{url('published_file')}?stage=full").status_code == 409
    settings.OC4IDS_PREFIX = ""
    assert client.get(url("published_file")).status_code == 409
    client.force_login(city.head)
    assert client.get(url("published_file")).status_code == 403


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("340401 东城区 2000", ("340401", "东城区", 2000, None)),
        ("  340401\t东城区\t2000\t2019 ", ("340401", "东城区", 2000, 2019)),
        ("340401 东 城 区 2000 2000", ("340401", "东 城 区", 2000, 2000)),
        ("340401 2000 2001 2002", ("340401", "2000", 2001, 2002)),
    ],
)
def test_a_line_of_code_is_read(line: str, expected: Any) -> None:
    assert codes(line, "region") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "340401",
        "340401 东城区",
        "340401 2000",
        "x 东城区 2000",
        "340401 东城区 1200",
        "340401 东城区 2019 2000",
        "3404011 东城区 2000",
        f"340401 {'区' * 61} 2000",
        "=1+1 东城区 2000",
        "340401 东城区 2000\n" * 5_001,
    ],
)
def test_a_line_that_is_no_code_is_named(text: str) -> None:
    with pytest.raises(Invalid):
        codes(text, "region")


def test_the_template_is_read_back_as_it_is_written(city: makers.Crew) -> None:
    nodes = list(NodeTemplate.objects.current().order_by("position"))
    read = template(as_text(nodes))
    assert [(row["name"], row["kinds"], row["factor"], row["months"]) for row in read] == list(DEFAULT)
    assert template("开工\t大节点\tapprove、备案\tland\t−2")[0] == {
        "name": "开工",
        "group": "大节点",
        "kinds": "approve record",
        "factor": "land",
        "months": -2,
    }


@pytest.mark.parametrize(
    "text",
    [
        "开工",
        "a\tb\tc\td\te",
        "开工\t\t审批\t没有的\t0",
        "开工\t\t\t\t0",
        "开工\t\t审批\t\t一",
        "开工\t\t审批\t\t999",
    ],
)
def test_a_line_that_is_no_milestone_is_named(text: str) -> None:
    with pytest.raises(Invalid):
        template(text)


def test_the_keeper_chooses_and_pastes(client: Client, city: makers.Crew) -> None:
    client.force_login(city.planner)
    assert client.get(url("settings_page")).status_code == 200
    assert client.post(url("lights_choose"), {"preset": "tianjin_month"}).status_code == 302
    assert LightChoice.objects.get().preset == "tianjin_month"
    assert client.post(url("lights_choose"), {"preset": "x"}).status_code == 422
    lines = "立项\t\t审批 核准 备案\t\t-3\n开工\t\t审批\tland\t0"
    assert client.post(url("template_set"), {"lines": lines}).status_code == 302
    assert [node.name for node in NodeTemplate.objects.current().order_by("position")] == ["立项", "开工"]
    assert client.post(url("template_set"), {"lines": "\t\t审批\t\t0"}).status_code == 422
    assert client.post(url("template_set"), {"lines": "立项\t\t审批\t\t0\n" * 81}).status_code == 422
    assert NodeTemplate.objects.current().count() == 2
    more = url("code_list", "region")
    assert client.post(more, {"lines": "340401 东城区 2000\n340401 东城区 2000"}).status_code == 302
    assert client.post(more, {"lines": "无"}).status_code == 422
    for table, model, classes in (("region", Region, provinces), ("industry", Industry, industries)):
        assert client.post(url("code_list", table), {"seed": "1"}).status_code == 302
        assert client.post(url("code_list", table), {"seed": "1"}).status_code == 302
        assert model.objects.count() == len(classes()) + {"region": 2, "industry": 0}[table]  # type: ignore[attr-defined]
        assert client.get(url("code_list", table)).status_code == 200
    assert client.get(url("code_list", "none")).status_code == 404


@pytest.mark.parametrize("name", ["settings_page", "lights_choose", "template_set"])
def test_nobody_else_comes_to_the_settings(client: Client, city: makers.Crew, name: str) -> None:
    for person in (city.head, city.office, city.leader):
        client.force_login(person)
        assert client.get(url(name)).status_code == 403
        assert client.get(url("code_list", "region")).status_code == 403
