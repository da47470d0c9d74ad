"""What somebody has begun to write is kept, for him alone, until it is sent."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.people import actions
from bihuan.people.actions.drafts import DRAFTS_LAST, LARGEST_DRAFT, MOST_DRAFTS
from bihuan.people.models import Draft, Person
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
PLACE = "/tasks/new/"


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def keep(person: Person, place: str, **said: Any) -> Any:
    return as_(person).post(reverse("people:draft_keep"), {"place": place, **said}, headers={"X-Draft": "1"})


def report_of(item: SupervisionItem) -> str:
    return reverse("supervision:task_move", args=[item.pk, "report"])


def test_a_report_is_kept_while_it_is_written_and_forgotten_when_it_is_sent(cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    place, events = report_of(item), Event.objects.count()
    assert keep(cast.handler, place, text="完成两个小区，", percent="40").content.decode() == "草稿已存10:00"
    assert Event.objects.count() == events
    shown = as_(cast.handler).get(place).content.decode()
    assert "完成两个小区，" in shown
    assert 'value="40"' in shown
    assert "03-02 10:00的草稿，还没有提交" in shown
    assert as_(cast.handler).post(place, {"text": "完成两个小区。"}).status_code == 302
    assert not Draft.objects.exists()
    assert "完成两个小区，" not in as_(cast.handler).get(place).content.decode()


def test_a_refused_report_keeps_its_draft(cast: Cast) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    keep(cast.handler, report_of(item), text="写了一半")
    assert as_(cast.handler).post(report_of(item), {"text": ""}).status_code == 422
    assert Draft.objects.get().person == cast.handler


@pytest.mark.parametrize("who", ["head", "office", "auditor", "mayor", "system_admin"])
def test_nobody_else_sees_a_draft(cast: Cast, who: str) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    keep(cast.handler, report_of(item), text="只有我看得见")
    other = getattr(cast, who)
    assert not Draft.objects.visible_to(other).exists()
    assert "只有我看得见" not in as_(other).get(report_of(item)).content.decode()


def test_a_new_matter_comes_back_with_every_field(cast: Cast) -> None:
    said = {"title": "完成改造", "leads": "市住建局", "then": "draft", "is_open": "on"}
    keep(cast.office, PLACE, **said)
    form = as_(cast.office).get(PLACE).context["form"]
    assert {name: form.initial[name] for name in said} == said


def test_without_a_script_a_button_keeps_and_another_throws_away(cast: Cast) -> None:
    client = as_(cast.office)
    answer = client.post(reverse("people:draft_keep"), {"place": PLACE, "title": "完成改造"})
    assert (answer.status_code, answer["Location"]) == (302, PLACE)
    assert 'formaction="/me/draft/discard/"' in client.get(PLACE).content.decode()
    client.post(reverse("people:draft_discard"), {"place": PLACE})
    assert not Draft.objects.exists()


@pytest.mark.parametrize("place", ["", "//elsewhere/", "https://elsewhere/", "/nowhere/", "tasks/new/"])
def test_a_draft_belongs_to_a_form_of_this_house(cast: Cast, place: str) -> None:
    assert keep(cast.office, place, title="完成改造").status_code == 404
    assert not Draft.objects.exists()


def test_drafts_are_few_short_and_do_not_grow_old(cast: Cast) -> None:
    assert keep(cast.office, PLACE, title="长" * LARGEST_DRAFT).status_code == 422
    words = {"text": ["字"]}
    for number in range(MOST_DRAFTS + 2):
        actions.keep_draft(by=cast.office, at=MONDAY, place=f"/tasks/{number}/report/", words=words)
    assert Draft.objects.count() == MOST_DRAFTS
    later = MONDAY + DRAFTS_LAST + timedelta(days=1)
    actions.keep_draft(by=cast.office, at=later, place=PLACE, words=words)
    assert Draft.objects.get().place == PLACE
