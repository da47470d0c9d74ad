"""From a text to dispatched matters over the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.journal import clock
from bihuan.people.models import UnitAlias
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast

pytestmark = pytest.mark.django_db

TEXT = """云岭市人民政府专题会议纪要
会议议定以下事项。
一、市排水局要在2026年5月底前完成八处易涝点整治。
二、市排水局要于每月25日前报送整治进展。
"""


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    UnitAlias.objects.create(unit=made.lead, name="市排水局")
    return made


@pytest.fixture(autouse=True)
def _stopped_clock() -> Any:
    with clock.moving(MONDAY):
        yield


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"/api/v1{path}", body or {}, content_type="application/json")


SAID = {
    "source_type": "meeting",
    "confirmed_unclassified": True,
    "title": "排水专题会议纪要",
    "issued_date": "2026-03-02",
}


def test_a_text_becomes_dispatched_matters(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    taken = post(client, "/documents", SAID | {"text": TEXT})
    assert taken.status_code == 201, taken.content.decode()
    document = taken.json()
    first = document["proposals"][0]
    assert document["text"][first["start"] : first["end"]] in TEXT
    assert first["parties"][0]["unit_id"] == cast.lead.pk

    assert post(client, "/tasks/take-in", {"document_id": document["id"]}).status_code == 409
    for proposal in document["proposals"]:
        assert post(client, f"/documents/proposals/{proposal['id']}/accept").status_code == 200

    made = post(client, "/tasks/take-in", {"document_id": document["id"]})

    assert made.status_code == 200, made.content.decode()
    items = SupervisionItem.objects.filter(pk__in=made.json()["ids"])
    assert {item.status for item in items} == {Status.DISPATCHED}
    assert len(items) == len(document["proposals"])


def test_a_file_is_read_by_its_bytes(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    upload = SimpleUploadedFile("纪要.docx", TEXT.encode("gb18030"))
    answer = client.post("/api/v1/documents/file", SAID | {"file": upload})
    assert answer.status_code == 201, answer.content.decode()
    assert "易涝点" in answer.json()["text"]


def test_the_review_goes_through_the_same_actions(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    document = post(client, "/documents", SAID | {"text": TEXT}).json()
    one, two = document["proposals"][:2]
    path = "/documents/proposals"

    assert post(client, f"{path}/{one['id']}/reject").json()["status"] == "rejected"
    assert post(client, f"{path}/{one['id']}/accept").status_code == 409
    assert post(client, f"{path}/{one['id']}/restore").json()["status"] == "proposed"
    worded = client.put(
        f"/api/v1{path}/{two['id']}",
        {"title": "按月报送", "requirement": "每月报送。", "leads": ["市排水局"]},
        content_type="application/json",
    )
    assert worded.json()["title"] == "按月报送"
    merged = post(client, f"{path}/{one['id']}/merge", {"other_id": two["id"]})
    assert merged.json()["start"] == one["start"]
    assert merged.json()["end"] == two["end"]


@pytest.mark.parametrize("who", ["handler", "stranger", "system_admin"])
def test_a_document_is_nobodys_business_but_the_offices(client: Client, cast: Cast, who: str) -> None:
    client.force_login(cast.office)
    document = post(client, "/documents", SAID | {"text": TEXT}).json()
    client.force_login(getattr(cast, who))
    assert client.get(f"/api/v1/documents/{document['id']}").status_code == 404
    assert post(client, "/tasks/take-in", {"document_id": document["id"]}).status_code == 404
    assert client.get("/api/v1/documents").json()["items"] == []
