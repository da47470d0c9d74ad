"""The loop over the API: idempotent creation, answers in their documented shape, many at once."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from bihuan.config.api import api
from bihuan.journal import clock
from bihuan.supervision.api.tasks import TaskOut, TaskPage
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.queries import Filters
from bihuan.supervision.queries.export import export
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _stopped_clock() -> Any:
    with clock.moving(MONDAY):
        yield


def order(cast: Cast, **changes: Any) -> dict[str, Any]:
    body = {
        "title": "整治城区易涝点",
        "requirement": "汛期前完成八处易涝点整治。",
        "source_type": "meeting",
        "lead_ids": [cast.lead.pk],
        "is_open": True,
        "co_ids": [cast.co.pk],
        "finish_due": "2026-05-29",
        "report_cycle": "monthly",
        "basis": "市政府常务会议纪要第3期",
    }
    return body | changes


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_the_same_key_makes_one_matter_and_other_content_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    first = post(client, "/tasks", order(cast), **{"Idempotency-Key": "k1"})
    again = post(client, "/tasks", order(cast), **{"Idempotency-Key": "k1"})
    other = post(client, "/tasks", order(cast, title="另一件事"), **{"Idempotency-Key": "k1"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json()["id"] == again.json()["id"]
    assert SupervisionItem.objects.count() == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"title": ""},
        {"lead_ids": []},
        {"lead_ids": [999_999]},
        {"lead_ids": [2**70]},
        {"source_type": "rumour"},
        {"finish_due": "2026-02-30"},
        {"finish_due": "1990-01-01"},
        {"status": "closed"},
        {"requirement": "x" * 10_001},
        {"basis": "\x00"},
        {"is_open": False},
        {"requirement": "属机密事项，汛期前完成。"},
        {"requirement": "机密★1年\n汛期前完成。"},
        {"targets": "\ud800"},
    ],
    ids=lambda spoilt: next(iter(spoilt)),
)
def test_a_spoilt_order_is_refused_and_leaves_nothing(
    client: Client, cast: Cast, spoilt: dict[str, Any]
) -> None:
    client.force_login(cast.office)
    answer = post(client, "/tasks", order(cast, **spoilt))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert not SupervisionItem.objects.exists()


def test_answers_keep_the_documented_shape(client: Client, cast: Cast) -> None:
    item = make_item(cast, Status.RETURNED)
    client.force_login(cast.handler)

    page = client.get("/api/v1/tasks?group=open").json()
    whole = client.get(f"/api/v1/tasks/{item.pk}").json()

    assert TaskPage.model_validate(page).model_dump(mode="json").keys() == page.keys()
    assert set(page["items"][0]) == set(TaskPage.model_validate(page).items[0].model_dump())
    assert set(whole) == set(TaskOut.model_validate(whole).model_dump())
    assert [entry["verb"] for entry in whole["history"]][-2:] == ["submit", "send_back"]
    assert "submit" in TaskOut.model_validate(whole).moves or "report" in whole["moves"]


@pytest.mark.parametrize(
    "asked", ["q=%00", "q=x", "unit_id=99999999999999999999", "group=x", "cursor=%00", "cursor=1.1"]
)
def test_a_spoilt_question_is_refused(client: Client, cast: Cast, asked: str) -> None:
    client.force_login(cast.office)
    assert client.get(f"/api/v1/tasks?{asked}").status_code == 422


def test_many_at_once_each_with_its_outcome(client: Client, cast: Cast) -> None:
    ready, done = make_item(cast, Status.IN_PROGRESS), make_item(cast, Status.CLOSED)
    client.force_login(cast.office)

    answer = post(client, "/tasks/bulk/urge", {"ids": [done.pk, ready.pk], "said": {"text": "请报进展。"}})

    assert answer.status_code == 200
    assert {row["id"]: row["ok"] for row in answer.json()} == {ready.pk: True, done.pk: False}


@pytest.mark.parametrize("said", [{}, {"said": {}}, {"said": {"reason": ""}}, {"said": None}])
def test_many_without_the_needed_words_are_refused(client: Client, cast: Cast, said: dict[str, Any]) -> None:
    item = make_item(cast, Status.CONCLUDED)
    client.force_login(cast.office)
    assert post(client, "/tasks/bulk/close", {"ids": [item.pk], **said}).status_code == 422


def test_many_with_one_unseen_are_none(client: Client, cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    client.force_login(cast.stranger)
    assert post(client, "/tasks/bulk/urge", {"ids": [item.pk], "said": {}}).status_code == 404


def test_evidence_is_uploaded_first_and_then_named(client: Client, cast: Cast, tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    item = make_item(cast, Status.IN_PROGRESS)
    client.force_login(cast.handler)
    stored = client.post(
        "/api/v1/files", {"file": SimpleUploadedFile("验收单.txt", "合格。".encode())}
    ).json()

    said = {"text": "完成两处。", "file_ids": [stored["id"]]}
    assert post(client, f"/tasks/{item.pk}/report", said).status_code == 200

    (named,) = client.get(f"/api/v1/tasks/{item.pk}").json()["history"][-1]["files"]
    assert named["sha256"] == stored["sha256"]


def test_every_route_documents_its_refusals() -> None:
    described = api.get_openapi_schema()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert {"401", "404", "422"} <= {str(code) for code in operation["responses"]}, (path, method)


def test_the_table_of_units_counts_what_the_list_shows(client: Client, cast: Cast) -> None:
    made = [make_item(cast, status) for status in (Status.IN_PROGRESS, Status.CLOSED, Status.DISPATCHED)]
    client.force_login(cast.office)
    (line,) = client.get("/api/v1/tasks/report").json()
    assert (line["unit_id"], line["figures"]["received"]) == (cast.lead.pk, len(made))
    assert line["figures"]["open"] == len(client.get("/api/v1/tasks?group=open").json()["items"])


@pytest.mark.parametrize("path", ["/tasks/export.csv", "/api/v1/tasks/export.csv"])
def test_an_export_holds_what_its_reader_may_see(client: Client, cast: Cast, path: str) -> None:
    make_item(cast, Status.IN_PROGRESS, title='=HYPERLINK("http://x")')
    make_item(cast, Status.DRAFT, title="尚未交办")

    client.force_login(cast.handler)
    told = b"".join(client.get(path).streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK" in told
    assert "尚未交办" not in told
    client.force_login(cast.stranger)
    nothing = b"".join(client.get(path).streaming_content).decode("utf-8-sig")
    assert len(nothing.splitlines()) == 1


def test_a_workbook_opens_with_words_as_words_and_dates_as_dates(client: Client, cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS, title="+1+1")
    client.force_login(cast.office)
    answer = client.get("/tasks/export.xlsx")
    (sheet,) = [CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)]
    _header, row = sheet.to_python()
    assert row[1] == "+1+1"
    assert item.finish_due in row


def test_an_export_asks_three_questions_however_long_it_is(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _n in range(4):
        make_item(cast, Status.IN_PROGRESS)
    with django_assert_max_num_queries(3):
        rows = list(export(cast.office, Filters(), clock.today()))
    assert len(rows) == 4


def test_only_a_city_leader_can_be_named_as_responsible(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert post(client, "/tasks", order(cast, leader_id=cast.stranger.pk)).status_code == 422
    assert post(client, "/tasks", order(cast, leader_id=cast.leader.pk)).status_code == 201


def test_a_reopened_matter_lies_with_the_office_and_is_nobodys_delay(client: Client, cast: Cast) -> None:
    item = make_item(cast, Status.REOPENED)
    client.force_login(cast.office)
    with clock.moving(MONDAY + timedelta(days=90)):
        assert client.get("/api/v1/tasks?group=overdue").json()["items"] == []
        assert client.get(f"/api/v1/tasks/{item.pk}").json()["light"] == "gry"
