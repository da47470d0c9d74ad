"""“No change”: only with a reason, only after a first report, and counted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.supervision import actions, queries
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.queries import Filters, item_list
from bihuan.supervision.queries.marks import unchanged_of
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
WHY = "施工单位停工待料，本周没有新进展。"
LATER = MONDAY + timedelta(days=7)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


@pytest.fixture
def item(cast: Cast) -> SupervisionItem:
    with clock.moving(MONDAY):
        found = make_item(cast, Status.ACCEPTED)
        return actions.report(item=found, by=cast.handler, at=MONDAY, said=Said("已开工。", 25))


def say(cast: Cast, item: SupervisionItem, text: str = WHY, percent: int | None = None) -> SupervisionItem:
    with clock.moving(LATER):
        said = Said(text, percent, is_unchanged=True)
        return actions.report(item=item, by=cast.handler, at=LATER, said=said)


def test_a_report_without_change_needs_its_reason_and_an_earlier_report(
    cast: Cast, item: SupervisionItem
) -> None:
    with pytest.raises(Invalid):
        say(cast, item, " ")
    with pytest.raises(Invalid):
        say(cast, item, percent=30)
    with clock.moving(MONDAY):
        fresh = make_item(cast, Status.ACCEPTED)
    with pytest.raises(Invalid):
        say(cast, fresh)
    with pytest.raises(Invalid):
        actions.submit(item=item, by=cast.head, at=LATER, said=Said(WHY, is_unchanged=True))


def test_it_is_told_in_the_history_and_counted_with_its_rows(cast: Cast, item: SupervisionItem) -> None:
    figure = unchanged_of(cast.office, cast.lead, LATER.date())
    assert figure.value == 0
    say(cast, item, percent=25)
    entry = queries.timeline(SupervisionItem.objects.get(pk=item.pk))[-1]
    assert (entry.text, [str(note.label) for note in entry.notes]) == (WHY, ["完成进度", "无变化"])
    figure = unchanged_of(cast.office, cast.lead, LATER.date())
    assert figure.value == 1
    assert figure.is_true()
    page = item_list(cast.office, Filters(group="unchanged", lead=cast.lead.pk), LATER.date())
    assert [row.item.pk for row in page.rows] == [item.pk]


def test_the_form_brings_the_last_share_along_and_offers_no_change_only_then(
    cast: Cast, item: SupervisionItem
) -> None:
    client = Client()
    client.force_login(cast.handler, backend=BACKEND)
    with clock.moving(LATER):
        fresh = make_item(cast, Status.ACCEPTED)
        first = client.get(reverse("supervision:task_move", args=[fresh.pk, "report"])).content.decode()
        assert 'name="is_unchanged"' not in first
        way = reverse("supervision:task_move", args=[item.pk, "report"])
        page = client.get(way).content.decode()
        assert 'name="is_unchanged"' in page
        assert 'value="25"' in page
        said = {"text": WHY, "percent": "25", "is_unchanged": "on"}
        assert client.post(way, said).status_code == 302
        answer = client.post(
            f"/api/v1/tasks/{item.pk}/report",
            {"text": WHY, "is_unchanged": True},
            content_type="application/json",
        )
    assert answer.status_code == 200, answer.content
    assert item.reports.filter(is_unchanged=True).count() == 2
