"""Mail is handed in once, and whatever the server says, nothing is lost and nothing goes twice."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from bihuan.notices import actions
from bihuan.notices.models import Delivery, DeliveryStatus
from bihuan.notices.tests import makers
from bihuan.notices.tests.makers import MORNING
from bihuan.people.tests.makers import person

pytestmark = pytest.mark.django_db


class Post:
    """A mail server's mind: what it has taken, and what it says next instead."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.at_receiver: list[str] = []
        self.at_end: list[str] = []

    async def handle_RCPT(  # noqa: N802 - what the library calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.at_receiver:
            return self.at_receiver.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - what the library calls
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.at_end and self.at_end[0] == "hang up":
            self.at_end.pop(0)
            self.taken.append(envelope)
            server.transport.close()
            return "250 OK"
        if self.at_end:
            return self.at_end.pop(0)
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_IS_OPEN, settings.PUBLIC_URL = True, "https://duban.example"
    settings.DEFAULT_FROM_EMAIL = "闭环 <duban@yunling.example>"
    mind = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    server = Controller(mind, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    server.start()
    yield mind
    server.stop()


def red() -> Delivery:
    who = person()
    makers.make_mail_line(who)
    makers.tell(who, 1, at=MORNING, is_red=True)
    actions.gather(at=MORNING)
    return Delivery.objects.latest("id")


def test_a_letter_goes_in_once_under_its_own_name(post: Post) -> None:
    key = red().key
    assert makers.send_all(MORNING) == 1
    (envelope,) = post.taken
    assert f"Message-ID: <{key}@yunling.example>" in envelope.content.decode()
    assert Delivery.objects.latest("id").status == DeliveryStatus.SENT


@pytest.mark.parametrize(
    ("at_receiver", "at_end", "status", "problem"),
    [
        ("451 try later", "", DeliveryStatus.WAITING, "busy"),
        ("550 no such box", "", DeliveryStatus.DEAD, "refused"),
        ("", "452 full", DeliveryStatus.WAITING, "busy"),
        ("", "554 spam", DeliveryStatus.DEAD, "refused"),
        ("", "hang up", DeliveryStatus.UNCLEAR, "silent"),
    ],
)
def test_what_the_server_says_decides_what_follows(
    post: Post, at_receiver: str, at_end: str, status: str, problem: str
) -> None:
    red()
    post.at_receiver, post.at_end = [*filter(None, [at_receiver])], [*filter(None, [at_end])]
    sent = actions.send_next(at=MORNING)
    assert sent
    assert (sent.status, sent.problem) == (status, problem)
    makers.send_all(MORNING + timedelta(minutes=2))
    assert len(post.taken) == (0 if status == DeliveryStatus.DEAD else 1)


def test_a_server_that_is_down_loses_nothing(post: Post, settings: Any) -> None:
    red()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    sent = actions.send_next(at=MORNING)
    assert sent
    assert (sent.status, sent.problem) == (DeliveryStatus.WAITING, "unreachable")
    settings.EMAIL_PORT = port
    assert makers.send_all(MORNING + timedelta(minutes=2)) == 1
    assert len(post.taken) == 1


def test_nobody_smuggles_a_receiver_through_a_title(post: Post) -> None:
    who = person()
    makers.make_mail_line(who)
    makers.tell(who, 1, at=MORNING, is_red=True, title="老旧小区\r\nBcc: all@yunling.example")
    makers.send_all(MORNING)
    (envelope,) = post.taken
    assert envelope.rcpt_tos == [f"{who.username}@yunling.example"]
