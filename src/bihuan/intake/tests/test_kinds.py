"""The kind of a document: proposed by its own words, with the reason, and never changed by itself."""

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.files.tests.makers import NOON
from bihuan.intake import actions, queries
from bihuan.intake.models import Document, SourceType
from bihuan.intake.rules.kinds import guessed
from bihuan.intake.tests.makers import CLEAR, make_document, make_supervisor
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person


@pytest.mark.parametrize(
    ("title", "kind", "words"),
    [
        ("霜河市防汛抗旱指挥部关于做好主汛期防汛工作的紧急通知", "notice", "通知"),
        ("全市城市更新三年行动方案（2026—2028年）", "notice", "方案"),
        ("栖霞坝县人民政府县长办公会议纪要", "meeting", "会议纪要"),
        ("在全市项目建设推进会上的讲话", "conference", "讲话"),
        ("2026年政府工作报告", "gov_report", "政府工作报告"),
        ("关于印发2026年民生实事实施方案的通知", "livelihood", "民生实事"),
    ],
)
def test_the_title_says_the_kind(title: str, kind: str, words: str) -> None:
    guess = guessed(title, "市财政局6月底前拨付资金。")
    assert guess
    assert (str(guess.kind), guess.words) == (kind, words)


def test_without_a_title_the_way_it_turns_to_its_readers_says_the_kind() -> None:
    guess = guessed("", "同志们：今天这个会很重要。")
    assert guess
    assert guess.kind == SourceType.CONFERENCE
    assert guessed("", "市财政局6月底前拨付资金。") is None


@pytest.fixture
def notice() -> Document:
    return make_document(text=f"关于做好年度工作的通知\n{CLEAR}", source_type=SourceType.MEETING)


@pytest.mark.django_db
def test_another_kind_is_proposed_once_with_its_words(notice: Document) -> None:
    guess = queries.other_kind(notice)
    assert guess
    assert (guess.kind, guess.words) == (SourceType.NOTICE, "通知")
    assert Document.objects.get().source_type == SourceType.MEETING
    actions.sort_document(document=notice, source_type="meeting", by=notice.by, at=NOON)
    assert queries.other_kind(Document.objects.get()) is None
    assert not [each for each in differences() if each.kind.startswith("intake.")]


@pytest.mark.django_db
def test_only_the_office_says_the_kind_and_only_one_that_there_is(notice: Document) -> None:
    stranger = Person.objects.create(username="stranger", name="路人")
    with pytest.raises(Denied):
        actions.sort_document(document=notice, source_type="notice", by=stranger, at=NOON)
    with pytest.raises(Invalid):
        actions.sort_document(document=notice, source_type="rumour", by=notice.by, at=NOON)


@pytest.mark.django_db
def test_the_review_page_asks_and_takes_the_answer(client: Client, notice: Document) -> None:
    client.force_login(
        make_supervisor("other"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = reverse("intake:document_review", args=[notice.pk])
    assert 'id="kind"' in client.get(page).content.decode()
    address = reverse("intake:document_sort", args=[notice.pk])
    answer = client.post(address, {"source_type": "notice"}, follow=True)
    assert answer.status_code == 200
    assert 'id="kind"' not in answer.content.decode()
    assert Document.objects.get().source_type == SourceType.NOTICE
    bad = client.post(address, {"source_type": "rumour"})
    assert bad.status_code == 422
