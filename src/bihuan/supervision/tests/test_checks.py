"""What cannot be faked at a desk: photos on the spot, the word of the one affected, the look back."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import PNG, upload
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.journal.rules import payload_of
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.notices.models import Notice
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import (
    Confirmation,
    LookBack,
    MarkKind,
    SiteCheck,
    Status,
    SupervisionItem,
    Verification,
)
from bihuan.supervision.queries import find_bare, timeline
from bihuan.supervision.queries.result import finding
from bihuan.supervision.rules.affected import AFFECTED, without_contact
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_move, make_photo

pytestmark = pytest.mark.django_db
LINK = "一条谁也猜不到的链接"


@pytest.fixture
def cast() -> Iterator[Cast]:
    cache.clear()
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def asked(cast: Cast, status: str, secret: str = LINK) -> SupervisionItem:
    item = make_item(cast, status)
    said = {"subject": "三号楼的电梯修好了吗？", "addressee": "三号楼楼长"}
    return actions.ask_affected(item=item, by=cast.office, at=MONDAY, secret=secret, **said)


def test_whoever_is_named_checks_on_the_spot_and_sees_nothing_else(cast: Cast) -> None:
    item = make_item(cast, Status.SUBMITTED)
    item = actions.name_verifier(item=item, by=cast.office, at=MONDAY, verifier=cast.stranger)
    actions.deliver(at=MONDAY)
    assert item.status == Status.TO_VERIFY
    page = reverse("supervision:check_site", args=[item.pk])
    assert Notice.objects.get(person=cast.stranger).url == page
    client = as_(cast.stranger)
    assert item.title in client.get(reverse("supervision:check_list")).content.decode()
    assert client.get(page).status_code == 200
    assert client.get(reverse("supervision:task_detail", args=[item.pk])).status_code == 404

    found = {"result": "false", "text": "电梯没有通电。", "place": "长江路8号三号楼"}
    assert client.post(page, found).status_code == 422
    assert client.post(page, found | {"evidence": [upload(PNG, "现场.png")]}).status_code == 302

    look = Verification.objects.get()
    photo = look.files.get()
    assert (look.by, look.place, look.result) == (cast.stranger, "长江路8号三号楼", "false")
    assert (photo.sha256, photo.first_seen_at) == (sha256(PNG).hexdigest(), MONDAY)
    assert SiteCheck.objects.open().count() == 0
    assert client.get(page).status_code == 404
    assert [mark.kind for mark in item.marks.all()] == [MarkKind.FOUND_FALSE]
    assert finding(item) == "false"
    assert list(differences()) == []


@pytest.mark.parametrize("who", ["head", "handler", "co_head"])
def test_nobody_of_a_unit_of_the_matter_is_named_or_checks(cast: Cast, who: str) -> None:
    item = make_item(cast, Status.TO_VERIFY)
    person: Person = getattr(cast, who)
    with pytest.raises(Invalid):
        actions.name_verifier(item=item, by=cast.office, at=MONDAY, verifier=person)
    photos = (make_photo(person),)
    with pytest.raises(Denied):
        actions.check_site(item=item, by=person, at=MONDAY, result="true", text="属实。", files=photos)


def test_a_photo_that_turned_up_before_keeps_its_first_moment(cast: Cast) -> None:
    make_photo(cast.head)
    later = MONDAY + timedelta(hours=3)
    item = make_item(cast, Status.TO_VERIFY)
    with clock.moving(later):
        page = reverse("supervision:check_site", args=[item.pk])
        said = {"result": "true", "text": "属实。", "evidence": [upload(PNG, "又一张.png")]}
        as_(cast.office).post(page, said)
    photo = StoredFile.objects.get(name="又一张.png")
    assert (photo.first_seen_at, photo.uploaded_at) == (MONDAY, later)
    assert "3月2日上传过" in as_(cast.office).get(f"/tasks/{item.pk}/").content.decode()


@pytest.mark.parametrize(
    ("status", "said", "end", "result"),
    [
        (Status.SUBMITTED, "yes", Status.SUBMITTED, "true"),
        (Status.TO_VERIFY, "partly", Status.TO_VERIFY, "partly"),
        (Status.SUBMITTED, "no", Status.RETURNED, "false"),
        (Status.TO_VERIFY, "no", Status.RETURNED, "false"),
        (Status.CONCLUDED, "yes", Status.CONCLUDED, "true"),
        (Status.CONCLUDED, "no", Status.REOPENED, "false"),
        (Status.CLOSED, "no", Status.REOPENED, "false"),
    ],
)
def test_the_word_of_the_one_affected_decides_without_an_account(
    cast: Cast, status: str, said: str, end: str, result: str
) -> None:
    item = asked(cast, status)
    page = reverse("supervision:answer", args=[LINK])
    client = Client()
    first = client.get(page).content.decode()
    assert "三号楼的电梯修好了吗？" in first
    assert item.title not in first
    assert client.get(page, {"answer": said}).status_code == 200
    answer = {"answer": said, "words": "还是不行，打我电话 13800138000。"}
    assert client.post(page, answer).status_code == 200

    item.refresh_from_db()
    assert (item.status, Verification.objects.get().result) == (end, result)
    kept = Confirmation.objects.get()
    assert kept.words == "还是不行，打我电话 13800138000。"
    found = find_bare(cast.head, item.pk, MONDAY.date())
    assert found is not None
    last = timeline(found)[-1]
    assert (last.by, last.result, last.text) == ("", result, "还是不行，打我电话 ■。")
    event = Event.objects.about("supervision.supervisionitem", item.pk).latest("version")
    assert (event.actor_id, event.role) == (None, "affected")
    seen = as_(cast.head).get(f"/tasks/{item.pk}/").content.decode()
    assert "13800138000" not in seen
    assert "三号楼楼长" not in seen
    assert list(differences()) == []


def test_a_silent_answer_is_kept_as_a_code_and_said_in_the_readers_language(cast: Cast) -> None:
    item = asked(cast, Status.SUBMITTED)
    with override("en"):
        Client().post(reverse("supervision:answer", args=[LINK]), {"answer": "no"})
    event = Event.objects.about("supervision.supervisionitem", item.pk).latest("version")
    said = payload_of(event)
    assert (said["answer"], said["text"], Verification.objects.get().text) == ("no", "", "")
    for language, words in (("zh-hans", "没有解决"), ("en", "Not solved")):
        with override(language):
            found = find_bare(cast.head, item.pk, MONDAY.date())
            assert found is not None
            assert words in [str(note.value) for note in timeline(found)[-1].notes]


def test_what_cannot_be_taken_now_leaves_the_link_and_the_words(cast: Cast) -> None:
    item = asked(cast, Status.SUBMITTED)
    SupervisionItem.objects.filter(pk=item.pk).update(status=Status.DRAFT)
    page = reverse("supervision:answer", args=[LINK])
    answer = Client().post(page, {"answer": "no", "words": "水管还在漏。"})
    assert answer.status_code == 422
    assert "水管还在漏。" in answer.content.decode()
    assert item.title not in answer.content.decode()
    assert Confirmation.objects.get().answered_at is None
    assert Client().get(page).status_code == 200


@pytest.mark.parametrize("said", [{"subject": "水" * 201}, {"addressee": "人" * 101}])
def test_what_a_card_cannot_hold_is_refused_and_not_cut(cast: Cast, said: dict[str, str]) -> None:
    item = make_item(cast, Status.CLOSED)
    words = {"subject": "修好了吗？", **said}
    with pytest.raises(Invalid):
        actions.ask_affected(item=item, by=cast.office, at=MONDAY, secret=LINK, **words)
    assert not Confirmation.objects.exists()


def test_a_link_opens_once_and_only_its_digest_is_kept(cast: Cast) -> None:
    asked(cast, Status.CLOSED)
    kept = Confirmation.objects.get()
    assert kept.digest == sha256(LINK.encode()).hexdigest()
    page, client = reverse("supervision:answer", args=[LINK]), Client(headers={"user-agent": "手机"})
    assert client.post(page, {"answer": "yes"}).status_code == 200
    assert client.get(page).status_code == 404
    assert client.post(page, {"answer": "no"}).status_code == 404
    with pytest.raises(Conflict):
        actions.answer(secret=LINK, said="no", words="", at=MONDAY)
    columns = {field.name for field in Confirmation._meta.get_fields()}
    assert not columns & {"ip", "address", "user_agent", "phone"}


def test_a_link_runs_out(cast: Cast) -> None:
    asked(cast, Status.CLOSED)
    with clock.moving(MONDAY + timedelta(days=7)):
        assert Client().get(reverse("supervision:answer", args=[LINK])).status_code == 404


def test_whoever_tries_links_is_slowed_down(cast: Cast) -> None:
    codes = [Client().get(f"/c/{number}/").status_code for number in range(32)]
    assert codes[:30] == [404] * 30
    assert codes[30:] == [429] * 2


def test_the_card_shows_the_link_once_with_its_code(cast: Cast) -> None:
    item = make_item(cast, Status.SUBMITTED)
    page = reverse("supervision:ask_affected", args=[item.pk])
    shown = as_(cast.office).post(page, {"subject": "电梯修好了吗？"}).content.decode()
    assert "<svg" in shown
    assert "style=" not in shown
    secret = shown.split("/c/")[1].split("/")[0]
    assert len(secret) >= 40
    assert Client().get(f"/c/{secret}/").status_code == 200


def test_a_form_that_is_sent_twice_makes_one_link_and_a_new_form_another(cast: Cast) -> None:
    item, office = make_item(cast, Status.SUBMITTED), as_(cast.office)
    page = reverse("supervision:ask_affected", args=[item.pk])
    keys = [office.get(page).context["form"]["key"].value() for _n in range(2)]
    said = {"subject": "电梯修好了吗？", "addressee": "三单元住户"}
    cards = [office.post(page, said | {"key": key}).content.decode() for key in (keys[0], *keys)]
    links = [card.split("/c/")[1].split("/")[0] for card in cards]
    assert links[0] == links[1] != links[2]
    assert Confirmation.objects.count() == 2
    assert Event.objects.filter(verb="item.ask_affected").count() == 2
    # Other words are another question; and nobody chooses the link himself.
    other = office.post(page, said | {"key": keys[0], "subject": "水通了吗？"}).content.decode()
    assert keys[0] not in other
    assert Confirmation.objects.count() == 3
    Client().post(f"/c/{links[0]}/", {"answer": "yes"})
    assert office.post(page, said | {"key": keys[0]}).status_code == 409


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("打 13800138000 找我", "打 ■ 找我"),
        ("座机0554-6678123", "座机■"),
        ("身份证340403198001010012", "身份证■"),
        ("信箱 a.b@example.com", "信箱 ■"),
        ("3号楼2单元还有12户没通水", "3号楼2单元还有12户没通水"),
        ("2026年11月26日还没修好", "2026年11月26日还没修好"),
    ],
)
def test_contacts_are_struck_out_of_what_units_read(written: str, read: str) -> None:
    assert without_contact(written) == read


def test_a_closed_matter_is_looked_back_on_when_its_days_have_passed(cast: Cast) -> None:
    actions.set_term(source_type="meeting", days=30, by=cast.office, at=MONDAY)
    item = make_item(cast, Status.CLOSED)
    day = MONDAY.date()
    assert not LookBack.objects.open(day + timedelta(29)).exists()
    assert [row.item for row in LookBack.objects.open(day + timedelta(30))] == [item]
    make_move(cast, item, "look_back")
    assert not LookBack.objects.open(day + timedelta(30)).exists()
    assert LookBack.objects.get().verification == Verification.objects.get(method="lookback", result="true")
    assert list(differences()) == []


def test_a_relapse_reopens_with_all_its_dates(cast: Cast) -> None:
    item = make_item(cast, Status.CLOSED)
    first = item.finish_due
    item = make_move(cast, item, "relapse")
    assert (item.status, item.finish_first, item.done_date) == (Status.REOPENED, first, None)
    later = MONDAY.date() + timedelta(90)
    item = actions.dispatch(item=item, by=cast.office, at=MONDAY, finish_due=later)
    assert (item.finish_first, item.finish_due) == (first, later)
    found = find_bare(cast.office, item.pk, MONDAY.date())
    assert found is not None
    assert [(turn.was, turn.now) for entry in timeline(found)[-1:] for turn in entry.dates] == [
        (first, later)
    ]
    assert [mark.kind for mark in item.marks.all()] == [MarkKind.RELAPSED]
    assert list(differences()) == []


def test_only_the_office_sets_when_it_looks_back(cast: Cast) -> None:
    with pytest.raises(Denied):
        actions.set_term(source_type="meeting", days=30, by=cast.head, at=MONDAY)
    for days in (0, 731):
        with pytest.raises(Invalid):
            actions.set_term(source_type="meeting", days=days, by=cast.office, at=MONDAY)


def test_nobody_with_an_account_speaks_for_the_one_affected(cast: Cast) -> None:
    item = asked(cast, Status.CLOSED)
    row = Confirmation.objects.get()
    for who in (cast.office, cast.mayor, cast.head):
        with pytest.raises(Denied):
            actions.confirm(item=item, by=who, at=MONDAY, asked=row)
    assert AFFECTED.pk is None
