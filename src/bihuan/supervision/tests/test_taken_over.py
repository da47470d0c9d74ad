"""What a unit has reported once it takes over by naming it, and need not write again."""

from collections.abc import Iterator

import pytest
from django.test import Client

from bihuan.journal import clock
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import Report
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


@pytest.fixture
def report(cast: Cast) -> Report:
    """What the lead unit has said on another matter."""
    item = make_item(cast, "accepted", title="改造管网")
    actions.report(item=item, by=cast.head, at=MONDAY, said=Said("已完成管网改造12公里。", percent=40))
    return Report.objects.get(item=item)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_report_is_taken_over_by_naming_it(cast: Cast, report: Report) -> None:
    item = make_item(cast, "accepted")
    actions.report(item=item, by=cast.handler, at=MONDAY, said=Said("", taken_from=report))
    made = Report.objects.get(item=item)
    assert (made.text, made.percent, made.taken_from) == (report.text, None, report)
    assert list(differences()) == []
    page = as_(cast.office).get(f"/tasks/{item.pk}/").content.decode()
    assert "引用自" in page
    assert report.item.number
    assert report.item.number in page


def test_own_words_stand_beside_what_is_taken_over(cast: Cast, report: Report) -> None:
    item = make_item(cast, "accepted")
    actions.report(item=item, by=cast.head, at=MONDAY, said=Said("本片区4公里。", taken_from=report))
    assert Report.objects.get(item=item).text == "本片区4公里。"


def test_only_ones_own_units_reports_on_other_matters_are_taken_over(cast: Cast, report: Report) -> None:
    other = make_item(cast, "dispatched", leads=(cast.other,), co_units=())
    actions.acknowledge(item=other, by=cast.stranger, at=MONDAY)
    with pytest.raises(Invalid, match="本单位"):
        actions.report(item=other, by=cast.stranger, at=MONDAY, said=Said("", taken_from=report))
    with pytest.raises(Invalid, match="本单位"):
        actions.report(item=report.item, by=cast.head, at=MONDAY, said=Said("", taken_from=report))


def test_the_form_offers_it_and_wants_words_or_a_reference(cast: Cast, report: Report) -> None:
    item, client = make_item(cast, "accepted"), as_(cast.head)
    way = f"/tasks/{item.pk}/report/"
    assert f'<option value="{report.pk}">改造管网：已完成管网改造12公里。' in client.get(way).content.decode()
    assert client.post(way, {"text": ""}).status_code == 422
    assert client.post(way, {"text": "", "taken_from": report.pk}).status_code == 302
    assert Report.objects.get(item=item).taken_from == report
    assert client.post(way, {"text": "", "taken_from": 10**6}).status_code == 422


def test_the_api_takes_it_over_alike(cast: Cast, report: Report) -> None:
    item, client = make_item(cast, "accepted"), as_(cast.head)
    way = f"/api/v1/tasks/{item.pk}/report"
    assert client.post(way, {}, content_type="application/json").status_code == 422
    said = {"taken_from_id": report.pk}
    assert client.post(way, said, content_type="application/json").status_code == 200
    assert Report.objects.get(item=item).text == report.text
