"""Rounds for programs: opened, read, filled in project by project, frozen."""

import json
from typing import Any

import pytest
from django.test import Client

from bihuan.projects import actions
from bihuan.projects.models import MonthRow
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, WAN, entry

pytestmark = pytest.mark.django_db
API = "/api/v1/projects/rounds"


def send(client: Client, method: str, path: str, body: Any = None, code: int = 200) -> Any:
    answer = client.generic(method, f"{API}{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code == code, answer.content.decode()
    return answer.json()


def test_a_round_goes_its_way(client: Client) -> None:
    crew = makers.make_crew()
    good, bad = makers.make_project(crew), makers.make_project(crew, name="坏", code=None)
    for project in (good, bad):
        actions.set_plan(project=project, year=2026, amounts={"city": WAN}, by=crew.planner, at=NOON)
    client.force_login(crew.planner)
    opened = send(client, "POST", "", {"month": "2026-02-01", "due": "2026-03-05"}, 201)
    assert (opened["owed"], opened["reported"], opened["status"]) == (2, 0, "open")
    at = f"/{opened['id']}"
    said = {"amounts": {"city": 100 * WAN}, "percent": 5, "progress": "桩基施工"}
    entries = [{**said, "project_id": good.pk}, {**said, "project_id": bad.pk, "progress": ""}]
    client.force_login(crew.head)
    for check in (True, False):
        told = send(client, "POST", f"{at}/fill", {"entries": entries, "check": check})
        assert [(each["project_id"], each["ok"]) for each in told] == [(good.pk, True), (bad.pk, False)]
        assert told[1]["faults"][0]["column"] == "progress"
        assert MonthRow.objects.count() == (0 if check else 1)
    assert [row["done"] for row in send(client, "GET", f"{at}/rows")["items"]] == [100 * WAN, None]
    assert [row["name"] for row in send(client, "GET", f"{at}/rows?group=missing")["items"]] == ["坏"]
    [row, _empty] = send(client, "GET", f"{at}/rows")["items"]
    again = {**said, "project_id": good.pk, "amounts": {"city": 90 * WAN}}
    for moment, is_kept in (
        ("2026-01-01T00:00:00", False),
        ("0001-01-01T00:00:00Z", False),
        (row["at"], True),
    ):
        [one] = send(client, "POST", f"{at}/fill", {"entries": [{**again, "at": moment}]})
        assert one["ok"] is is_kept
        assert MonthRow.objects.get().done == (90 if is_kept else 100) * WAN
    entries[0] = again
    send(client, "POST", f"{at}/freeze", {}, 403)
    client.force_login(crew.planner)
    assert send(client, "POST", f"{at}/freeze", {})["status"] == "frozen"
    send(client, "POST", f"{at}/fill", {"entries": entries[:1]}, 409)
    assert send(client, "GET", "")["items"][0]["reported"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amounts": {"gold": 1}},
        {"amounts": {"city": 10**30}},
        {"percent": 10**9},
        {"progress": "长" * 301},
        {"project_id": 0},
        {"project_id": 2**62},
        {"unknown": 1},
    ],
)
def test_bad_entries_are_refused(client: Client, change: dict[str, Any]) -> None:
    crew = makers.make_crew()
    project, round_ = makers.make_project(crew), makers.make_round(crew)
    actions.fill(round_=round_, entries={project.pk: entry()}, by=crew.head, at=NOON)
    client.force_login(crew.head)
    said = {"project_id": project.pk, "amounts": {"city": 1}, "percent": 5, "progress": "x"} | change
    send(client, "POST", f"/{round_.pk}/fill", {"entries": [said]}, 422)
    send(client, "POST", f"/{round_.pk}/fill", {"entries": [said, said]}, 422)
