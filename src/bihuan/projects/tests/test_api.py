"""Projects by programs: the same way as on the pages, in 分, with the same refusals."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.projects import actions
from bihuan.projects.models import Project
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN, Crew, make_crew, make_file, make_project

pytestmark = pytest.mark.django_db
API = "/api/v1/projects"


@pytest.fixture
def crew(db: None) -> Any:
    with clock.moving(NOON):
        yield make_crew()


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(person: Any, path: str, body: Any = None, code: int = 200, **more: Any) -> Any:
    """A POST with a body, a GET without one."""
    client, method = client_of(person), "GET" if body is None else "POST"
    said = json.dumps(body or {})
    answer = client.generic(method, f"{API}{path}", said, content_type="application/json", **more)
    assert answer.status_code == code, answer.content.decode()
    return answer.json()


def documented(name: str) -> set[str]:
    """The fields that the description of the interface names for an answer."""
    told = Client().get("/api/v1/openapi.json").json()
    return set(told["components"]["schemas"][f"Projects{name}"]["properties"])


def idea(crew: Crew, **changes: Any) -> dict[str, Any]:
    facts = {"name": "江滩步道", "approval": "approve", "nature": "government", "lead_id": crew.lead.pk}
    return facts | changes


def test_a_project_enters_with_its_plans_and_is_entered_once(crew: Crew) -> None:
    plans = [{"year": 2026, "amounts": {"city": 300 * WAN, "bond": 200 * WAN}}]
    body = idea(crew, stage="prelim", total=900 * WAN, opening=50 * WAN, plans=plans)
    body["units"] = [{"part": "industry", "unit_id": crew.other.pk}] * 2
    first = send(crew.planner, "", body, 201, headers={"Idempotency-Key": "a"})
    assert send(crew.planner, "", body, 201, headers={"Idempotency-Key": "a"}) == first
    told = send(crew.stranger, f"/{first['id']}")
    assert set(told) == documented("ProjectOut")
    assert told["total"] == 900 * WAN
    assert [(plan["source"], plan["amount"]) for plan in told["plans"]] == [
        ("bond", 200 * WAN),
        ("city", 300 * WAN),
    ]
    assert told["done"] == 50 * WAN
    assert told["units"] == [{"part": "industry", "unit_id": crew.other.pk, "unit": crew.other.short_name}]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_package": True, "parent": True}, "不能"),
        ({"start_fact": "2026-02-01", "finish_fact": "2026-01-01"}, "早于"),
        ({"start_fact": "2099-02-01"}, "2099"),
        ({"start_plan": "0001-01-01"}, "0001"),
        ({"code": "123"}, "123"),
        ({"plans": [{"year": 2026, "amounts": {"city": 99}}], "total": 1}, ""),
    ],
)
def test_what_cannot_be_is_refused_in_words(crew: Crew, changes: dict[str, Any], said: str) -> None:
    if changes.pop("parent", None):
        changes["parent_id"] = make_project(crew, is_package=True).pk
    count = Project.objects.count()
    answer = send(crew.planner, "", idea(crew, **changes), 422)
    assert said in answer["detail"]
    assert Project.objects.count() == count


def test_the_register_goes_on_by_cursor_and_filters(crew: Crew) -> None:
    made = [make_project(crew, code=None, name=f"项目{at}", nature="social").pk for at in range(3)]
    make_project(crew, code=None, name="别的")
    first = send(crew.planner, "?nature=social&limit=2")
    assert [row["id"] for row in first["items"]] == made[:2]
    assert set(first["items"][0]) == documented("ProjectRow")
    rest = send(crew.planner, f"?nature=social&limit=2&cursor={first['next']}")
    assert [row["id"] for row in rest["items"]] == made[2:]
    assert rest["next"] == ""
    assert send(crew.stranger, "")["items"] == []
    send(crew.planner, "?group=other", code=422)


def test_the_register_is_narrowed_to_the_lights_that_it_answers_with(crew: Crew) -> None:
    make_project(crew)
    make_project(crew, code=None, name="明年", start_plan=date(2027, 3, 1))
    make_project(crew, code=None, name="建成", stage="completed", start_fact=TODAY, finish_fact=TODAY)
    rows = send(crew.planner, "")["items"]
    lights = {row["light"] for row in rows}
    assert len(lights) > 1
    for light in lights:
        told = send(crew.planner, f"?light={light}")["items"]
        assert told == [row for row in rows if row["light"] == light]


def test_a_project_goes_its_way_and_says_what_is_missing(crew: Crew) -> None:
    pk = make_project(crew).pk
    told = send(crew.head, f"/{pk}")
    assert "make_ready" in told["moves"]
    need = {"kind": "field", "name": "builder_code", "label": "统一社会信用代码", "part_id": None, "part": ""}
    assert need in told["missing"]
    refused = send(crew.head, f"/{pk}/make_ready", {}, 422)
    assert "统一社会信用代码" in refused["detail"]
    send(crew.head, f"/{pk}/edit", {"builder_code": makers.COMPANY})
    send(crew.stranger, f"/{pk}/edit", {"site": "别处"}, 404)
    send(crew.leader, f"/{pk}/edit", {"site": "别处"}, 404)
    for node in told["milestones"]:
        if node["factor"]:
            send(crew.head, f"/nodes/{node['id']}/set", {"fact_date": "2026-03-01", "number": "批1号"})
    file = make_file(crew.head)
    paper = {"kind": "approval", "dated": "2026-03-01", "file_id": file.pk, "amount": 12_000 * WAN}
    filed = send(crew.head, f"/{pk}/papers", paper)
    assert send(crew.head, f"/{pk}/make_ready", {})["stage"] == "ready"
    send(crew.head, f"/{pk}/pause", {"reason": "资金未到"})
    assert send(crew.head, f"/{pk}/resume", {"reason": "资金到位"})["stage"] == "ready"
    send(crew.head, f"/{pk}/drop", {"reason": "不建了"}, 403)
    send(crew.head, f"/papers/{filed['part_id']}/withdraw", {"reason": "重复"})
    assert send(crew.head, f"/{pk}")["papers"] == []


def test_a_field_that_cannot_be_is_named(crew: Crew) -> None:
    for table, code in (("region", "349900"), ("industry", "46")):
        actions.add_codes(table=table, rows=[(code, "名", 2017, None)], by=crew.planner, at=NOON)
    pk = make_project(crew).pk
    wrong = {"region": "349988", "industry": "9999", "code": "123", "builder_code": "456"}
    for name, value in wrong.items():
        for path, body in (("", idea(crew, **{name: value})), (f"/{pk}/edit", {name: value})):
            answer = send(crew.planner, path, body, 422)
            assert [error["field"] for error in answer["errors"]] == [name], (path, answer)
            assert value in answer["errors"][0]["message"] == answer["detail"]
    send(crew.planner, f"/{pk}/edit", {"region": "349900", "industry": "4610"})


def test_who_may_not_file_is_told_so_before_his_file_is_looked_for(crew: Crew) -> None:
    pk = make_project(crew).pk
    body = {"kind": "other", "dated": "2026-03-01", "file_id": 1}
    send(crew.office, f"/{pk}/papers", body, 403)
    send(crew.head, f"/{pk}/papers", body, 422)


def test_a_plan_is_issued_and_changes_by_a_granted_request(crew: Crew) -> None:
    pk = make_project(crew).pk
    send(crew.planner, f"/{pk}/plan", {"year": 2026, "amounts": {"city": 100 * WAN}})
    send(crew.head, f"/{pk}/plan", {"year": 2026, "amounts": {"city": 100 * WAN}}, 403)
    send(crew.planner, f"/{pk}/issue", {"number": "投资1号", "issued_date": "2026-03-01"})
    send(crew.head, f"/{pk}/edit", {"total": 13_000 * WAN}, 409)
    asked = send(crew.head, f"/{pk}/changes", {"reason": "地质变化", "total": 13_000 * WAN})
    send(crew.planner, f"/changes/{asked['part_id']}/decide", {"is_granted": True, "ground": "属实"}, 422)
    said = {"is_granted": True, "ground": "属实", "number": "投资2号"}
    send(crew.planner, f"/changes/{asked['part_id']}/decide", said)
    assert send(crew.head, f"/{pk}")["baseline"]["total"] == 13_000 * WAN


def test_problems_and_grants(crew: Crew) -> None:
    pk = make_project(crew).pk
    body = {
        "kind": "pipes",
        "level": "city",
        "text": "管线未迁。",
        "unit_id": crew.other.pk,
        "due": "2026-03-31",
    }
    raised = send(crew.head, f"/{pk}/problems", body)
    send(crew.stranger, f"/problems/{raised['part_id']}/solve", {"measure": "已迁改。"})
    grant = {**makers.FUND, "unit_id": crew.other.pk}
    grant |= {name: value.isoformat() for name, value in grant.items() if isinstance(value, date)}
    fund = send(crew.planner, f"/{pk}/grants", grant)["part_id"]
    flow = {"kind": "arrived", "day": "2026-03-01", "amount": 500 * WAN}
    send(crew.stranger, f"/grants/{fund}/flow", flow)
    send(crew.head, f"/grants/{fund}/flow", {**flow, "kind": "paid", "amount": 600 * WAN}, 422)
    file = make_file(crew.head)
    send(crew.head, f"/grants/{fund}/visit", {"kind": "start", "day": "2026-03-01", "file_id": file.pk})
    told = send(crew.head, f"/{pk}")
    assert told["problems"][0]["status"] == "solved"
    assert told["grants"][0]["arrived"] == 500 * WAN
    assert [visit["kind"] for visit in told["grants"][0]["visits"]] == ["start"]


def test_reading_costs_the_same_however_many_rows(crew: Crew, django_assert_max_num_queries: Any) -> None:
    for at in range(4):
        make_project(crew, code=None, name=f"项目{at}")
    pk = make_project(crew).pk
    client = client_of(crew.planner)
    with django_assert_max_num_queries(12):
        assert client.get(API).status_code == 200
    with django_assert_max_num_queries(24):
        assert client.get(f"{API}/{pk}").status_code == 200
