"""A document is taken in whole or not at all."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bihuan.files.models import StoredFile
from bihuan.files.reading import warning_text
from bihuan.files.tests import makers as bytes_of
from bihuan.files.tests.makers import NOON, make_person, make_unit, upload
from bihuan.intake import actions, queries
from bihuan.intake.models import Document, DocumentStatus, Party, PartyRole, Proposal
from bihuan.intake.rules.review import LONGEST_TEXT, is_classified
from bihuan.intake.tests.makers import (
    CLEAR,
    MINUTES,
    accept_all,
    make_document,
    make_register,
    make_supervisor,
    passage,
)
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[4]
PLACES = [root / "shared" / "data" / "speech.txt" for root in (ROOT.parent, ROOT.parent.parent)]
SPEECH = next((place for place in PLACES if place.is_file()), None)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def take(by: Person, **said: Any) -> Document:
    given = {"source_type": "meeting", "confirmed_unclassified": True, **said}
    return actions.take_document(by=by, at=NOON, **given)


def unexplained() -> list[Any]:
    """Differences between tables and record in the rooms that these tests write to."""
    return [each for each in differences() if each.kind.startswith(("intake.", "files."))]


def test_a_document_becomes_proposals_with_their_units_deadline_and_reasons() -> None:
    document = make_document()

    first, second, third = document.proposals.order_by("start")
    assert passage(first).startswith("市住建局牵头")
    assert first.finish_due == date(2026, 6, 30)
    assert "2万吨" in first.targets
    named = [(each.role, each.written, each.unit and each.unit.name) for each in first.parties.order_by("id")]
    assert named == [
        (PartyRole.LEAD, "市住建局", "市住房和城乡建设局"),
        (PartyRole.CO, "市财政局", "市财政局"),
    ]
    assert [each.unit for each in third.parties.filter(role=PartyRole.LEAD)] == [None]
    assert queries.open_questions(document.proposals.all().live()) == 1
    with override("zh-hans"):
        assert any("时限" in reason for reason in queries.reasons_of(second))
    assert not unexplained()


def test_the_title_is_the_first_line_unless_one_is_given() -> None:
    assert make_document().title == "关于城北片区建设的会议纪要"
    assert make_document(title="  纪要  ").title == "纪要"


def test_dates_of_an_undated_document_take_the_year_from_the_day_it_came_in() -> None:
    document = make_document(issued_date=None)
    first, second, third = document.proposals.order_by("start")
    days = [each.finish_due for each in (first, second, third)]
    assert days == [date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    assert all('"received"' in each.reasons for each in (first, second, third))
    by_hand = actions.add_proposal(
        document=document, start=first.start, end=first.end - 1, by=document.by, at=NOON
    )
    assert by_hand.finish_due == date(2026, 6, 30)


@pytest.mark.parametrize("more", [{}, {"issued_date": None, "text": MINUTES + "\n2027年3月1日"}])
def test_a_dated_document_needs_no_day_of_receipt(more: dict[str, Any]) -> None:
    first = make_document(**more).proposals.order_by("start")[0]
    assert first.finish_due == date(2027 if more else 2026, 6, 30)
    assert '"received"' not in first.reasons


def test_working_days_are_counted_by_the_citys_calendar() -> None:
    """From 30 April 2026 the holiday of May is left out, and the Saturday worked for it counts."""
    text = "关于做好汛前检查的通知\n市住建局要在本通知印发后5个工作日内完成排水管网检查。"
    document = make_document(text=text, issued_date=date(2026, 4, 30))
    (proposal,) = document.proposals.all()
    assert proposal.finish_due == date(2026, 5, 11)
    by_hand = actions.add_proposal(
        document=document, start=proposal.start, end=proposal.end - 1, by=document.by, at=NOON
    )
    assert by_hand.finish_due == proposal.finish_due


def test_a_long_document_is_recorded_in_several_events_and_still_adds_up() -> None:
    lines = [f"{n}. 市住建局牵头，望湖区配合，6月底前完成第{n}段改造。" for n in range(1, 61)]
    document = make_document(text="\n".join(lines))
    assert document.proposals.count() == 60
    assert Event.objects.filter(verb="document.take").count() == 4
    accept_all(document)
    actions.confirm_document(document=document, by=document.by, at=NOON)
    assert not unexplained()


@pytest.mark.parametrize(
    "content",
    [b"", bytes_of.BOMB, bytes_of.OLE, bytes_of.WITH_MACROS, bytes_of.locked_zip(), bytes_of.PDF,
     bytes_of.PNG, bytes_of.PLAIN_ZIP, bytes_of.DOCX, bytes_of.XLSX, "一、市住建局".encode("utf-16-le")[:9],
     b"\x00" * 99, "秘密★10年\n一、市住建局要抓紧办理。".encode()],
)  # fmt: skip
@pytest.mark.parametrize("name", ["讲话.docx", "讲话.txt", "x.pdf"])
def test_what_cannot_be_read_leaves_nothing_behind(content: bytes, name: str, media: Path) -> None:
    make_register()
    given = upload(content, name)
    with pytest.raises(Invalid):
        take(make_supervisor(), file=given)

    assert not [path for path in media.glob("*/*") if path.name != "lock"]
    assert not StoredFile.objects.exists()
    assert not Document.objects.exists()
    assert not Event.objects.filter(verb__in=("document.take", "file.store")).exists()


@pytest.mark.parametrize("wrong", [
    {"confirmed_unclassified": False}, {"text": "  \n。"}, {"source_type": "rumour"},
    {"text": "字" * (LONGEST_TEXT + 1)}, {"text": "绝密\n" + MINUTES},
])  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    make_register()
    with pytest.raises(Invalid):
        take(make_supervisor(), **{"text": MINUTES, **wrong})
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("机密★20年\n关于某事的报告", True),
        ("关于某事的报告\n密级：秘密", True),
        ("  【秘密】  \n关于某事的报告", True),
        ("机 密 ★\n报告", True),
        ("要严守国家秘密，保护商业秘密。", False),
        ("市机密档案工作要点\n一、抓紧办理。", False),
        ("第一行\n" * 20 + "秘密", False),
    ],
)
def test_a_grade_of_secrecy_is_seen_where_it_stands(text: str, answer: bool) -> None:
    assert is_classified(text) is answer


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.SUPERVISOR, True), (Role.LEADER, True), (Role.HEAD, True), (Role.HANDLER, True),
     (Role.AUDITOR, False), (Role.SYSTEM_ADMIN, False), (None, False)],
)  # fmt: skip
def test_who_may_hand_in(role: Role | None, may: bool) -> None:
    make_register()
    by = make_person("somebody", role=role, unit=make_unit())
    if may:
        assert take(by, text=MINUTES).by == by
    else:
        with pytest.raises(Denied):
            take(by, text=MINUTES)


SEES = {
    "owner": True,
    "supervisor": True,
    "auditor": True,
    "leader": True,
    "head": False,
    "handler": False,
    "system_admin": False,
    "security_admin": False,
    "audit_admin": False,
}


@pytest.mark.parametrize("who", SEES)
def test_a_document_its_proposals_and_parties_are_seen_together(who: str) -> None:
    unit = make_unit()
    owner = make_person("owner", role=Role.HANDLER, unit=unit)
    document = make_document(by=owner)
    person = owner if who == "owner" else make_person("p", role=Role(who), unit=unit)
    assert Document.objects.visible_to(person).contains(document) is SEES[who]
    assert Proposal.objects.visible_to(person).exists() is SEES[who]
    assert Party.objects.visible_to(person).exists() is SEES[who]


def test_a_file_is_kept_with_the_document_it_became() -> None:
    make_register()
    document = take(make_supervisor(), file=upload(MINUTES.encode(), "纪要.pdf"))
    assert document.file is not None
    assert (document.file.kind, document.file.name) == ("txt", "纪要.pdf")
    assert document.proposals.exists()
    assert not unexplained()


def test_confirming_lets_go_what_somebody_accepted_and_nothing_else() -> None:
    document = make_document(text=CLEAR)
    first, second, third = document.proposals.order_by("start")
    with pytest.raises(Conflict):
        actions.confirm_document(document=document, by=document.by, at=NOON)
    actions.accept_proposal(proposal=first, by=document.by, at=NOON)
    kept = actions.confirm_document(document=document, by=document.by, at=NOON)
    assert (kept.status, kept.confirmed_at) == (DocumentStatus.REVIEW, None)
    assert [each.confirmed_at for each in document.proposals.order_by("start")] == [NOON, None, None]
    with pytest.raises(Conflict):
        actions.reject_proposal(proposal=first, by=document.by, at=NOON)
    with pytest.raises(Conflict):
        actions.drop_document(document=document, by=document.by, at=NOON, reason="重复")
    actions.accept_proposal(proposal=second, by=document.by, at=NOON)
    actions.reject_proposal(proposal=third, by=document.by, at=NOON)
    closed = actions.confirm_document(document=document, by=document.by, at=NOON)
    assert (closed.status, closed.confirmed_at) == (DocumentStatus.CONFIRMED, NOON)
    assert not unexplained()


def test_a_review_closes_when_the_last_ones_are_rejected_after_a_dispatch() -> None:
    document = make_document(text=CLEAR)
    first, *rest = document.proposals.order_by("start")
    actions.accept_proposal(proposal=first, by=document.by, at=NOON)
    actions.confirm_document(document=document, by=document.by, at=NOON)
    for proposal in rest:
        actions.reject_proposal(proposal=proposal, by=document.by, at=NOON)
    closed = actions.confirm_document(document=document, by=document.by, at=NOON)
    assert closed.status == DocumentStatus.CONFIRMED


@pytest.mark.gold
@pytest.mark.skipif(SPEECH is None, reason="the speech does not lie beside the checkout")
@pytest.mark.parametrize("how", ["file", "text"])
def test_a_real_speech_is_cleaned_and_read(how: str, check: Callable[[Document], None]) -> None:
    make_register()
    assert SPEECH
    raw = SPEECH.read_bytes()
    given = {"file": upload(raw, "讲话.txt")} if how == "file" else {"text": raw.decode()}
    document = take(make_supervisor(), source_type="conference", **given)
    assert "购物车" not in document.text
    assert document.proposals.count() > 5
    check(document)


@pytest.fixture
def check() -> Callable[[Document], None]:
    """Holds the page's pieces against the text, sign by sign."""

    def hold(document: Document) -> None:
        page = queries.review(document, NOON.date())
        assert "".join(piece.text for piece in page.pieces) == document.text

    return hold


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("程远副市长", "程远"),
        ("程市长", "程远"),
        ("王市长", None),
        ("李副市长", None),
        ("各位副市长", None),
        ("程局长", None),
    ],
)
def test_a_leader_is_known_by_name_or_by_surname_and_office(written: str, name: str | None) -> None:
    for leader in ("程远", "李明", "李宏"):
        make_person(leader, role=Role.LEADER)
    make_person("王强", role=Role.HEAD, unit=make_unit())
    found = queries.Directory().leader(written)
    assert (found and found.name) == name


def test_the_history_tells_like_steps_in_one_line() -> None:
    document = make_document(text=CLEAR)
    for proposal in document.proposals.all():
        actions.accept_proposal(proposal=proposal, by=document.by, at=NOON)
    steps = [(step.verb, step.count, step.who) for step in queries.history(document)]
    assert steps == [("proposal.accept", 3, "supervisor"), ("document.take", 1, "supervisor")]


def test_a_word_file_is_read_under_any_name() -> None:
    make_register()
    word, stream = docx.Document(), io.BytesIO()
    for line in MINUTES.split("\n"):
        word.add_paragraph(line)
    word.save(stream)
    document = take(
        make_supervisor(), file=upload(stream.getvalue(), "纪要.txt"), issued_date=date(2026, 3, 1)
    )
    assert document.text == MINUTES
    assert document.proposals.count() == 3


def test_a_file_above_the_limit_is_refused_in_words(settings: Any, media: Path) -> None:
    settings.FILE_MAX_SIZE = 2_000_000
    with override("zh-hans"), pytest.raises(Invalid, match="文件超过2 MB"):
        take(make_supervisor(), file=upload(MINUTES.encode() * 9000))
    assert not [path for path in media.glob("*/*") if path.name != "lock"]


def test_what_reading_left_out_stands_with_the_document(client: Client) -> None:
    """Not only in a message that is gone after the first look."""
    client.force_login(make_document(text=CLEAR).by)
    page = f"<html><body><nav>首页</nav><p>{MINUTES.replace(chr(10), '</p><p>')}</p></body></html>"
    file = SimpleUploadedFile("minutes.html", page.encode())
    said = {"file": file, "source_type": "meeting", "confirmed_unclassified": "on"}
    assert client.post(reverse("intake:document_new"), said).status_code == 302
    document = Document.objects.latest("pk")
    assert document.reading_warnings
    for name in ("document_review", "document_review", "document_detail"):
        shown = client.get(reverse(f"intake:{name}", args=[document.pk])).content.decode()
        assert all(warning_text(code) in shown for code in document.reading_warnings)
