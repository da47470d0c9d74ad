"""Lines, deliveries and webhooks on their pages and over the API, alike."""

from typing import Any

import pytest
from django.test import Client

from bihuan.notices import actions
from bihuan.notices.models import Delivery, DeliveryStatus, Line, Webhook
from bihuan.notices.tests import makers
from bihuan.notices.tests.makers import MORNING
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import person

pytestmark = pytest.mark.django_db
ADDRESS = "https://hooks.example/bihuan"


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.MAIL_IS_OPEN, settings.PUBLIC_URL = True, "https://duban.example"
    settings.OUTSIDE_HOSTS = frozenset({"hooks.example"})


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_person_opens_confirms_and_closes_a_line_on_the_pages() -> None:
    who = person()
    client = client_of(who)
    wrong = client.post("/me/channels/", {"channel": "mail", "address": "nowhere", "hour": "8"})
    assert wrong.status_code == 422
    assert "不是有效的电子邮箱" in wrong.content.decode()
    said = {"channel": "mail", "address": "zhang@yunling.example", "hour": "9"}
    assert client.post("/me/channels/", said).status_code == 302
    line = Line.objects.get(person=who)
    assert "等您确认" in client.get("/me/channels/").content.decode()
    way = f"/me/channels/{line.pk}/confirm/"
    code = makers.code_of(line)
    assert code in client.get(f"{way}?code={code}").content.decode()
    assert client.post(way, {"code": "guessed"}).status_code == 422
    assert client.post(way, {"code": code}).status_code == 302
    assert client.post(way, {"code": code}).status_code == 409
    assert "使用中" in client.get("/me/channels/").content.decode()
    assert client_of(person()).get(way).status_code == 404
    assert client.post(f"/me/channels/{line.pk}/close/").status_code == 302
    assert "没有消息发到系统之外" in client.get("/me/channels/").content.decode()


def test_the_link_of_a_message_leads_through_the_door_to_the_thing() -> None:
    who = person(password=makers_password())
    line = makers.make_mail_line(who)
    way = f"/me/channels/{line.pk}/confirm/"
    client = Client()
    door = client.get(way)
    assert door.status_code == 302
    assert door["Location"] == f"/accounts/login/?next={way}"
    entered = client.post(door["Location"], {"login": who.username, "password": makers_password()})
    assert entered["Location"] == way


def makers_password() -> str:
    return "walking-city-2026"


def test_the_administrator_decides_about_what_did_not_get_through_and_reads_no_word_of_it() -> None:
    who, admin = person(), person(Role.SYSTEM_ADMIN)
    makers.make_mail_line(who)
    makers.tell(who, 1, at=MORNING, is_red=True)
    actions.gather(at=MORNING)
    Delivery.objects.filter(status=DeliveryStatus.WAITING).update(
        status=DeliveryStatus.DEAD, problem="refused"
    )
    dead = Delivery.objects.latest("id")
    client = client_of(admin)
    page = client.get("/deliveries/").content.decode()
    assert who.name in page
    assert "对方拒收" in page
    assert "老旧小区" not in page
    assert "老旧小区" not in client.get("/api/v1/notices/deliveries").content.decode()
    assert client_of(person(Role.SUPERVISOR)).get("/deliveries/").status_code == 403
    assert client.post(f"/deliveries/{dead.pk}/again/").status_code == 302
    assert client.post(f"/deliveries/{dead.pk}/again/").status_code == 409
    for show in ("waiting", "sent", "nothing"):
        assert client.get("/deliveries/", {"show": show}).status_code == 200
    assert client.get("/api/v1/notices/deliveries", {"show": "nothing"}).status_code == 422


def test_pages_of_deliveries_cost_the_same_however_many_there_are(django_assert_max_num_queries: Any) -> None:
    who, admin = person(), person(Role.SYSTEM_ADMIN)
    makers.make_mail_line(who)
    for number in range(60):
        makers.tell(who, number, at=MORNING, is_red=True)
        actions.gather(at=MORNING)
    client = client_of(admin)
    with django_assert_max_num_queries(12):
        page = client.get("/deliveries/", {"show": "waiting"})
    assert page.content.decode().count("<tr>") == 51


def test_a_webhook_is_opened_on_the_page_its_secret_shown_once_and_closed() -> None:
    client = client_of(person(Role.SYSTEM_ADMIN))
    elsewhere = client.post("/webhooks/", {"name": "中台", "address": "https://evil.example/"})
    assert elsewhere.status_code == 422
    assert "不允许访问 evil.example" in elsewhere.content.decode()
    made = client.post("/webhooks/", {"name": "中台", "address": ADDRESS, "verbs": ["item.dispatch"]})
    assert "whsec_" in made.content.decode()
    assert "whsec_" not in client.get("/webhooks/").content.decode()
    row = Webhook.objects.get()
    assert client.post(f"/webhooks/{row.pk}/close/").status_code == 302
    assert client.post(f"/webhooks/{row.pk}/close/").status_code == 409


def test_the_api_does_what_the_pages_do() -> None:
    who, admin = person(), person(Role.SYSTEM_ADMIN)
    client, chief = client_of(who), client_of(admin)

    def post(by: Client, way: str, said: Any = None) -> Any:
        return by.post(f"/api/v1/notices{way}", said or {}, content_type="application/json")

    assert post(client, "/lines", {"channel": "mail", "address": "nowhere"}).status_code == 422
    assert post(client, "/lines", {"channel": "webhook", "address": ADDRESS}).status_code == 409
    line = post(client, "/lines", {"channel": "mail", "address": "z@yunling.example", "hour": 9}).json()
    code = makers.code_of(Line.objects.get(pk=line["id"]))
    assert post(client, f"/lines/{line['id']}/confirm", {"code": code}).json()["confirmed_at"]
    assert [row["channel"] for row in client.get("/api/v1/notices/lines").json()] == ["mail"]
    assert post(chief, f"/lines/{line['id']}/close").status_code == 404
    assert post(client, f"/lines/{line['id']}/close").json()["closed_at"]
    assert post(client, "/webhooks", {"name": "x", "address": ADDRESS}).status_code == 403
    made = post(chief, "/webhooks", {"name": "中台", "address": ADDRESS, "verbs": ["item.close"]})
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert chief.get("/api/v1/notices/webhooks").json()[0]["verbs"] == ["item.close"]
    assert post(chief, f"/webhooks/{made.json()['webhook']['id']}/close").status_code == 200
    assert post(chief, "/webhooks/999/close").status_code == 404
