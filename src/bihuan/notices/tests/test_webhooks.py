"""Programs hear of events, signed, once under one id, without a word of the city."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.notices import actions
from bihuan.notices.channels import gateway
from bihuan.notices.models import DeliveryStatus, Webhook
from bihuan.notices.tests import makers
from bihuan.notices.tests.fakes.server import Fake, Reply, serving
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import person
from bihuan.supervision.actions import deliver
from bihuan.supervision.tests.makers import make_cast, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(settings: Any) -> Iterator[Fake]:
    with serving(Fake()) as fake:
        fake.path = "/hooks/bihuan"
        makers.allow(settings, fake)
        yield fake


@pytest.fixture
def admin() -> Person:
    return person(Role.SYSTEM_ADMIN)


def later() -> datetime:
    """When nothing is held back any more."""
    return datetime.now(UTC) + timedelta(minutes=2)


def dispatched() -> Event:
    """A matter is handed out, and the worker tells whom it concerns."""
    item = make_item(make_cast(), "dispatched")
    deliver(at=later() - timedelta(minutes=1))
    return Event.objects.get(verb="item.dispatch", thing_id=item.pk)


def open_one(admin: Person, program: Fake, *verbs: str) -> tuple[Webhook, bytes]:
    webhook, secret = actions.open_webhook(
        name="数据局中台", address=program.address, verbs=verbs, by=admin, at=makers.MORNING
    )
    assert secret.startswith("whsec_")
    return webhook, base64.b64decode(secret.removeprefix("whsec_"))


def test_a_program_hears_of_the_events_it_wants_with_a_signature_it_can_check(
    admin: Person, program: Fake
) -> None:
    webhook, key = open_one(admin, program, "item.dispatch")
    event = dispatched()
    at = later()
    sent = actions.send_next(at=at)
    assert sent
    assert sent.status == DeliveryStatus.SENT
    assert actions.send_next(at=at) is None
    (asked,) = program.taken
    said = [asked.headers[name] for name in ("webhook-id", "webhook-timestamp")]
    wanted = hmac.new(key, ".".join([*said, asked.body.decode()]).encode(), hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == f"v1,{base64.b64encode(wanted).decode()}"
    assert said == [f"msg_{webhook.pk}_{event.pk}", str(int(at.timestamp()))]
    told = json.loads(asked.body)
    assert told["type"] == "item.dispatch"
    assert told["data"] == {
        "event": event.pk,
        "kind": "supervision.supervisionitem",
        "id": event.thing_id,
        "version": event.version,
    }


def test_an_answer_that_does_not_come_is_asked_for_again_under_the_same_id(
    admin: Person, program: Fake, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gateway, "READ", 0.2)
    open_one(admin, program, "item.dispatch")
    dispatched()
    program.replies = [Reply(delay=0.6), Reply(500), Reply(302, headers={"Location": "/elsewhere"})]
    at = later()
    states = []
    while sent := actions.send_next(at=at):
        states.append((sent.status, sent.problem))
        at = max(sent.due_at, at)
    assert states == [("waiting", "silent"), ("waiting", "busy"), ("waiting", "busy"), ("sent", "")]
    assert len({asked.headers["webhook-id"] for asked in program.asked}) == 1
    assert len({asked.headers["webhook-timestamp"] for asked in program.asked}) == 4
    assert {asked.path for asked in program.asked} == {"/hooks/bihuan"}


def test_a_program_that_is_gone_ends_its_webhook(admin: Person, program: Fake) -> None:
    webhook, _key = open_one(admin, program)
    dispatched()
    program.replies = [Reply(410)]
    sent = actions.send_next(at=later())
    assert sent
    assert (sent.status, sent.problem) == (DeliveryStatus.DEAD, "gone")
    webhook.refresh_from_db()
    assert webhook.closed_at
    with pytest.raises(Conflict):
        actions.resend_delivery(delivery=sent, by=admin, at=makers.MORNING)
    actions.discard_delivery(delivery=sent, by=admin, at=makers.MORNING)
    assert not actions.announce(events=Event.objects.all(), at=makers.MORNING)
    assert list(differences()) == []


def test_all_events_are_told_where_no_verbs_are_named_and_each_once(admin: Person, program: Fake) -> None:
    open_one(admin, program)
    dispatched()
    count = Event.objects.filter(verb__startswith="item.").count()
    actions.announce(events=Event.objects.all(), at=makers.MORNING)
    at = later()
    while actions.send_next(at=at):
        pass
    told = [json.loads(asked.body)["data"]["event"] for asked in program.taken]
    assert len(told) == len(set(told)) >= count


def test_only_the_system_administrator_opens_and_closes(admin: Person, program: Fake) -> None:
    for role in (Role.SUPERVISOR, Role.SECURITY_ADMIN, Role.LEADER):
        with pytest.raises(Denied):
            open_one(person(role), program)
    webhook, _key = open_one(admin, program)
    actions.close_webhook(webhook=webhook, by=admin, at=makers.MORNING)
    with pytest.raises(Conflict):
        actions.close_webhook(webhook=webhook, by=admin, at=makers.MORNING)
    with pytest.raises(Invalid):
        actions.open_webhook(name=" ", address=program.address, verbs=[], by=admin, at=makers.MORNING)


def test_what_waits_for_a_closed_webhook_is_not_sent(admin: Person, program: Fake) -> None:
    webhook, _key = open_one(admin, program, "item.dispatch")
    dispatched()
    actions.close_webhook(webhook=webhook, by=admin, at=makers.MORNING)
    sent = actions.send_next(at=later())
    assert sent
    assert (sent.status, program.asked) == (DeliveryStatus.DISCARDED, [])
