"""For ten seconds what left by mistake comes back: nobody was told, and the record says both."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.journal.models import Consumer, Event, Pending
from bihuan.journal.queries import differences
from bihuan.journal.rules import stamp
from bihuan.kernel.errors import Conflict
from bihuan.notices.models import Notice
from bihuan.people.models import Person
from bihuan.people.tests.makers import now
from bihuan.supervision import actions
from bihuan.supervision.actions.outgoing import columns_now
from bihuan.supervision.models import Outgoing, Reminder, Rung, Status, SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
SECONDS = timedelta(seconds=1)


@pytest.fixture
def cast() -> Iterator[Cast]:
    """A morning on which the clock stands."""
    with clock.moving(MONDAY):
        yield make_cast()


def everything(item: SupervisionItem) -> list[dict[str, Any]]:
    """All columns of a matter and of whatever belongs to it."""
    row = SupervisionItem.objects.get(pk=item.pk)
    parts = row.assignments.order_by("pk")
    rungs, reminders = (model.objects.filter(item=row).order_by("pk") for model in (Rung, Reminder))
    return [columns_now(each) for each in (row, *parts, *rungs, *reminders)]


def verbs(item: SupervisionItem) -> list[str]:
    found = Event.objects.about("supervision.supervisionitem", item.pk).order_by("-version")
    return [event.verb for event in found[:2]]


@pytest.mark.parametrize(("verb", "state"), [("dispatch", "approved"), ("urge", "accepted")])
def test_a_move_that_is_taken_back_leaves_every_column_as_it_was(cast: Cast, verb: str, state: str) -> None:
    item = make_item(cast, state)
    actions.deliver(at=now() + 60 * SECONDS)
    told, was, at = Notice.objects.count(), everything(item), now()
    getattr(actions, verb)(item=item, by=cast.office, at=at)
    assert everything(item) != was
    actions.deliver(at=at + 9 * SECONDS)
    actions.take_back(item=item, by=cast.office, at=at + 9 * SECONDS)
    assert everything(item) == was
    actions.deliver(at=at + 60 * SECONDS)
    assert Notice.objects.count() == told
    assert verbs(item) == ["item.take_back", f"item.{verb}"]
    assert list(differences()) == []
    assert not Outgoing.objects.exists()


def test_after_twelve_seconds_it_has_gone_out(cast: Cast) -> None:
    item, at = make_item(cast, "approved"), now()
    actions.dispatch(item=item, by=cast.office, at=at)
    actions.deliver(at=at + 11 * SECONDS)
    assert not Notice.objects.filter(verb="item.dispatch").exists()
    with pytest.raises(Conflict, match="已经发出"):
        actions.take_back(item=item, by=cast.office, at=at + 13 * SECONDS)
    actions.deliver(at=at + 13 * SECONDS)
    assert Notice.objects.filter(verb="item.dispatch").exists()
    assert not Outgoing.objects.exists()


def test_what_has_been_told_is_not_taken_back_however_early(cast: Cast) -> None:
    item, at = make_item(cast, "approved"), now()
    actions.dispatch(item=item, by=cast.office, at=at)
    Pending.objects.filter(consumer=Consumer.NOTICES).delete()
    with pytest.raises(Conflict, match="已经发出"):
        actions.take_back(item=item, by=cast.office, at=at + SECONDS)
    assert SupervisionItem.objects.get(pk=item.pk).status == Status.DISPATCHED


def test_only_the_sender_takes_back_and_only_while_nobody_has_gone_on(cast: Cast) -> None:
    item, at = make_item(cast, "approved"), now()
    actions.dispatch(item=item, by=cast.office, at=at)
    with pytest.raises(Conflict):
        actions.take_back(item=item, by=cast.mayor, at=at + SECONDS)
    actions.acknowledge(item=item, by=cast.head, at=at + SECONDS)
    with pytest.raises(Conflict, match="已有人"):
        actions.take_back(item=item, by=cast.office, at=at + 2 * SECONDS)


def test_an_instruction_that_is_taken_back_leaves_a_cancelled_matter(cast: Cast) -> None:
    item, at = make_item(cast, "accepted"), now()
    new = actions.instruct(item=item, by=cast.leader, at=at, text="尽快拿出方案。")
    actions.take_back(item=new, by=cast.leader, at=at + SECONDS)
    assert SupervisionItem.objects.get(pk=new.pk).status == Status.CANCELLED
    actions.deliver(at=at + 60 * SECONDS)
    assert not Notice.objects.filter(verb="item.file").exists()
    assert list(differences()) == []


def test_many_urged_at_once_come_back_at_once(cast: Cast) -> None:
    items, at = [make_item(cast, "accepted") for _each in range(3)], now() + SECONDS
    was = [everything(item) for item in items]
    actions.bulk(verb="urge", items=items, by=cast.office, at=at)
    done, refused = actions.take_back_all(sent=at, by=cast.office, at=at + 5 * SECONDS)
    assert (len(done), refused) == (3, [])
    assert [everything(item) for item in items] == was
    assert list(differences()) == []


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_page_offers_it_and_the_button_does_it(cast: Cast) -> None:
    item, client = make_item(cast, "approved"), client_of(cast.office)
    said = {"finish_due": "2026-05-01", "report_cycle": "monthly"}
    page = client.post(f"/tasks/{item.pk}/dispatch/", said, follow=True).content.decode()
    way = page.split('action="/tasks/take-back/')[1].split('"')[0].replace("&amp;", "&")
    after = client.post(f"/tasks/take-back/{way}", follow=True)
    assert "没有人收到通知" in after.content.decode()
    assert SupervisionItem.objects.get(pk=item.pk).status == Status.APPROVED
    assert client.post(f"/tasks/take-back/{way}").status_code == 409


@pytest.mark.parametrize("sent", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-01"])
def test_a_moment_that_is_none_is_refused(cast: Cast, sent: str) -> None:
    assert client_of(cast.office).post(f"/tasks/take-back/?sent={sent}").status_code == 422


def test_a_unit_takes_nothing_back(cast: Cast) -> None:
    item, at = make_item(cast, "approved"), now()
    actions.dispatch(item=item, by=cast.office, at=at)
    assert client_of(cast.head).post(f"/tasks/take-back/?sent={stamp(at)}").status_code == 409
    answer = client_of(cast.office).post(f"/api/v1/tasks/{item.pk}/take_back")
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")


def test_moments_of_the_button_are_those_of_the_move(cast: Cast) -> None:
    at = now()
    assert datetime.fromisoformat(stamp(at)) == at
