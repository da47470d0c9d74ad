"""A notice reaches each person once per event, and only he reads it."""

import pytest

from bihuan.notices import actions
from bihuan.notices.models import Notice
from bihuan.people.tests import makers
from bihuan.people.tests.makers import AT

pytestmark = pytest.mark.django_db


def send(*people, event_id: int = 7) -> None:
    actions.send(
        person_ids=[each.pk for each in people], event_id=event_id, verb="test", title="到期", url="/", at=AT
    )


def test_sending_twice_reaches_everybody_once() -> None:
    first, second = makers.person(), makers.person()
    send(first)
    send(first, second, second)
    assert sorted(Notice.objects.values_list("person", flat=True)) == [first.pk, second.pk]


def test_a_notice_is_its_receivers_alone() -> None:
    people = makers.everyone()
    send(*people.values())
    for person in people.values():
        assert [notice.person_id for notice in Notice.objects.visible_to(person)] == [person.pk]


def test_reading_marks_ones_own_notices_only() -> None:
    first, second = makers.person(), makers.person()
    send(first, second)
    send(first, event_id=8)
    assert actions.mark_read(by=second, at=AT, notices=Notice.objects.filter(person=first)) == 0
    assert actions.mark_read(by=first, at=AT, notices=Notice.objects.filter(event_id=8)) == 1
    assert actions.mark_read(by=first, at=AT) == 1
    assert Notice.objects.unread().get().person == second
