"""A paper without a date: asked about once, and the days that were counted by its arrival follow."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.files.tests.makers import NOON
from bihuan.intake import actions, queries
from bihuan.intake.models import Document, Proposal
from bihuan.intake.tests.makers import CLEAR, make_document, make_supervisor
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 3, 1)


@pytest.fixture
def undated() -> Document:
    return make_document(text=CLEAR, issued_date=None)


def days(document: Document) -> list[date | None]:
    return list(document.proposals.order_by("start").values_list("finish_due", flat=True))


def assumed(document: Document) -> int:
    return len(queries.review(Document.objects.get(pk=document.pk), NOON.date()).assumed)


def test_one_question_stands_for_all_tasks_whose_year_is_assumed(undated: Document) -> None:
    review = queries.review(undated, NOON.date())
    assert len(review.assumed) == len(review.cards) == 3
    assert not any(each.code == "assumed" for card in review.cards for each in card.doubts)
    assert not any(card.is_sure for card in review.cards)


def test_the_day_of_the_paper_moves_the_days_that_were_counted_by_its_arrival(undated: Document) -> None:
    before = days(undated)
    moved = actions.date_document(document=undated, day=LAST_YEAR, by=undated.by, at=NOON)
    assert [day.year for day in days(undated) if day] == [2025, 2025, 2025]
    assert [day.replace(year=NOON.year) for day in days(undated) if day] == before
    assert len(moved) == 3
    assert assumed(undated) == 0
    assert Event.objects.filter(verb="document.date", thing_id=undated.pk).count() == 1
    assert not [each for each in differences() if each.kind.startswith("intake.")]


def test_the_day_of_arrival_may_be_the_answer_and_ends_the_question(undated: Document) -> None:
    before = days(undated)
    actions.date_document(document=undated, day=NOON.date(), by=undated.by, at=NOON)
    assert (days(undated), assumed(undated)) == (before, 0)


def test_what_somebody_has_decided_or_moved_keeps_its_day(undated: Document) -> None:
    accepted, moved, left = undated.proposals.order_by("start")
    actions.accept_proposal(proposal=accepted, by=undated.by, at=NOON)
    Proposal.objects.filter(pk=moved.pk).update(finish_due=date(2026, 8, 1))
    actions.date_document(document=undated, day=LAST_YEAR, by=undated.by, at=NOON)
    assert days(undated)[:2] == [accepted.finish_due, date(2026, 8, 1)]
    assert days(undated)[2] == left.finish_due.replace(year=2025)


def test_a_wrong_answer_can_be_put_right(undated: Document) -> None:
    for day in (LAST_YEAR, LAST_YEAR.replace(year=2024)):
        actions.date_document(document=undated, day=day, by=undated.by, at=NOON)
    assert [day.year for day in days(undated) if day] == [2024, 2024, 2024]


def test_a_day_that_cannot_be_is_refused(undated: Document) -> None:
    for day in (NOON.date() + timedelta(1), date(1911, 1, 1)):
        with pytest.raises(Invalid):
            actions.date_document(document=undated, day=day, by=undated.by, at=NOON)
    assert Document.objects.get(pk=undated.pk).issued_date is None


def test_only_the_office_answers_and_only_during_the_review(undated: Document) -> None:
    stranger = Person.objects.create(username="stranger", name="路人")
    with pytest.raises(Denied):
        actions.date_document(document=undated, day=LAST_YEAR, by=stranger, at=NOON)
    actions.drop_document(document=undated, by=undated.by, at=NOON, reason="重复")
    with pytest.raises(Conflict):
        actions.date_document(document=undated, day=LAST_YEAR, by=undated.by, at=NOON)


def test_the_page_asks_and_takes_the_answer(client: Client, undated: Document) -> None:
    client.force_login(
        make_supervisor("other"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = reverse("intake:document_review", args=[undated.pk])
    assert 'id="undated"' in client.get(page).content.decode()
    address = reverse("intake:document_date", args=[undated.pk])
    assert client.post(address, {"day": "不知道"}).status_code == 422
    assert client.post(address, {"day": "2025-03-01"}, follow=True).status_code == 200
    assert 'id="undated"' not in client.get(page).content.decode()
