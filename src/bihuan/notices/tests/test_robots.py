"""Each robot takes what its maker describes; else nothing is lost and nothing goes twice."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.notices import actions
from bihuan.notices.channels import gateway
from bihuan.notices.models import Delivery, DeliveryStatus, Line, Way
from bihuan.notices.tests import makers
from bihuan.notices.tests.fakes.robots import DingTalkFake, FeishuFake, WeComFake
from bihuan.notices.tests.fakes.server import Fake, Reply, serving
from bihuan.people.models import Role
from bihuan.people.tests.makers import person

pytestmark = pytest.mark.django_db
FAKES = {Way.DINGTALK: DingTalkFake, Way.WECOM: WeComFake, Way.FEISHU: FeishuFake}


@pytest.fixture(params=list(FAKES))
def channel(request: Any) -> str:
    name: str = request.param
    return name


@pytest.fixture
def robot(channel: str, settings: Any) -> Iterator[Any]:
    with serving(FAKES[channel]()) as fake:  # type: ignore[index]
        makers.allow(settings, fake)
        yield fake


@pytest.fixture
def at() -> datetime:
    """The present day at ten: signatures are only good for an hour."""
    return datetime.now(UTC)


def red(channel: str, robot: Fake) -> Delivery:
    """A message made up for a person's line to this robot; it waits."""
    who = person()
    makers.make_line(who, channel, robot.address)
    makers.tell(who, 1, at=makers.MORNING, is_red=True)
    assert actions.gather(at=makers.MORNING) == 1
    return Delivery.objects.latest("id")


def go(at: datetime) -> Delivery:
    sent = actions.send_next(at=at)
    assert sent
    return sent


def test_a_robot_takes_a_signed_message_without_titles(channel: str, robot: Any, at: datetime) -> None:
    red(channel, robot)
    sent = go(at)
    assert (sent.status, sent.text, sent.title) == (DeliveryStatus.SENT, "", "")
    text = robot.text()
    assert "1 条紧急消息" in text
    assert "https://duban.example/tasks/1/" in text
    assert "老旧小区" not in text
    assert actions.send_next(at=at) is None


def test_titles_go_out_where_the_operator_has_said_so(
    channel: str, robot: Any, at: datetime, settings: Any
) -> None:
    settings.TITLES_IN = frozenset({channel})
    red(channel, robot)
    go(at)
    assert "老旧小区改造" in robot.text()


def test_a_message_of_a_thousand_notices_fits(channel: str, robot: Any, at: datetime, settings: Any) -> None:
    settings.TITLES_IN = frozenset({channel})
    who = person()
    makers.make_line(who, channel, robot.address)
    for number in range(1, 1001):
        makers.tell(who, number, at=makers.MORNING, is_red=True, title=f"第{number}件" + "事" * 60)
    actions.gather(at=makers.MORNING)
    assert go(at).status == DeliveryStatus.SENT
    assert "1000 条" in robot.text()
    assert "https://duban.example/notices/" in robot.text()


@pytest.mark.parametrize("failure", ["throttled", "busy"])
def test_a_throttled_or_failing_robot_gets_it_later_and_once(
    channel: str, robot: Any, at: datetime, failure: str
) -> None:
    red(channel, robot)
    reply = robot.throttled if failure == "throttled" else Reply(503)
    robot.replies = [reply, reply]
    first = go(at)
    assert (first.status, first.problem) == (DeliveryStatus.WAITING, failure)
    assert first.due_at >= at + timedelta(minutes=1)
    assert actions.send_next(at=at + timedelta(seconds=59)) is None
    second = go(at + timedelta(minutes=2))
    assert second.due_at >= at + timedelta(minutes=7)
    assert go(at + timedelta(minutes=8)).status == DeliveryStatus.SENT
    assert (len(robot.asked), len(robot.taken)) == (3, 1)


def test_a_robot_that_takes_it_and_says_nothing_is_not_told_twice(
    channel: str, robot: Any, at: datetime, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gateway, "READ", 0.2)
    red(channel, robot)
    robot.replies = [Reply(delay=0.6)]
    sent = go(at)
    assert (sent.status, sent.problem) == (DeliveryStatus.UNCLEAR, "silent")
    assert actions.send_next(at=at + timedelta(days=3)) is None
    assert len(robot.asked) == 1
    admin = person(Role.SYSTEM_ADMIN)
    with pytest.raises(Denied):
        actions.resend_delivery(delivery=sent, by=person(), at=at)
    actions.resend_delivery(delivery=sent, by=admin, at=at)
    assert go(at).status == DeliveryStatus.SENT
    assert len(robot.asked) == 2


def test_a_robot_that_hangs_up_leaves_it_unclear(channel: str, robot: Any, at: datetime) -> None:
    red(channel, robot)
    robot.replies = [Reply(drop=True)]
    assert go(at).status == DeliveryStatus.UNCLEAR


@pytest.mark.parametrize("body", ["", "no json", "[]", "{}", '{"errcode": "x", "code": null}'])
def test_an_answer_that_no_robot_gives_is_a_refusal(
    channel: str, robot: Any, at: datetime, body: str
) -> None:
    red(channel, robot)
    robot.replies = [Reply(body=body or " ")]
    assert go(at).status == DeliveryStatus.DEAD


def test_a_robot_that_is_gone_is_not_asked_again(channel: str, robot: Any, at: datetime) -> None:
    who = person()
    makers.make_line(who, channel, robot.address.replace("one", "two"))
    makers.tell(who, 1, at=makers.MORNING, is_red=True)
    actions.gather(at=makers.MORNING)
    sent = go(at)
    assert (sent.status, sent.problem) == (DeliveryStatus.DEAD, "refused")
    assert sent.answer
    assert actions.send_next(at=at + timedelta(days=9)) is None
    admin = person(Role.SYSTEM_ADMIN)
    done = actions.discard_delivery(delivery=sent, by=admin, at=at)
    assert (done.status, done.text) == (DeliveryStatus.DISCARDED, "")
    with pytest.raises(Conflict):
        actions.resend_delivery(delivery=sent, by=admin, at=at)


def test_where_nobody_answers_the_others_queue_and_nothing_is_lost(
    channel: str, robot: Any, at: datetime, settings: Any
) -> None:
    for _each in range(3):
        red(channel, robot)
    settings.OUTSIDE_HOSTS |= {"127.0.0.1:9"}
    Delivery.objects.filter(status=DeliveryStatus.WAITING).update(host="127.0.0.1:9")
    kept = {line.pk: line.address for line in Line.objects.all()}
    Line.objects.update(address=actions.lines.seal("http://127.0.0.1:9/robot/send?key=one"))
    assert go(at).problem == "unreachable"
    assert actions.send_next(at=at) is None
    for pk, address in kept.items():
        Line.objects.filter(pk=pk).update(address=address)
    later = at + timedelta(minutes=2)
    assert [go(later).status for _each in range(3)] == [DeliveryStatus.SENT] * 3
    assert len(robot.taken) == 3


def test_what_never_gets_through_is_given_up_and_visible(channel: str, robot: Any, at: datetime) -> None:
    red(channel, robot)
    robot.replies = [Reply(503)] * 20
    sent = go(at)
    while sent.status == DeliveryStatus.WAITING:
        sent = go(sent.due_at)
    assert (sent.status, sent.attempts) == (DeliveryStatus.DEAD, 8)
    assert list(actions.deliveries.Delivery.objects.visible_to(person(Role.SYSTEM_ADMIN)))


def test_a_sender_that_dies_in_the_middle_leaves_it_unclear(channel: str, robot: Any, at: datetime) -> None:
    red(channel, robot)
    taken = actions.sending._claim(at)
    assert taken
    assert actions.send_next(at=at + timedelta(minutes=1)) is None
    assert actions.send_next(at=at + timedelta(minutes=3)) is None
    taken.refresh_from_db()
    assert taken.status == DeliveryStatus.UNCLEAR
    assert robot.asked == []
    # Should it come back after all, it changes nothing any more.
    assert actions.sending._conclude(taken, None, at).status == DeliveryStatus.UNCLEAR


def test_a_robot_without_signing_is_refused(channel: str, robot: Any) -> None:
    said = {
        "channel": channel,
        "address": robot.address,
        "secret": "",
        "hour": 8,
        "by": person(),
        "at": clock.now(),
    }
    if channel == Way.WECOM:
        assert actions.open_line(**said).channel == channel
    else:
        with pytest.raises(Invalid, match="加签"):
            actions.open_line(**said)


def test_one_slow_robot_does_not_keep_others_from_being_sent(settings: Any, at: datetime) -> None:
    with ExitStack() as stack:
        fakes = {channel: stack.enter_context(serving(make())) for channel, make in FAKES.items()}
        makers.allow(settings, *fakes.values())
        for channel, fake in fakes.items():
            red(channel, fake)
        fakes[Way.DINGTALK].replies = [fakes[Way.DINGTALK].throttled]
        states = sorted(go(at).status for _each in fakes)
        assert states == [DeliveryStatus.SENT, DeliveryStatus.SENT, DeliveryStatus.WAITING]
