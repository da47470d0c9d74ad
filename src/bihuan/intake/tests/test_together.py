"""Two reviewers at one document, each at a window of his own: no work is lost and each sees the other."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.files.tests.makers import NOON
from bihuan.intake import actions, queries
from bihuan.intake.models import Document, Proposal
from bihuan.intake.tests.makers import CLEAR, make_document, make_proposal, make_supervisor
from bihuan.journal import clock
from bihuan.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def her() -> Client:
    return window(make_supervisor("陈静"))


@pytest.fixture
def him() -> Client:
    return window(make_supervisor("李明"))


def window(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def proposal() -> Proposal:
    with clock.moving(NOON):
        return make_proposal(make_document(text=CLEAR))


def opened(client: Client, proposal: Proposal) -> dict[str, Any]:
    """What a window holds after its form has been opened."""
    context = client.get(reverse("intake:proposal_edit", args=[proposal.pk])).context
    initial = context["form"].initial
    return {**{name: value or "" for name, value in initial.items()}, "seen": context["seen"]}


def save(client: Client, proposal: Proposal, said: dict[str, Any], **more: Any) -> Any:
    with clock.moving(NOON):
        return client.post(reverse("intake:proposal_edit", args=[proposal.pk]), said, **more)


def test_the_second_to_save_is_told_what_changed_and_keeps_his_words(
    her: Client, him: Client, proposal: Proposal
) -> None:
    hers, his = opened(her, proposal), opened(him, proposal)
    assert save(her, proposal, hers | {"title": "她的标题", "targets": "3万吨"}).status_code == 302

    refused = save(him, proposal, his | {"title": "他的标题", "requirement": "他的要求"})

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "陈静改动了这项任务" in page
    assert [value for _label, value in refused.context["theirs"]] == ["她的标题", "3万吨"]
    assert refused.context["form"]["title"].value() == "他的标题"
    assert "他的要求" in page
    assert Proposal.objects.get(pk=proposal.pk).title == "她的标题"
    again = his | {"title": "他的标题", "seen": refused.context["seen"]}
    assert save(him, proposal, again).status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).title == "他的标题"


def test_in_place_the_refusal_goes_back_to_its_card(her: Client, him: Client, proposal: Proposal) -> None:
    his = opened(him, proposal)
    save(her, proposal, opened(her, proposal) | {"title": "她的标题"})
    refused = save(him, proposal, his, headers={"HX-Request": "true"})
    assert (refused.status_code, refused["HX-Retarget"]) == (409, f"#e{proposal.pk}")
    assert refused["HX-Reselect"] == "#editing"
    wrong = save(him, proposal, his | {"title": ""}, headers={"HX-Request": "true"})
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, f"#e{proposal.pk}")
    assert wrong.context["seen"] == his["seen"]


@pytest.mark.parametrize("what", ["accept", "reject", "split"])
def test_a_card_that_somebody_else_decided_is_not_decided_again(
    her: Client, him: Client, proposal: Proposal, what: str
) -> None:
    seen = queries.seen(proposal)
    with clock.moving(NOON):
        her.post(reverse("intake:proposal_reject", args=[proposal.pk]), {"seen": seen})
        said = {"seen": seen, "offset": proposal.start + 12}
        answer = him.post(reverse(f"intake:proposal_{what}", args=[proposal.pk]), said)
    assert answer.status_code == 409
    assert "陈静" in answer.content.decode()


def test_different_cards_do_not_get_in_each_others_way(her: Client, him: Client, proposal: Proposal) -> None:
    rows = list(proposal.document.proposals.order_by("start"))
    marks = [queries.seen(row) for row in rows]
    with clock.moving(NOON):
        for client, row, seen in zip((her, him, her), rows, marks, strict=True):
            address = reverse("intake:proposal_accept", args=[row.pk])
            assert client.post(address, {"seen": seen}).status_code == 302
    assert set(proposal.document.proposals.values_list("status", flat=True)) == {"accepted"}


def test_the_page_names_who_else_is_at_it_for_a_quarter_of_an_hour(
    her: Client, him: Client, proposal: Proposal
) -> None:
    document: Document = proposal.document
    review = reverse("intake:document_review", args=[document.pk])
    version = him.get(review).context["others"].version
    with clock.moving(NOON):
        her.post(reverse("intake:proposal_accept", args=[proposal.pk]))
        assert "陈静" in him.get(review).content.decode()
        mine = her.get(review).context["others"]
        assert "陈静" not in [hand.name for hand in mine.hands]
        asked = him.get(reverse("intake:document_others", args=[document.pk]), {"seen": version})
        assert asked.context["others"].since == 1
        assert asked.context["others"].version == version
    with clock.moving(NOON + timedelta(minutes=16)):
        assert him.get(review).context["others"].hands == []


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "²"])
def test_a_hostile_version_does_no_harm(him: Client, proposal: Proposal, seen: str) -> None:
    address = reverse("intake:document_others", args=[proposal.document_id])
    assert him.get(address, {"seen": seen}).status_code == 200


def test_undo_stands_beside_the_message_that_something_is_no_task(him: Client, proposal: Proposal) -> None:
    with clock.moving(NOON):
        page = him.post(reverse("intake:proposal_reject", args=[proposal.pk]), follow=True).content.decode()
        undo = reverse("intake:proposal_restore", args=[proposal.pk])
        assert page.count(f'action="{undo}') == 2
        him.post(undo)
    assert Proposal.objects.get(pk=proposal.pk).status == "proposed"


def test_a_title_in_the_undo_message_is_escaped(him: Client, proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(title="<img src=x onerror=alert(1)>")
    page = him.post(reverse("intake:proposal_reject", args=[proposal.pk]), follow=True).content.decode()
    assert "<img src=x" not in page


def test_an_edit_accepts_unless_something_is_open(him: Client, proposal: Proposal) -> None:
    said = opened(him, proposal)
    save(him, proposal, said | {"lead": "市奇石办"})
    assert Proposal.objects.get(pk=proposal.pk).status == "proposed"
    save(him, proposal, opened(him, proposal) | {"lead": "市住建局", "co": ""})
    assert Proposal.objects.get(pk=proposal.pk).status == "accepted"
    by = proposal.document.by
    actions.drop_party(party=proposal.parties.get(role="lead"), by=by, at=NOON)
    assert Proposal.objects.get(pk=proposal.pk).status == "proposed"
