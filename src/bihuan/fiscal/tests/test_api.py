"""The API: the same steps as on the pages, in JSON and in whole 分."""

import json
from typing import Any

import pytest
from django.test import Client

from bihuan.fiscal.models import Tie
from bihuan.fiscal.tests import makers
from bihuan.fiscal.tests.conftest import signed_in
from bihuan.fiscal.tests.makers import Treasury
from bihuan.kernel.money import WAN

pytestmark = pytest.mark.django_db


def call(client: Client, method: str, path: str, body: Any = None, code: int = 200) -> Any:
    answer = client.generic(
        method, f"/api/v1/fiscal/{path}", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == code, answer.content.decode()
    return json.loads(answer.content) if answer.content else None


def amounts(said: dict[int, int]) -> list[dict[str, int]]:
    return [{"year": year, "amount": amount * WAN} for year, amount in said.items()]


def test_money_and_lines_over_the_api(keeper: Client, treasury: Treasury) -> None:
    said = {"budget": 1000 * WAN, "fund": 500 * WAN, "own_spend": None}
    assert call(keeper, "PUT", "years/2026", said)["fund"] == 500 * WAN
    call(keeper, "PUT", "years/2026", {"budget": None}, 422)
    call(keeper, "PUT", "years/1900", said, 422)
    call(keeper, "PUT", "years/2026", {"hidden": 1}, 422)
    term = call(keeper, "POST", "terms", {"name": "本届", "first_year": 2024, "last_year": 2026}, 201)
    changed = {"name": "本届政府", "first_year": 2023, "last_year": 2026}
    assert call(keeper, "PUT", f"terms/{term['id']}", changed)["first_year"] == 2023
    assert len(call(keeper, "GET", "terms")) == 1
    lines = {"ppp_first": 4, "ppp_second": 8, "yellow": 120, "orange": 200, "red": 300, "since": "2026-01-01"}
    assert call(keeper, "POST", "limits", lines, 201)["number"] == 1
    assert call(keeper, "GET", "limits")["ppp"] == [4, 8]
    makers.make_passed(treasury, {2026: 1400})
    [line] = call(keeper, "GET", "capacity")["lines"]
    assert (line["promised"], line["rooms"][0]["room"], line["rooms"][2]["room"]) == (
        1400 * WAN,
        100 * WAN,
        0,
    )


def test_what_if_and_assessments_over_the_api(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury, 1000, fund=500)
    project = makers.make_planned(treasury, {2026: 960}, name="滨河步道")
    found = call(keeper, "POST", "what-if", {"project_id": project.pk})
    assert (found["verdict"], found["lines"][0]["cells"][2]["room"]) == ("conditional", -60 * WAN)
    found = call(keeper, "POST", "what-if", {"amounts": amounts({2027: 2000})})
    assert found["verdict"] == "not"
    assert "2027年缺口1,000万元" in found["against"]
    assert call(keeper, "POST", f"projects/{project.pk}/assess", code=201)["verdict"] == "conditional"
    call(keeper, "POST", "projects/99999/assess", code=404)
    call(keeper, "POST", "what-if", {"project_id": 99999}, 404)


def test_a_commitment_over_the_api(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury)
    said = {"kind": "contract", "name": "设备采购", "amounts": amounts({2026: 100})}
    row = call(keeper, "POST", "commitments", said, 201)
    at = f"commitments/{row['id']}"
    assert call(keeper, "PUT", f"{at}/amounts", {"amounts": amounts({2027: 5})})["amounts"] == [
        {"year": 2027, "amount": 5 * WAN}
    ]
    call(keeper, "POST", f"{at}/approve", code=409)
    file = makers.make_file(treasury.treasurer)
    opinion = {"number": "财承〔2026〕3号", "dated": "2026-03-02", "stance": "objects"}
    call(keeper, "POST", f"{at}/opinion", {**opinion, "file_id": 99999}, 422)
    found = call(keeper, "POST", f"{at}/opinion", {**opinion, "file_id": file.pk}, 201)
    assert found["opinions"][0]["sha256"] == file.sha256
    assert found["against"]
    call(keeper, "POST", f"{at}/approve", code=409)
    leader = signed_in(treasury.leader)
    found = call(leader, "POST", f"{at}/override", {"reason": "民生急需。"})
    assert (found["status"], found["overruled_id"]) == ("passed", treasury.leader.pk)
    assert call(keeper, "POST", f"{at}/end", {"reason": "还清。", "last_year": 2026})["status"] == "ended"
    assert call(keeper, "GET", "commitments?status=ended")["items"][0]["id"] == row["id"]
    other = call(keeper, "POST", "commitments", said, 201)
    assert (
        call(keeper, "POST", f"commitments/{other['id']}/drop", {"reason": "不做了。"})["status"] == "dropped"
    )
    call(keeper, "POST", "commitments/take-over", said, 409)
    makers.make_limits(treasury)
    old = {**said, "signed_date": "2025-05-01"}
    assert call(keeper, "POST", "commitments/take-over", old, 201)["is_stock"]
    call(signed_in(treasury.supervisor), "GET", at, code=404)
    call(signed_in(treasury.supervisor), "GET", "commitments", code=403)


def test_a_choice_over_the_api(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury, 100)
    rows = {}
    for name, score, cost in (("甲", 60, 80), ("乙", 50, 50), ("丙", 40, 50)):
        project = makers.make_planned(treasury, {2026: cost}, name=name)
        rows[name] = call(keeper, "PUT", "candidates", {"project_id": project.pk, "score": score})
    tie = {"first_id": rows["乙"]["id"], "second_id": rows["丙"]["id"], "kind": "excludes"}
    made = call(keeper, "POST", "ties", tie, 201)
    call(keeper, "POST", f"ties/{made['id']}/undo", code=204)
    call(keeper, "POST", f"ties/{made['id']}/undo", code=404)
    assert not Tie.objects.exists()
    said = {"first_year": 2026, "last_year": 2028}
    found = call(keeper, "POST", "selections", said, 201)
    assert sorted(found["chosen"]) == sorted((rows["乙"]["project_id"], rows["丙"]["project_id"]))
    assert (found["score"], found["bound"], found["is_possible"]) == (90, 90, True)
    at = f"selections/{found['id']}"
    assert call(keeper, "GET", at)["years"][0] == {
        "year": 2026,
        "limit": 100 * WAN,
        "asked": 100 * WAN,
        "short": 0,
    }
    reason = call(keeper, "GET", f"{at}/why/{rows['甲']['project_id']}")
    assert (reason["cost"], sorted(reason["displaced"])) == (30, sorted(found["chosen"]))
    call(keeper, "GET", f"{at}/why/{rows['乙']['project_id']}", code=404)
    call(keeper, "POST", "selections", {**said, "limits": amounts({2026: 80}), "drop": 10}, 201)
    assert len(call(keeper, "GET", "selections")["items"]) == 2
    assert call(keeper, "POST", f"candidates/{rows['甲']['id']}/withdraw")["is_out"]
    assert len(call(keeper, "GET", "candidates")["items"]) == 3
