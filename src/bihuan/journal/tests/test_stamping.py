"""An authority's time stamp is taken only if it is good and on this very checkpoint; nothing waits for it."""

import base64
import hashlib
import random
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from bihuan.journal import openssl, sealing, stamping
from bihuan.journal.models import Checkpoint, Event, Log, Stamp
from bihuan.journal.queries import differences
from bihuan.journal.tests.authority import Authority
from bihuan.journal.tests.makers import AT, write_sealed
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl judges time stamps"),
]
# How many bits of a reply are flipped anywhere, and before that in what the authority signs.
FLIPS, SIGNED = 9, 3
# The status of a reply that grants, without any words.
GRANTED = b"\x30\x03\x02\x01\x00"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: Any) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "own")


@pytest.fixture
def stamp(settings: Any, tmp_path: Path, authority: Authority) -> Stamp:
    """The day's request over what has been sealed."""
    settings.DATA_DIR, settings.TSA_CERTIFICATES = tmp_path / "city", str(authority.certificates)
    write_sealed()
    made = stamping.ask(at=AT)
    assert made
    return made


def judged(note: Path, reply: Path, authority: Authority) -> bool:
    """What an outsider does with the files, his own program and the authority's certificates."""
    command = ["openssl", "ts", "-verify", "-data", note, "-in", reply, "-CAfile", authority.certificates]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def test_a_request_is_the_one_that_openssl_makes(stamp: Stamp, tmp_path: Path) -> None:
    (tmp_path / "note").write_text(stamp.point.note)
    asked = ["ts", "-query", "-data", "note", "-sha256", "-cert", "-no_nonce", "-out", "q"]
    subprocess.run(["openssl", *asked], cwd=tmp_path, check=True, capture_output=True)  # noqa: S603, S607
    assert stamping.files_of(stamp)["tsq"] == (tmp_path / "q").read_bytes()


def test_a_stamp_is_kept_beside_the_checkpoint_and_goes_with_every_copy(
    stamp: Stamp, authority: Authority, tmp_path: Path
) -> None:
    keeper = person(Role.AUDIT_ADMIN)
    stamping.lay_out(stamp.point.log, tmp_path / "before")
    assert not list((tmp_path / "before" / "stamps").glob("*.tsr"))
    done = stamping.take(stamp=stamp, reply=authority.stamp(stamping.files_of(stamp)["tsq"]), by=keeper)
    assert done.stamped_at
    assert abs(done.stamped_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert Event.objects.filter(verb="journal.stamp", actor_id=keeper.pk).exists()
    assert list(differences()) == []
    call_command("export_record", 2026, tmp_path / "copy")
    size = stamp.point.size
    note, reply = (tmp_path / "copy" / "stamps" / f"{size}.{ending}" for ending in ("note", "tsr"))
    assert judged(note, reply, authority)
    assert note.read_text() == Checkpoint.objects.get(size=size).note
    note.write_text(note.read_text().replace(f"\n{size}\n", f"\n{size + 1}\n"))
    assert not judged(note, reply, authority)


def test_stamps_outlive_the_writing_anew_of_the_tiles(stamp: Stamp, authority: Authority) -> None:
    stamping.take(stamp=stamp, reply=authority.stamp(stamping.files_of(stamp)["tsq"]), by=None)
    log = Log.objects.get(pk=stamp.point.log_id)
    folder = sealing.store_of(log).folder
    stamping.lay_out(log, folder)
    sealing.rebuild(log=log)
    assert (folder / "stamps" / f"{stamp.point.size}.tsr").exists()


def test_whatever_is_not_the_authoritys_stamp_on_this_checkpoint_is_refused(
    stamp: Stamp, authority: Authority, tmp_path: Path
) -> None:
    asked = stamping.files_of(stamp)["tsq"]
    good = authority.stamp(asked)
    other = authority.stamp(openssl.request(hashlib.sha256(b"another").digest()))
    stranger = Authority(tmp_path / "stranger").stamp(asked)
    for reply in (b"", b"no stamp", good[:-1], other, stranger, b"x" * (stamping.LARGEST_REPLY + 1)):
        with pytest.raises(Invalid):
            stamping.take(stamp=stamp, reply=reply, by=None)
    assert Stamp.objects.get().stamped_at is None
    stamping.take(stamp=stamp, reply=good, by=None)
    with pytest.raises(Conflict):
        stamping.take(stamp=stamp, reply=good, by=None)


def with_words(reply: bytes, words: bytes) -> bytes:
    """A reply with a text of anybody's in its status, which no signature covers (DER by hand)."""
    assert reply[:2] == b"\x30\x82"
    assert reply[4:9] == GRANTED
    text = b"\x0c" + bytes([len(words)]) + words
    text = b"\x02\x01\x00\x30" + bytes([len(text)]) + text
    whole = b"\x30" + bytes([len(text)]) + text + reply[9:]
    return b"\x30\x82" + len(whole).to_bytes(2, "big") + whole


def test_nobody_but_the_authority_says_the_number_and_the_time(stamp: Stamp, authority: Authority) -> None:
    good = authority.stamp(stamping.files_of(stamp)["tsq"])
    asked: Any = {"digest": bytes.fromhex(stamp.digest), "authority": authority.certificates.resolve()}
    told = openssl.stamped(reply=good, **asked)
    forged = b"x\nSerial number: 0xDEADBEEF\nTime stamp: Jan  1 00:00:00 2020 GMT\n"
    assert told
    assert openssl.stamped(reply=with_words(good, forged), **asked) == told


def test_a_flipped_bit_never_changes_what_is_stamped(stamp: Stamp, authority: Authority) -> None:
    """A bit that nothing covers may be flipped without harm, but not to say another hash, number or time."""
    chance = random.Random(1)
    good = authority.stamp(stamping.files_of(stamp)["tsq"])
    digest = bytes.fromhex(stamp.digest)
    asked: Any = {"digest": digest, "authority": authority.certificates.resolve()}
    told = openssl.stamped(reply=good, **asked)
    assert told
    hash_at = good.index(digest)
    number_at, time_at = hash_at + len(digest) + 2, good.index(b"\x18", hash_at + len(digest)) + 2
    places = [hash_at, number_at, time_at, *(chance.randrange(len(good)) for _each in range(FLIPS))]
    for number, place in enumerate(places):
        wrong = bytearray(good)
        wrong[place] ^= 1 << chance.randrange(8)
        said = openssl.stamped(reply=bytes(wrong), **asked)
        assert said is None if number < SIGNED else said in (None, told), place


def test_one_request_a_day_and_none_without_an_authority(stamp: Stamp, settings: Any) -> None:
    assert stamping.ask(at=AT) is None
    write_sealed()
    assert stamping.ask(at=AT) is None
    settings.TSA_CERTIFICATES = ""
    assert stamping.ask(at=AT + timedelta(days=1)) is None
    settings.TSA_CERTIFICATES = "authority.pem"
    later = stamping.ask(at=AT + timedelta(days=1))
    assert later
    assert later.point.size > stamp.point.size
    assert stamping.waiting() == later


def test_of_two_who_ask_at_once_the_second_finds_it_asked(
    stamp: Stamp, monkeypatch: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    later, digest_of = AT + timedelta(days=1), stamping.digest_of

    def overtaken(point: Checkpoint) -> bytes:
        monkeypatch.setattr(stamping, "digest_of", digest_of)
        assert stamping.ask(at=later)
        return digest_of(point)

    write_sealed()
    monkeypatch.setattr(stamping, "digest_of", overtaken)
    with django_capture_on_commit_callbacks() as left:
        assert stamping.ask(at=later) is None
    assert Stamp.objects.count() == 2
    row = stamping.waiting()
    assert row
    request = sealing.store_of(row.point.log).folder / "stamps" / f"{row.point.size}.tsq"
    assert not request.exists()
    for write_files in left:
        write_files()
    assert request.exists()
    assert list(differences()) == []


def test_without_openssl_or_certificates_whoever_hands_in_is_told_so(
    stamp: Stamp, authority: Authority, settings: Any, monkeypatch: Any
) -> None:
    reply = authority.stamp(stamping.files_of(stamp)["tsq"])
    with monkeypatch.context() as gone:
        gone.setattr(openssl.shutil, "which", lambda _name: None)
        with pytest.raises(Conflict, match="openssl"):
            stamping.take(stamp=stamp, reply=reply, by=None)
        write_sealed()
        assert not sealing.is_waiting()
    settings.TSA_CERTIFICATES = str(authority.folder / "moved.pem")
    with pytest.raises(Conflict, match="BIHUAN_TSA_CA"):
        stamping.take(stamp=stamp, reply=reply, by=None)


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_stamp_is_fetched_by_hand(stamp: Stamp, authority: Authority) -> None:
    client = signed_in(person(Role.AUDIT_ADMIN))
    files = {name: client.get(f"/record/stamps/{stamp.pk}/{name}/") for name in ("note", "tsq", "tsr", "key")}
    assert {name: answer.status_code for name, answer in files.items()} == {
        "note": 200, "tsq": 200, "tsr": 404, "key": 404,
    }  # fmt: skip
    assert files["note"].content == stamp.point.note.encode()
    wrong = {"stamp": stamp.pk, "reply": SimpleUploadedFile("a.tsr", b"no stamp")}
    told = client.post("/record/stamps/", wrong)
    assert (told.status_code, "这不是" in told.content.decode()) == (422, True)
    reply = authority.stamp(files["tsq"].content)
    assert client.post("/record/stamps/", {"stamp": "x"}).status_code == 422
    taken = client.post("/record/stamps/", {"stamp": stamp.pk, "reply": SimpleUploadedFile("a.tsr", reply)})
    assert taken.status_code == 302
    assert client.get(f"/record/stamps/{stamp.pk}/tsr/").content == reply
    assert "已盖时间戳" in client.get("/record/").content.decode()


def test_stamps_go_in_and_out_over_the_api(stamp: Stamp, authority: Authority) -> None:
    client = signed_in(person(Role.AUDITOR))
    (row,) = client.get("/api/v1/record/stamps").json()["items"]
    assert row["stamp"] == ""
    reply = authority.stamp(base64.b64decode(row["request"]))
    send = {"stamp": base64.b64encode(reply).decode()}
    path = f"/api/v1/record/stamps/{row['id']}"
    assert client.post(path, {"stamp": "!"}, content_type="application/json").status_code == 422
    told = client.post(path, send, content_type="application/json")
    assert told.status_code == 200, told.content
    assert told.json()["stamp"] == send["stamp"]


def test_only_those_who_keep_the_record_hand_in(stamp: Stamp, authority: Authority) -> None:
    reply = authority.stamp(stamping.files_of(stamp)["tsq"])
    with pytest.raises(Denied):
        stamping.take(stamp=stamp, reply=reply, by=person(Role.SUPERVISOR))
