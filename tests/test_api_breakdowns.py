"""Tables of tasks by programs: the same steps as on the pages, from hand-in to the way back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from bihuan.breakdown.tests.makers import FAULTY, HUAINAN, make_office, pasted, take, upload, workbook
from bihuan.journal import clock
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast

pytestmark = pytest.mark.django_db
API = "/api/v1/breakdowns"
SAID = {"source_type": "gov_report", "confirmed_unclassified": True, "finish_due": "2026-12-31"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_office()


@pytest.fixture
def office(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.office)
    return client


def send(client: Client, method: str, path: str, body: Any = None, code: int = 200) -> Any:
    answer = client.generic(method, f"{API}{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code == code, answer.content.decode()
    return answer.json()


def test_a_table_goes_the_whole_way(office: Client) -> None:
    told = send(office, "POST", "", {**SAID, "text": pasted(FAULTY)}, 201)
    pk = told["id"]
    assert told["counts"] == {"total": 4, "counted": 4, "faulty": 3, "changes": 0, "twins": 0, "left_out": 0}
    assert [name["written"] for name in told["names"]] == ["市奇石办", "各县区"]
    rows = send(office, "GET", f"/{pk}/rows?show=faulty&limit=2")
    assert rows["next"] == "2"
    assert rows["items"][0]["faults"][-1]["message"] == "“尽早”读不出日期，可以写成2026-06-30或6月底。"
    first, second, third = send(office, "GET", f"/{pk}/rows?show=faulty")["items"]
    send(office, "POST", f"/{pk}/confirm", {}, 409)
    assert (
        send(office, "PUT", f"/rows/{first['id']}/cell", {"column": 5, "text": "6月底"})["cells"][5]
        == "6月底"
    )
    assert send(office, "POST", f"/rows/{second['id']}/leave-out")["is_left_out"]
    assert not send(office, "POST", f"/rows/{second['id']}/take-back")["is_left_out"]
    send(office, "POST", f"/rows/{second['id']}/leave-out")
    send(office, "PUT", f"/rows/{third['id']}/cell", {"column": 5, "text": "9月底"})
    send(office, "PUT", f"/rows/{third['id']}/cell", {"column": 3, "text": "市水利局"})
    assert len(send(office, "POST", f"/rows/{third['id']}/split", {"tasks": ["清淤", "护坡"]})) == 2
    for written in ("市奇石办", "各县区"):
        told = send(office, "POST", f"/{pk}/names", {"written": written, "unit_ids": []})
    assert told["counts"]["faulty"] == 0
    made = send(office, "POST", f"/{pk}/confirm", {"dispatch": False})["made"]
    assert SupervisionItem.objects.filter(pk__in=made, status="approved").count() == 4
    assert send(office, "POST", f"/{pk}/undo") == {"withdrawn": made, "kept": []}


def test_a_table_comes_as_a_file_is_printed_and_comes_back(office: Client, cast: Cast) -> None:
    said = {"source_type": "gov_report", "confirmed_unclassified": "true", "finish_due": "2026-12-31"}
    answer = office.post(f"{API}/file", {**said, "file": upload(workbook(HUAINAN))})
    pk = answer.json()["id"]
    assert office.get(f"{API}/{pk}/marked.xlsx").status_code == 200
    send(office, "POST", f"/{pk}/confirm", {})
    printed = office.post(f"{API}/{pk}/print")
    again = take(cast.office, file=upload(printed.content))
    [row, *_rest] = send(office, "GET", f"/{again.pk}/rows")["items"]
    assert (row["is_new"], row["faults"], row["differences"]) == (False, [], [])
    outcome = send(office, "POST", f"/{again.pk}/confirm", {})
    assert outcome == {"made": [], "changed": [], "unchanged": 3}
    assert [each["id"] for each in send(office, "GET", "")["items"]] == [again.pk, pk]


def test_rows_that_equal_matters_and_columns_are_settled(office: Client, cast: Cast) -> None:
    pk = take(cast.office).pk
    send(office, "POST", f"/{pk}/confirm", {})
    again = take(cast.office).pk
    row = send(office, "GET", f"/{again}/rows")["items"][0]
    assert row["faults"][0]["code"] == "twin"
    assert send(office, "POST", f"/rows/{row['id']}/twin", {"same": False})["twin_id"] is None
    assert send(office, "POST", f"/{again}/twins", {"same": True})["counts"]["changes"] == 2
    send(office, "POST", f"/rows/{row['id']}/pick", {"column": 1, "side": "file"}, 409)
    told = send(office, "PUT", f"/{again}/columns", {"columns": ["number", "task", "any", "keep"]})
    assert told["columns"] == ["number", "task", "any", "keep"]
    assert send(office, "POST", f"/{again}/drop")["status"] == "dropped"
