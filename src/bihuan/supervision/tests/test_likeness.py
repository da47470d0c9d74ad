"""Whoever repeats himself is shown the earlier passage before he sends; the record keeps how alike it was."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.supervision import actions
from bihuan.supervision.models import Report, Status, SupervisionItem
from bihuan.supervision.rules.likeness import closest, likeness
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

FIRST = "3月10日，完成管网清淤12公里，更换破损井盖36个，泵站检修正在招标，下一步加快施工。"
AGAIN = "４月８日，完成管网清淤 15公里，更换破损井盖40个，泵站检修正在招标，下一步加快施工。"
OTHER = "泵站已经验收，两处易涝点经过暴雨检验没有积水，住户签字认可。"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_new_numbers_dates_and_widths_do_not_make_new_words() -> None:
    assert likeness(FIRST, AGAIN) == 100
    assert likeness(FIRST, OTHER) < 10


@pytest.mark.parametrize(
    ("one", "other", "percent"), [("", "", 0), ("2026", "2027", 0), ("已开工", "已开工", 100)]
)
def test_short_texts_are_alike_as_a_whole_or_not_at_all(one: str, other: str, percent: int) -> None:
    assert likeness(one, other) == percent


def test_likeness_is_the_share_of_grams_that_both_have() -> None:
    # abcde bcdef | bcdef cdefg: one of three.
    assert likeness("abcdef", "bcdefg") == 33


def test_the_closest_is_found_and_of_two_alike_the_later() -> None:
    found = closest(AGAIN, [(1, FIRST), (2, OTHER), (3, FIRST)])
    assert found
    assert (found.number, found.percent, found.text) == (3, 100, FIRST)
    assert closest(AGAIN, []) is None


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


@pytest.fixture
def item(cast: Cast) -> SupervisionItem:
    with clock.moving(MONDAY):
        found = make_item(cast, Status.ACCEPTED)
        return actions.report(item=found, by=cast.handler, at=MONDAY, said=Said(FIRST, 25))


@pytest.mark.django_db
def test_the_author_reads_the_earlier_passage_before_he_sends(cast: Cast, item: SupervisionItem) -> None:
    client = Client()
    client.force_login(cast.handler, backend=BACKEND)
    url = reverse("supervision:task_move", args=[item.pk, "report"])
    first = Report.objects.get(item=item)
    with clock.moving(MONDAY + timedelta(days=7)):
        shown = client.post(url, {"text": AGAIN})
        assert FIRST in shown.content.decode()
        assert "100" in shown.content.decode()
        assert Report.objects.filter(item=item).count() == 1
        assert client.post(url, {"text": AGAIN, "read_before": str(first.pk)}).status_code == 302
        assert client.post(url, {"text": OTHER}).status_code == 302
    kept = list(Report.objects.filter(item=item).order_by("pk").values_list("text", "alike"))
    assert kept[:2] == [(FIRST, None), (AGAIN, 100)]
    assert kept[2][1] is not None
    assert kept[2][1] < 10


@pytest.mark.django_db
def test_the_record_keeps_the_number_and_not_the_words(cast: Cast, item: SupervisionItem) -> None:
    with clock.moving(MONDAY + timedelta(days=7)):
        actions.report(item=item, by=cast.handler, at=clock.now(), said=Said(AGAIN))
    event = Event.objects.filter(verb="item.report").latest("pk")
    parts = json.loads(event.body)["aft"]["parts"]
    assert [part["set"]["alike"] for part in parts if part["kind"] == "supervision.report"] == [100]
    assert "管网" not in event.body
