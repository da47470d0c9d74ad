"""From a confirmed document to dispatched matters, through the page."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.files.tests.makers import make_person
from bihuan.intake import actions as intake
from bihuan.intake.models import Document, DocumentStatus, Party, Proposal, ProposalStatus
from bihuan.intake.tests.makers import NOON, make_document, make_supervisor
from bihuan.journal import clock
from bihuan.people.models import Role, Unit
from bihuan.supervision.models import AssignmentRole, Status, SupervisionItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(settings: Any, tmp_path: Path) -> Document:
    """Three proposals, one of them with a unit that nobody knows."""
    settings.MEDIA_ROOT = tmp_path
    return make_document(by=make_supervisor())


def accept_all(document: Document) -> None:
    for proposal in document.proposals.all().waiting():
        intake.accept_proposal(proposal=proposal, by=document.by, at=NOON)


def answer_questions(document: Document) -> None:
    for party in Party.objects.filter(proposal__document=document).unknown():
        intake.match_party(party=party, unit=Unit.objects.get(short_name="望湖区"), by=document.by, at=NOON)


def press(client: Client, document: Document) -> Any:
    with clock.moving(NOON):
        return client.post(reverse("supervision:take_in", args=[document.pk]))


def test_nothing_is_dispatched_that_nobody_accepted(client: Client, document: Document) -> None:
    client.force_login(document.by)
    answer_questions(document)
    assert press(client, document).status_code == 409
    assert Document.objects.get().status == DocumentStatus.REVIEW
    assert not SupervisionItem.objects.exists()


def test_a_confirmed_document_becomes_dispatched_matters(client: Client, document: Document) -> None:
    client.force_login(document.by)
    answer_questions(document)
    rejected = document.proposals.order_by("start").last()
    intake.reject_proposal(proposal=rejected, by=document.by, at=NOON)
    accept_all(document)

    assert press(client, document).status_code == 302

    items = SupervisionItem.objects.filter(document=document)
    assert {item.status for item in items} == {Status.DISPATCHED}
    assert {item.proposal_id for item in items} == set(
        Proposal.objects.filter(status=ProposalStatus.ACCEPTED).values_list("pk", flat=True)
    )
    assert rejected.pk not in {item.proposal_id for item in items}
    assert press(client, document).status_code == 409


def test_a_matter_quotes_its_source_to_whoever_may_read_it(client: Client, document: Document) -> None:
    client.force_login(document.by)
    answer_questions(document)
    accept_all(document)
    press(client, document)
    item = SupervisionItem.objects.filter(document=document).first()
    assert item is not None
    quoted = f'<blockquote class="quote">{document.text[item.proposal.start : item.proposal.end].strip()}<'
    address = reverse("supervision:task_detail", args=[item.pk])
    assert quoted in client.get(address).content.decode()

    unit = item.assignments.get(role=AssignmentRole.LEAD).unit
    client.force_login(make_person("lianluo", role=Role.HANDLER, unit=unit))
    shown = client.get(address).content.decode()
    assert document.title in shown
    assert quoted not in shown


def test_what_nobody_looked_at_stays_under_review_and_is_counted(client: Client, document: Document) -> None:
    client.force_login(document.by)
    first, *rest = document.proposals.order_by("start")
    intake.accept_proposal(proposal=first, by=document.by, at=NOON)
    with clock.moving(NOON):
        shown = client.get(reverse("supervision:take_in", args=[document.pk]))
    assert [card.proposal for card, _alike in shown.context["cards"]] == [first]
    assert f"还有{len(rest)}项没有看过" in shown.content.decode()

    assert press(client, document).status_code == 302

    assert [item.proposal for item in SupervisionItem.objects.all()] == [first]
    assert Document.objects.get().status == DocumentStatus.REVIEW
    with clock.moving(NOON):
        page = client.get(reverse("intake:document_review", args=[document.pk]))
    assert (page.context["review"].counts.dispatched, page.context["review"].counts.waiting) == (1, len(rest))


def test_what_cannot_be_dispatched_leaves_the_review_open(client: Client, document: Document) -> None:
    client.force_login(document.by)
    answer_questions(document)
    accept_all(document)
    document.proposals.update(finish_due=NOON.date().replace(year=2020))
    assert press(client, document).status_code == 422
    assert Document.objects.get().status == DocumentStatus.REVIEW
    assert not SupervisionItem.objects.exists()


@pytest.mark.parametrize(
    ("role", "answer"), [(Role.LEADER, 403), (Role.AUDITOR, 403), (Role.SYSTEM_ADMIN, 404)]
)
def test_only_the_office_dispatches(client: Client, document: Document, role: Role, answer: int) -> None:
    answer_questions(document)
    client.force_login(make_person("somebody", role=role))
    assert press(client, document).status_code == answer
    assert not SupervisionItem.objects.exists()


@pytest.mark.parametrize(
    ("words", "cycle"),
    [
        ("每周五前", "weekly"),
        ("每月5日前", "month_5"),
        ("每月", "monthly"),
        ("每季度末", "quarterly"),
        ("6月底前", "none"),
    ],
)
def test_what_comes_back_is_reported_on_in_its_cycle(
    client: Client, document: Document, words: str, cycle: str
) -> None:
    office = document.by
    again = make_document(by=office, text=f"市住建局要{words}向市政府报送老旧小区改造进度。")
    client.force_login(office)
    accept_all(again)
    assert press(client, again).status_code == 302
    assert SupervisionItem.objects.get(document=again).report_cycle == cycle
