"""Uploads are what their bytes say, are kept once, and leave nothing behind when refused."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import override

from bihuan.files import actions
from bihuan.files.models import FileKind, StoredFile
from bihuan.files.queries import path_of, serve
from bihuan.files.rules import tidy_name, what_is_taken
from bihuan.files.tests import makers
from bihuan.files.tests.makers import NOON, make_person, make_unit, upload
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(media: Path) -> list[str]:
    return [path.name for path in media.glob("*/*") if path.name != "lock"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("各单位要抓紧办理。".encode(), "txt"),
        ("各单位要抓紧办理。".encode("gb18030"), "txt"),
        ("各单位要抓紧办理。".encode("utf-16"), "txt"),
        (makers.DOCX, "docx"),
        (makers.XLSX, "xlsx"),
        (makers.PDF, "pdf"),
        (makers.PNG, "png"),
        (makers.JPG, "jpg"),
    ],
)
@pytest.mark.parametrize("name", ["讲话.txt", "x.exe", "x.pdf", ""])
def test_the_bytes_decide_what_a_file_is(content: bytes, kind: str, name: str) -> None:
    given = upload(content, "x")
    given._name = name
    file = actions.store(upload=given, by=make_person(), at=NOON)

    assert (file.kind, file.size) == (kind, len(content))
    assert path_of(file.sha256).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * 3001, "larger than 0 MB"),
        (b"MZ\x90\x00\x03" + bytes(range(256)), "Only txt"),
        ("各单位".encode() + b"\xff\xfe\xfa", "Only txt"),
        (b"abc\x00def", "Only txt"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (makers.PLAIN_ZIP, "Archives"),
        (makers.OLE, "old Word"),
        (makers.WITH_MACROS, "macros"),
        (makers.locked_zip(), "password"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(content: bytes, words: str, media: Path, settings) -> None:
    settings.FILE_MAX_SIZE = 3000
    with override("en"), pytest.raises(Invalid, match=words):
        actions.store(upload=upload(content, "x.docx"), by=make_person(), at=NOON)

    assert not on_disk(media)
    assert not StoredFile.objects.exists()
    assert not Event.objects.filter(verb="file.store").exists()


def test_a_bomb_is_refused_by_its_directory(media: Path) -> None:
    with override("en"), pytest.raises(Invalid, match="unreasonable"):
        actions.store(upload=upload(makers.BOMB, "x.docx"), by=make_person(), at=NOON)
    assert not on_disk(media)


def test_equal_contents_share_one_place_and_the_first_moment(media: Path) -> None:
    first = actions.store(upload=upload(b"abc", "a.txt"), by=make_person("a"), at=NOON)
    later = NOON + timedelta(days=3)
    second = actions.store(upload=upload(b"abc", "b.txt"), by=make_person("b"), at=later)

    assert on_disk(media) == [first.sha256]
    assert (second.first_seen_at, second.uploaded_at, second.name) == (NOON, later, "b.txt")
    assert Event.objects.filter(verb="file.store").count() == 2
    assert not [each for each in differences() if each.kind.startswith("files.")]


@pytest.mark.parametrize("known_before", [True, False])
def test_a_failing_transaction_takes_the_content_with_it(media: Path, known_before: bool) -> None:
    person = make_person()
    if known_before:
        actions.store(upload=upload(b"abc"), by=person, at=NOON)

    def fail() -> None:
        with actions.receive(upload(b"abc"), upload(b"def")) as found, transaction.atomic():
            for received in found:
                actions.keep(received=received, by=person, at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert len(on_disk(media)) == StoredFile.objects.count() == int(known_before)


def test_nothing_is_removed_while_others_store(media: Path) -> None:
    person = make_person()
    with actions.receive(upload(b"other")):

        def fail() -> None:
            with actions.receive(upload(b"abc")) as (received,):
                actions._place(received)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert actions.sweep(at=NOON.replace(year=2100)) == 0
    assert len(on_disk(media)) == 1
    kept = actions.store(upload=upload(b"kept"), by=person, at=NOON)
    with clock.moving(NOON.replace(year=2100)):
        call_command("sweep", stdout=StringIO())
    assert on_disk(media) == [kept.sha256]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\work\\讲话.docx", "讲话.docx"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("字" * 300 + ".docx", "字" * 195 + ".docx"),
        ("a\u2028b\u2029c.txt", "abc.txt"),
        ("...", "Unnamed file"),
    ],
)
def test_names_are_shown_and_never_obeyed(given: str, shown: str) -> None:
    with override("en"):
        assert tidy_name(given) == shown


def test_a_file_leaves_to_be_saved_and_not_shown() -> None:
    file = actions.store(upload=upload("办理".encode(), '讲“话".html'), by=make_person(), at=NOON)
    response = serve(file)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Disposition"].endswith(".html.txt")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response) == "办理".encode()
    response.close()


def test_a_lost_content_is_said_and_is_no_fault() -> None:
    file = actions.store(upload=upload(b"abc"), by=make_person(), at=NOON)
    path_of(file.sha256).unlink()
    with pytest.raises(Conflict):
        serve(file)


def test_a_large_upload_is_cut_off_while_it_comes_in_and_refused(media: Path, settings, rf) -> None:
    settings.FILE_MAX_SIZE = 100_000
    received = rf.post("/", {"file": upload(b"a" * 3_000_000, "a.txt")}).FILES["file"]
    assert 100_000 < received.size < 300_000
    with override("en"), pytest.raises(Invalid, match="larger"):
        actions.store(upload=received, by=make_person(), at=NOON)
    received.close()
    assert not on_disk(media)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("owner", True), ("colleague", True), ("stranger", False), ("supervisor", True), ("auditor", True),
     ("system_admin", False), ("leader", False)],
)  # fmt: skip
def test_a_file_is_seen_by_its_owner_his_unit_and_the_office(who: str, sees: bool) -> None:
    unit = make_unit()
    owner = make_person("owner", role=Role.HANDLER, unit=unit)
    file = actions.store(upload=upload(b"abc"), by=owner, at=NOON, unit=unit)
    person = {
        "owner": lambda: owner,
        "colleague": lambda: make_person("c", role=Role.HEAD, unit=unit),
        "stranger": lambda: make_person("s", role=Role.HEAD, unit=make_unit("市水利局")),
    }.get(who, lambda: make_person("p", role=Role(who)))()

    assert StoredFile.objects.visible_to(person).contains(file) is sees


@pytest.mark.parametrize(("limit", "most"), [("FILE_DAY_COUNT", 2), ("FILE_DAY_SIZE", 25)])
def test_one_person_hands_in_so_much_a_day_and_no_more(settings, media: Path, limit: str, most: int) -> None:
    setattr(settings, limit, most)
    person, other = make_person(), make_person("li")
    for text in (b"first text", b"other text"):
        actions.store(upload=upload(text), by=person, at=NOON)
    with pytest.raises(Invalid, match="2"):
        actions.store(upload=upload(b"third text"), by=person, at=NOON)
    assert len(on_disk(media)) == StoredFile.objects.count() == 2
    actions.store(upload=upload(b"third text"), by=other, at=NOON)
    # The city's next day has begun, though not yet the next one in UTC.
    actions.store(upload=upload(b"third text"), by=person, at=NOON + timedelta(hours=13))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_taken_and_what_is_refused_name_the_same_kinds(language: str) -> None:
    with override(language):
        told = what_is_taken()
        with pytest.raises(Invalid) as refused:
            actions.store(upload=upload(bytes(range(256))), by=make_person(), at=NOON)
    for kind in FileKind.values:
        assert kind in told
        assert kind in str(refused.value)
