"""The messages page: one's own, newest first, read by opening them."""

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.notices import actions
from bihuan.notices.models import Notice
from bihuan.people.models import Person
from bihuan.people.tests import makers
from bihuan.people.tests.makers import AT

pytestmark = pytest.mark.django_db
LIST = "notices:notice_list"


@pytest.fixture
def reader() -> Person:
    return makers.person()


@pytest.fixture
def as_reader(reader: Person) -> Client:
    client = Client()
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(person: Person, event_id: int = 7, *, url: str = "/tasks/3/", title: str = "第二次催办") -> Notice:
    actions.send(person_ids=[person.pk], event_id=event_id, verb="urge", title=title, url=url, at=AT)
    return Notice.objects.get(person=person, event_id=event_id)


def test_the_bell_counts_what_is_unread(as_reader: Client, reader: Person) -> None:
    send(reader)
    assert '<span class="cnt">1</span>' in as_reader.get(reverse(LIST)).content.decode()
    actions.mark_read(by=reader, at=AT)
    assert '<span class="cnt">' not in as_reader.get(reverse(LIST)).content.decode()


def test_opening_a_message_marks_it_read_and_leads_to_its_matter(as_reader: Client, reader: Person) -> None:
    notice = send(reader)
    answer = as_reader.post(reverse("notices:notice_open", args=[notice.pk]))
    assert answer.headers["Location"] == "/tasks/3/"
    assert not Notice.objects.unread().exists()


def test_a_message_never_leads_out_of_the_house(as_reader: Client, reader: Person) -> None:
    notice = send(reader, url="https://elsewhere.example/")
    answer = as_reader.post(reverse("notices:notice_open", args=[notice.pk]))
    assert answer.headers["Location"] == reverse(LIST)


def test_somebody_elses_message_does_not_exist(as_reader: Client) -> None:
    notice = send(makers.person(), title="别人的消息")
    assert as_reader.post(reverse("notices:notice_open", args=[notice.pk])).status_code == 404
    assert "别人的消息" not in as_reader.get(reverse(LIST)).content.decode()
    assert Notice.objects.unread().exists()


def test_everything_is_read_at_a_press_but_only_ones_own(as_reader: Client, reader: Person) -> None:
    other = send(makers.person())
    send(reader), send(reader, 8)
    assert as_reader.post(reverse("notices:notice_read_all")).status_code == 302
    assert list(Notice.objects.unread()) == [other]


@pytest.mark.parametrize("name", ["notices:notice_list", "notices:notice_read_all"])
def test_strangers_are_led_to_the_sign_in(client: Client, name: str) -> None:
    method = client.get if name.endswith("list") else client.post
    assert method(reverse(name)).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=99999999999999999999", "?show=unread&after=1", "?show=x"]
)
def test_a_hostile_address_does_no_harm(as_reader: Client, reader: Person, query: str) -> None:
    send(reader)
    assert as_reader.get(reverse(LIST) + query).status_code == 200


def test_pages_follow_each_other(as_reader: Client, reader: Person) -> None:
    for number in range(51):
        send(reader, number + 1, title=f"消息{number:02}")
    first = as_reader.get(reverse(LIST))
    assert "消息50" in first.content.decode()
    assert "消息00" not in first.content.decode()
    second = as_reader.get(reverse(LIST), {"after": first.context["pager"]["after"]})
    assert "消息00" in second.content.decode()


def test_the_page_costs_the_same_for_one_message_and_for_many(
    as_reader: Client, reader: Person, django_assert_max_num_queries
) -> None:
    for number in range(60):
        send(reader, number + 1)
    with django_assert_max_num_queries(9):
        as_reader.get(reverse(LIST))
