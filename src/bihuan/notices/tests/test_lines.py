"""At most one message per person, channel and day unless red; nothing unconfirmed; nothing twice."""

from datetime import datetime
from typing import Any

import pytest
from django.core import mail

from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.notices import actions
from bihuan.notices.models import Delivery, DeliveryStatus, Enclosure, Line, Notice, Way
from bihuan.notices.tests.makers import DAY, HOUR, MINUTE, MORNING, code_of, make_mail_line, send_all, tell
from bihuan.people import actions as people
from bihuan.people.models import Person
from bihuan.people.tests import makers

pytestmark = pytest.mark.django_db
SATURDAY = datetime.fromisoformat("2026-03-07T10:00:00+08:00")


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.MAIL_IS_OPEN, settings.PUBLIC_URL = True, "https://duban.example"


@pytest.fixture
def person() -> Person:
    return makers.person(name="张三")


def test_a_line_carries_nothing_before_its_owner_has_confirmed_it(person: Person) -> None:
    said = {"channel": Way.MAIL, "address": "zhang@yunling.example", "secret": "", "hour": 8}
    line = actions.open_line(**said, by=person, at=MORNING)
    tell(person, 1, at=MORNING, is_red=True)
    code = code_of(line)
    assert send_all(MORNING + HOUR) == 1
    (first,) = mail.outbox
    assert first.to == ["zhang@yunling.example"]
    assert f"https://duban.example/me/channels/{line.pk}/confirm/?code={code}" in first.body
    with pytest.raises(Invalid, match="不是最近一条消息里的链接"):
        actions.confirm_line(line=line, code="guessed", by=person, at=MORNING)
    actions.confirm_line(line=line, code=code, by=person, at=MORNING + HOUR)
    tell(person, 2, at=MORNING + HOUR, is_red=True)
    assert send_all(MORNING + HOUR) == 1
    assert len(mail.outbox) == 2
    assert [event.verb for event in Event.objects.about("notices.line", line.pk).order_by("id")] == [
        "notices.open_line",
        "notices.confirm_line",
    ]
    assert list(differences()) == []


def test_one_message_a_day_holds_everything_and_the_rest_waits_for_the_next_working_day(
    person: Person,
) -> None:
    make_mail_line(person)
    for number in range(1, 4):
        tell(person, number, at=MORNING)
    assert send_all(MORNING) == 0
    assert send_all(MORNING + 11 * MINUTE) == 1
    assert "3" in mail.outbox[0].subject
    tell(person, 4, at=MORNING + HOUR)
    assert send_all(MORNING + 3 * HOUR) == 0
    assert send_all(MORNING + DAY) == 1
    assert "/tasks/4/" in mail.outbox[1].body
    assert "/tasks/3/" not in mail.outbox[1].body


def test_the_digest_waits_for_the_hour_and_for_a_working_day(person: Person) -> None:
    make_mail_line(person, hour=15)
    tell(person, 1, at=MORNING - HOUR)
    assert send_all(MORNING) == 0
    assert send_all(SATURDAY + 8 * HOUR) == 0
    assert send_all(MORNING + 5 * HOUR) == 1


def test_red_goes_at_once_by_day_and_in_one_message(person: Person) -> None:
    make_mail_line(person)
    tell(person, 1, at=MORNING)
    for number in (2, 3):
        tell(person, number, at=MORNING, is_red=True)
    assert send_all(MORNING) == 1
    assert "/tasks/2/" in mail.outbox[0].body
    assert "/tasks/3/" in mail.outbox[0].body
    assert "/tasks/1/" not in mail.outbox[0].body
    night = MORNING + 13 * HOUR
    tell(person, 4, at=night, is_red=True)
    assert send_all(night) == 0
    assert send_all(SATURDAY) == 1


def test_what_has_been_read_inside_is_not_sent(person: Person) -> None:
    make_mail_line(person)
    tell(person, 1, at=MORNING)
    actions.mark_read(by=person, at=MORNING)
    assert send_all(MORNING + HOUR) == 0
    assert not Enclosure.objects.exists()
    tell(person, 2, at=MORNING + HOUR)
    assert send_all(MORNING + 2 * HOUR) == 1


def test_an_event_told_twice_is_sent_once(person: Person) -> None:
    make_mail_line(person)
    for _again in range(2):
        tell(person, 1, at=MORNING, is_red=True)
        send_all(MORNING)
    assert len(mail.outbox) == 1
    assert Notice.objects.count() == 1


def test_closing_a_line_or_an_account_ends_what_waits(person: Person) -> None:
    line = make_mail_line(person)
    tell(person, 1, at=MORNING)
    actions.close_line(line=line, by=person, at=MORNING)
    assert send_all(MORNING + HOUR) == 0
    line.refresh_from_db()
    assert (line.address, line.open_slot) == ("", None)
    with pytest.raises(Conflict):
        actions.close_line(line=line, by=person, at=MORNING)
    other = makers.person()
    make_mail_line(other)
    tell(other, 2, at=MORNING)
    people.disable_person(person=other, by=None, at=MORNING)
    assert send_all(MORNING + HOUR) == 0


def test_a_new_line_takes_the_place_of_the_old_one(person: Person) -> None:
    old, new = make_mail_line(person), make_mail_line(person)
    assert list(Line.objects.filter(person=person, closed_at=None)) == [new]
    old.refresh_from_db()
    assert old.closed_at


def test_a_message_made_up_before_its_line_closed_is_not_sent(person: Person) -> None:
    line = make_mail_line(person)
    tell(person, 1, at=MORNING, is_red=True)
    actions.gather(at=MORNING)
    actions.close_line(line=line, by=person, at=MORNING)
    actions.send_next(at=MORNING)
    assert mail.outbox == []
    ended = Delivery.objects.latest("id")
    assert (ended.status, ended.text) == (DeliveryStatus.DISCARDED, "")


@pytest.mark.parametrize("address", ["", "no address", "a@b", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(person: Person, address: str) -> None:
    with pytest.raises(Invalid, match="电子邮箱"):
        actions.open_line(channel=Way.MAIL, address=address, secret="", hour=8, by=person, at=MORNING)
    assert not Line.objects.exists()


def test_nobody_writes_to_strangers_all_day(person: Person) -> None:
    for number in range(5):
        address = f"a{number}@yunling.example"
        actions.open_line(channel=Way.MAIL, address=address, secret="", hour=8, by=person, at=MORNING)
    with pytest.raises(Conflict, match="次数已经够多"):
        actions.open_line(channel=Way.MAIL, address="b@b.example", secret="", hour=8, by=person, at=MORNING)


def test_addresses_lie_sealed_and_a_new_signing_key_says_so(person: Person, settings: Any) -> None:
    line = make_mail_line(person)
    assert "yunling" not in Line.objects.get(pk=line.pk).address
    tell(person, 1, at=MORNING, is_red=True)
    settings.SECRET_KEY = "another key of at least so many characters"
    assert send_all(MORNING) == 1
    found = Delivery.objects.latest("id")
    assert (found.status, found.problem) == (DeliveryStatus.DEAD, "unsealed")


def test_a_channel_that_is_not_set_up_cannot_be_opened(person: Person, settings: Any) -> None:
    settings.MAIL_IS_OPEN = False
    for channel in (Way.MAIL, Way.DINGTALK, Way.WEBHOOK):
        with pytest.raises(Conflict, match="没有开通"):
            actions.open_line(
                channel=channel, address="a@b.example", secret="", hour=8, by=person, at=MORNING
            )
