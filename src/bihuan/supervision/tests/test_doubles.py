"""The same order given twice: proposed as a double, answered by a person, one matter with two sources."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.files.tests.makers import make_person
from bihuan.intake.models import Document, Proposal
from bihuan.intake.tests.makers import CLEAR, NOON, accept_all, make_document, make_supervisor
from bihuan.journal import clock
from bihuan.journal.queries import Difference, differences
from bihuan.kernel.errors import Conflict, Denied
from bihuan.people.models import Role
from bihuan.supervision import actions
from bihuan.supervision.models import ItemSource, Status, SupervisionItem
from bihuan.supervision.queries.doubles import ASKED_AT_ONCE, doubles

pytestmark = pytest.mark.django_db
AGAIN = (
    "关于污水治理的督办通知\n"
    "一、市住建局牵头，市财政局配合，7月15日前完成城北污水厂提标改造，新增日处理能力2万吨。\n"
    "二、市财政局要牵头制定债务化解方案，10月底前报市政府。"
)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def first() -> Document:
    """Minutes whose tasks have been dispatched."""
    document = make_document(by=make_supervisor(), text=CLEAR)
    accept_all(document)
    with clock.moving(NOON):
        actions.take_in(document=document, by=document.by, at=NOON)
    return document


@pytest.fixture
def again(first: Document) -> Document:
    """A notice that gives one of these orders once more, and one that is new."""
    document = make_document(by=first.by, text=AGAIN)
    accept_all(document)
    return document


def unexplained() -> list[Difference]:
    """What the makers of a register leave unsaid does not count."""
    return [each for each in differences() if each.kind.startswith(("intake.", "supervision."))]


def repeated(document: Document) -> Proposal:
    return document.proposals.get(requirement__contains="污水厂")


def the_matter() -> SupervisionItem:
    return SupervisionItem.objects.get(requirement__contains="6月30日前完成城北污水厂")


def test_an_order_that_was_given_before_is_found_and_another_is_not(again: Document) -> None:
    found = doubles(again.proposals.all(), again.by)
    assert list(found) == [repeated(again).pk]
    assert [each.item for each in found[repeated(again).pk]] == [the_matter()]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.ARCHIVED])
def test_a_matter_that_is_over_is_no_double(again: Document, status: str) -> None:
    SupervisionItem.objects.update(status=status, closed_at=NOON)
    assert doubles(again.proposals.all(), again.by) == {}
    with pytest.raises(Conflict):
        actions.add_source(item=the_matter(), proposal=repeated(again), by=again.by, at=NOON)


def press(client: Client, document: Document, said: dict[str, Any]) -> Any:
    client.force_login(document.by)
    with clock.moving(NOON):
        return client.post(reverse("supervision:take_in", args=[document.pk]), said)


@pytest.mark.parametrize("ticked", [[], ["new", "item"], ["99999999"], ["x"]])
def test_nothing_goes_out_before_every_double_is_answered(
    client: Client, again: Document, ticked: list[str]
) -> None:
    item = str(the_matter().pk)
    said = {f"same-{repeated(again).pk}": [item if each == "item" else each for each in ticked]}
    answer = press(client, again, said)
    assert answer.status_code == 422
    assert the_matter().number in answer.content.decode()
    assert not SupervisionItem.objects.filter(document=again).exists()
    assert not Proposal.objects.filter(document=again).exclude(confirmed_at=None).exists()


def test_the_same_order_becomes_a_second_source_and_no_second_matter(client: Client, again: Document) -> None:
    item, before = the_matter(), SupervisionItem.objects.count()
    answer = press(client, again, {f"same-{repeated(again).pk}": str(item.pk)})
    assert answer.status_code == 302
    assert SupervisionItem.objects.count() == before + 1
    source = ItemSource.objects.get()
    assert (source.item, source.document, source.proposal) == (item, again, repeated(again))
    assert again.text[source.start : source.end] == source.words
    page = client.get(reverse("supervision:task_detail", args=[item.pk])).content.decode()
    assert again.title in page
    listed = client.get(f"{reverse('supervision:task_list')}?group=all&document={again.pk}").content.decode()
    assert item.title in listed
    assert unexplained() == []
    with clock.moving(NOON):
        assert actions.take_in(document=again, by=again.by, at=NOON) == []


def test_a_new_matter_is_made_when_the_office_says_so(client: Client, again: Document) -> None:
    before = SupervisionItem.objects.count()
    assert press(client, again, {f"same-{repeated(again).pk}": "new"}).status_code == 302
    assert SupervisionItem.objects.count() == before + 2
    assert not ItemSource.objects.exists()


def test_one_passage_may_be_a_source_of_several_matters(first: Document, again: Document) -> None:
    items = list(SupervisionItem.objects.order_by("id")[:2])
    with clock.moving(NOON):
        actions.take_in(document=again, by=again.by, at=NOON, same={repeated(again).pk: items})
    assert [source.item for source in ItemSource.objects.order_by("id")] == items
    with pytest.raises(Conflict):
        actions.add_source(item=items[0], proposal=repeated(again), by=again.by, at=NOON)
    assert unexplained() == []


def test_only_the_office_says_that_two_orders_are_one(again: Document) -> None:
    for role in (Role.LEADER, Role.AUDITOR):
        with pytest.raises(Denied):
            actions.add_source(
                item=the_matter(), proposal=repeated(again), by=make_person("x" + role, role=role), at=NOON
            )


def test_a_program_names_the_matters_itself(client: Client, again: Document) -> None:
    client.force_login(again.by)
    same = [{"proposal_id": repeated(again).pk, "item_ids": [the_matter().pk]}]
    said = {"document_id": again.pk, "same": [{**same[0], "item_ids": [999_999]}]}
    path = "/api/v1/tasks/take-in"
    with clock.moving(NOON):
        assert client.post(path, said, content_type="application/json").status_code == 404
        made = client.post(path, said | {"same": same}, content_type="application/json")
    assert len(made.json()["ids"]) == 1
    assert ItemSource.objects.get().item == the_matter()


def test_however_many_are_asked_about_few_queries_answer(again: Document) -> None:
    one = repeated(again)
    counts = []
    for many in (1, 5, ASKED_AT_ONCE):
        asked = [Proposal(pk=n + 1, title=one.title, requirement=one.requirement) for n in range(many)]
        with CaptureQueriesContext(connection) as queries:
            found = doubles(asked, again.by)
        assert [len(found[each.pk]) for each in asked] == [1] * many
        counts.append(len(queries))
    assert counts == [2, 2, 2]
    some = [
        Proposal(pk=n + 1, title=one.title, requirement=one.requirement) for n in range(ASKED_AT_ONCE + 1)
    ]
    with CaptureQueriesContext(connection) as queries:
        assert len(doubles(some, again.by)) == ASKED_AT_ONCE + 1
    assert len(queries) == 3


def test_nothing_is_asked_about_nothing(again: Document) -> None:
    assert doubles([], again.by) == {}
    assert doubles([Proposal(pk=1, title="", requirement="办")], again.by) == {}
