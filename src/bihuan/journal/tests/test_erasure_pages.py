"""The pages and the API of erasing: who sees what is kept, and what an erased value looks like afterwards."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal.models import Erasure, Event, Law
from bihuan.people import actions as people
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import now, person

pytestmark = pytest.mark.django_db
NAME = "欧阳一鸣"
LIST = reverse("journal:erasure_list")
SAID = {"law": Law.TERM, "ground": "本人申请，2026年第3号"}


@pytest.fixture
def gone() -> Person:
    admin = person(Role.SYSTEM_ADMIN)
    row = people.add_person(username="ouyang", name=NAME, by=admin, at=now())
    return people.disable_person(person=row, by=admin, at=now())


def as_one(client: Client, who: Person) -> Client:
    client.force_login(who)
    return client


def detail(event: Event) -> str:
    return reverse("journal:event_detail", args=[event.pk])


def test_a_name_is_shown_with_its_event_and_after_erasing_that_and_why(client: Client, gone: Person) -> None:
    event = Event.objects.about("people.person", gone.pk).earliest("pk")
    auditor, keeper = person(Role.AUDITOR), person(Role.AUDIT_ADMIN)
    assert NAME in as_one(client, auditor).get(detail(event)).content.decode()
    page = as_one(client, keeper).get(LIST, {"kind": "people.person", "number": gone.pk}).content.decode()
    assert "永久删除" in page
    body = {"kind": "people.person", "number": gone.pk, "columns": ["name", "username"], **SAID}
    done = client.post(reverse("journal:erasure_columns"), body)
    assert (done.status_code, done["Location"]) == (302, LIST)
    assert "用户名" in client.get(LIST).content.decode()
    shown = as_one(client, auditor).get(detail(event)).content.decode()
    assert NAME not in shown
    assert "第四十七条第一款第二项" in shown


def test_values_are_not_open_to_administrators_who_did_not_write_them(client: Client, gone: Person) -> None:
    event = Event.objects.about("people.person", gone.pk).earliest("pk")
    Person.objects.filter(pk=gone.pk).update(name="x")
    shown = as_one(client, person(Role.AUDIT_ADMIN)).get(detail(event)).content.decode()
    assert NAME not in shown
    assert "您无权查看" in shown


def test_forms_say_what_is_wrong(client: Client, gone: Person) -> None:
    as_one(client, person(Role.AUDIT_ADMIN))
    body = {"kind": "people.person", "number": gone.pk, "columns": [], **SAID}
    refused = client.post(reverse("journal:erasure_columns"), body)
    assert refused.status_code == 422
    assert "请勾选要删除的个人信息。" in refused.content.decode()
    refused = client.post(reverse("journal:erasure_words"), {"event": 10**12, **SAID})
    assert "查无此条记录。" in refused.content.decode()
    for wrong in (
        {"kind": "people.unit"},
        {"kind": "x", "number": "y"},
        {"kind": "people.person", "number": ""},
    ):
        assert client.get(LIST, wrong).status_code == 200
    assert not Erasure.objects.exists()


def test_programs_erase_and_read_what_was_erased(client: Client, gone: Person) -> None:
    event = Event.objects.about("people.person", gone.pk).earliest("pk")
    as_one(client, person(Role.AUDIT_ADMIN))
    where = "/api/v1/record/erasures"
    for said in ({"of_event": event.pk}, {"kind": "people.person", "number": gone.pk, "columns": ["name"]}):
        done = client.post(where, json.dumps({**SAID, **said}), content_type="application/json")
        assert done.status_code == 201, done.content
    columns = [each["columns"] for each in client.get(where).json()["items"]]
    assert columns == ["name", ""]
    refused = client.post(where, json.dumps({**SAID, "kind": "x"}), content_type="application/json")
    assert refused.status_code == 422
    client.force_login(person(Role.HANDLER))
    assert client.get(where).json()["items"] == []
