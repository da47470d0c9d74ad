"""The pages about people open within a budget of queries, and do what they say."""

from typing import Any

import pytest
from django.test import Client

from bihuan.people import actions
from bihuan.people.models import ApiToken, Person, Role, RoleGrant, Unit, UnitKind
from bihuan.people.tests import makers
from bihuan.people.tests.makers import AT, DAY

pytestmark = pytest.mark.django_db
BUDGET = 12
DAY_TYPED = DAY.isoformat()


def signed_in(client: Client, role: str = "") -> Person:
    person = makers.person(role)
    client.force_login(person)
    return person


@pytest.fixture
def bureau() -> Unit:
    city = makers.unit("云岭市", kind=UnitKind.CITY)
    bureau = makers.unit("市水利局", parent=city)
    makers.person(Role.HEAD, bureau, name="程远")
    actions.add_alias(unit=bureau, name="水利局", by=None, at=AT)
    leader = makers.person(Role.LEADER, name="顾怀瑾")
    actions.put_in_charge(leader=leader, unit=bureau, by=None, at=AT)
    return bureau


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("", "/units/"),
        ("", "/units/?kind=department&q=水利"),
        ("", "/persons/?q=程"),
        (Role.SYSTEM_ADMIN, "/units/new/"),
        (Role.SYSTEM_ADMIN, "/persons/new/"),
        (Role.SECURITY_ADMIN, "/roles/"),
        (Role.AUDIT_ADMIN, "/roles/?role=head"),
        (Role.AUDIT_ADMIN, "/sign-ins/"),
        (Role.AUDIT_ADMIN, "/sign-ins/?of=success"),
        ("", "/me/tokens/"),
        ("", "/calendar/2026/"),
        (Role.SYSTEM_ADMIN, "/calendar/2027/notice/"),
        (Role.AUDITOR, "/journal/"),
        (Role.AUDITOR, "/journal/?verb=people.grant_role&person=程&since=2020-01-01&until=2099-01-01"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_opens_within_its_budget(
    client: Client, bureau: Unit, role: str, path: str, language: str, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, role)
    with django_assert_max_num_queries(BUDGET):
        assert client.get(path, headers={"accept-language": language}).status_code == 200


def test_the_directory_shows_who_answers_for_a_unit(client: Client, bureau: Unit) -> None:
    signed_in(client)
    text = client.get("/units/?q=水利局").content.decode()
    assert all(name in text for name in ("市水利局", "程远", "顾怀瑾"))
    page = client.get(f"/units/{bureau.pk}/").content.decode()
    assert all(name in page for name in ("云岭市", "程远", "顾怀瑾", "水利局"))


def test_the_directory_costs_the_same_for_many_units(
    client: Client, bureau: Unit, django_assert_max_num_queries: Any
) -> None:
    for _number in range(30):
        makers.person(Role.HANDLER, makers.unit(parent=bureau))
    signed_in(client)
    with django_assert_max_num_queries(BUDGET):
        client.get("/units/")
    with django_assert_max_num_queries(BUDGET):
        client.get("/persons/")


def test_an_account_is_made_invited_posted_and_disabled_by_pages(client: Client, bureau: Unit) -> None:
    signed_in(client, Role.SYSTEM_ADMIN)
    made = client.post("/persons/new/", {"username": "qiao", "name": "乔一"})
    someone = Person.objects.get(username="qiao")
    assert made["Location"] == f"/persons/{someone.pk}/"
    assert "/invitation/" in client.post(f"/persons/{someone.pk}/invite/").content.decode()
    client.post(f"/persons/{someone.pk}/posts/", {"unit": bureau.pk, "title": "科长", "from_date": DAY_TYPED})
    post = someone.posts.get()
    client.post(f"/posts/{post.pk}/end/", {"to_date": DAY_TYPED})
    client.post(f"/persons/{someone.pk}/disable/", {"reason": "调离"})
    someone.refresh_from_db()
    post.refresh_from_db()
    assert (post.to_date, someone.is_active) == (DAY, False)
    page = client.get(f"/persons/{someone.pk}/").content.decode()
    assert "科长" in page
    client.post(f"/persons/{someone.pk}/enable/")
    assert Person.objects.get(pk=someone.pk).is_active


def test_a_name_that_is_taken_is_said_on_the_form(client: Client) -> None:
    signed_in(client, Role.SYSTEM_ADMIN)
    client.post("/persons/new/", {"username": "qiao", "name": "乔一"})
    again = client.post("/persons/new/", {"username": "qiao", "name": "乔二"})
    assert again.status_code == 422
    assert Person.objects.filter(username="qiao").count() == 1


def test_a_unit_is_entered_renamed_moved_and_named_by_pages(client: Client, bureau: Unit) -> None:
    signed_in(client, Role.SYSTEM_ADMIN)
    facts = {"name": "市水文中心", "short_name": "水文中心", "kind": "department", "parent": bureau.pk}
    client.post("/units/new/", facts)
    office = Unit.objects.get(name="市水文中心")
    assert office.path.startswith(bureau.path)
    client.post(f"/units/{office.pk}/change/", {**facts, "short_name": "水文", "parent": ""})
    office.refresh_from_db()
    assert (office.short_name, office.path) == ("水文", f"{office.pk}.")
    client.post(f"/units/{office.pk}/names/", {"name": "水文局"})
    alias = office.aliases.get()
    client.post(f"/unit-names/{alias.pk}/remove/")
    assert not office.aliases.exists()


def test_a_unit_that_cannot_be_moved_keeps_its_name(client: Client, bureau: Unit) -> None:
    signed_in(client, Role.SYSTEM_ADMIN)
    facts = {"name": "市水务局", "short_name": "市水务局", "kind": "department", "parent": bureau.pk}
    assert client.post(f"/units/{bureau.pk}/change/", facts).status_code == 422
    assert Unit.objects.get(pk=bureau.pk).name == bureau.name


def test_roles_and_charges_begin_and_end_by_pages(client: Client, bureau: Unit) -> None:
    signed_in(client, Role.SECURITY_ADMIN)
    someone = makers.person()
    client.post("/roles/grant/", {"person": someone.username, "role": "handler", "unit": bureau.pk})
    grant = RoleGrant.objects.get(person=someone)
    client.post(f"/roles/{grant.pk}/end/")
    grant.refresh_from_db()
    assert grant.ended_at is not None
    leader = makers.person(Role.LEADER)
    client.post("/charges/", {"leader": leader.username, "unit": bureau.pk})
    charge = leader.portfolios.get()
    client.post(f"/charges/{charge.pk}/end/")
    charge.refresh_from_db()
    assert charge.ended_at is not None


def test_a_grant_to_nobody_says_what_is_wrong(client: Client) -> None:
    signed_in(client, Role.SECURITY_ADMIN)
    assert client.post("/roles/grant/", {"person": "no-such-name", "role": "auditor"}).status_code == 422


def test_a_token_is_shown_once_opens_the_api_and_dies_when_revoked(client: Client) -> None:
    someone = signed_in(client)
    page = client.post("/me/tokens/", {"name": "报表", "days": 30})
    secret = page.context["secret"]
    assert secret not in client.get("/me/tokens/").content.decode()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/people/me", headers=bearer).json()["username"] == someone.username
    client.post(f"/me/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert Client().get("/api/v1/people/me", headers=bearer).status_code == 401


def test_a_holiday_notice_confirms_a_provisional_year(client: Client) -> None:
    signed_in(client, Role.SYSTEM_ADMIN)
    wrong = client.post("/calendar/2027/notice/", {"basis": "国办", "days_off": "春节 2027-02-06"})
    assert wrong.status_code == 422
    said = {"basis": "国办发明电〔2026〕9号", "days_off": "2027-02-08 春节", "days_worked": "2027-02-06"}
    assert client.post("/calendar/2027/notice/", said).status_code == 302
    page = client.get("/calendar/2027/").content.decode()
    assert "春节" in page
    assert "国办发明电〔2026〕9号" in page
    assert client.post("/calendar/", {"year": 2028})["Location"] == "/calendar/2028/"
    assert client.post("/calendar/", {"year": 2040}).status_code == 422


def test_an_event_is_shown_with_its_proof(client: Client) -> None:
    from bihuan.journal.models import Event

    signed_in(client, Role.AUDITOR)
    event = Event.objects.filter(verb="people.add_person").latest("id")
    page = client.get(f"/journal/{event.pk}/")
    proof = page.context["proof"]
    assert (proof.is_hash_right, proof.is_chain_right, proof.is_payload_right) == (True, True, True)
    assert event.leaf in page.content.decode()


def test_the_check_of_the_record_names_what_no_act_made(client: Client) -> None:
    someone = signed_in(client, Role.AUDITOR)
    assert client.post("/journal/check/").context["rows"] == []
    Person.objects.filter(pk=someone.pk).update(name="偷改")
    assert "偷改" in client.post("/journal/check/").content.decode()
