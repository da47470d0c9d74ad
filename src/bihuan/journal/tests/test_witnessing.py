"""Witnesses sign what follows from what they signed; receipts prove an event to anybody, and nothing else."""

import base64
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendar.models import Year
from bihuan.journal import sealing, verify_journal, witness, witnessing
from bihuan.journal.models import Checkpoint, Cosignature, Event, Log
from bihuan.journal.queries import differences
from bihuan.journal.receipts import note_of, receipt, seals_of
from bihuan.journal.tests.makers import AT, write_sealed
from bihuan.journal.tiles import Store
from bihuan.journal.verify_journal import Difference, check_receipt
from bihuan.kernel import canonical, checkpoints
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.merkle import root_of
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import person

FLIPS = 400


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "city"


@pytest.fixture
def keeper(db: None) -> Person:
    return person(Role.AUDIT_ADMIN)


def copy(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    log = Log.objects.get(year=2026)
    sealing.export(log=log, folder=folder)
    return folder


def run(*words: Any, home: Path) -> subprocess.CompletedProcess[str]:
    """The witness's program on his own machine, with nothing but Python."""
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-I", witness.__file__, *map(str, words), "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the program under test


def log_key() -> str:
    return base64.b64encode(checkpoints.public_of(sealing.key())).decode()


def signed(folder: Path, home: Path) -> str:
    done = run("sign", folder, "--key", log_key(), home=home)
    assert done.returncode == 0, done.stderr
    return done.stdout


def enlist(tmp_path: Path, name: str, keeper: Person) -> tuple[Path, str]:
    home = tmp_path / name
    called, public = run("new", name, home=home).stdout.split()
    witnessing.register_witness(name=called, holder="审计局", public=public, by=keeper)
    return home, public


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=60), st.integers(0, 511))
def test_the_witness_signs_and_judges_as_the_library_does(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    assert witness.halves(seed)[2] == public
    made = witness.sign(seed, message)
    assert made == key.sign(message)
    assert witness.is_signed(public, message, made)
    wrong = bytearray(made)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not witness.is_signed(public, message, bytes(wrong))


def test_a_witness_signs_what_follows_and_the_city_takes_it_in(keeper: Person, tmp_path: Path) -> None:
    write_sealed(300)
    home, _public = enlist(tmp_path, "audit.example", keeper)
    assert witnessing.take_cosignatures(note=signed(copy(tmp_path, "one"), home), by=keeper) == 1
    write_sealed(300)
    note = signed(copy(tmp_path, "two"), home)
    assert witnessing.take_cosignatures(note=note, by=keeper) == 1
    assert witnessing.take_cosignatures(note=note, by=keeper) == 0
    assert Cosignature.objects.count() == 2
    assert list(differences()) == []
    point = Cosignature.objects.latest("pk").point
    assert note_of(point) == note


def test_two_histories_do_not_both_get_signed(keeper: Person, tmp_path: Path) -> None:
    write_sealed(300)
    home, _public = enlist(tmp_path, "audit.example", keeper)
    signed(copy(tmp_path, "one"), home)
    write_sealed(20)
    other = copy(tmp_path, "two")
    store, note = Store(other), checkpoints.read((other / "checkpoint").read_text())
    entries = list(store.entries(note.size))
    entries[40] = entries[40].replace(b"2026-03-02", b"2026-03-01")
    leaves = [bytes.fromhex(canonical.leaf_hash(entry)) for entry in entries]
    store.append(0, entries, leaves)
    forged = checkpoints.Checkpoint(note.origin, note.size, root_of(leaves))
    (other / "checkpoint").write_text(checkpoints.signed(forged, note.origin, sealing.key()))
    # Whoever has seen nothing signs it; whoever has signed the other history does not.
    fresh, _key = enlist(tmp_path, "late.example", keeper)
    with pytest.raises(Conflict):
        witnessing.take_cosignatures(note=signed(other, fresh), by=keeper)
    done = run("sign", other, "--key", log_key(), home=home)
    # The old leaves are not asked for again, so it is the root that does not follow.
    assert (done.returncode, done.stdout) == (1, "")
    assert "DOES NOT FOLLOW" in done.stderr
    shorter = copy(tmp_path, "three")
    early = Checkpoint.objects.filter(log__year=2026).order_by("size").first()
    assert early
    (shorter / "checkpoint").write_text(early.note)
    signed(copy(tmp_path, "four"), home)
    assert run("sign", shorter, "--key", log_key(), home=home).returncode == 1
    assert run("sign", shorter, "--key", base64.b64encode(bytes(32)).decode(), home=home).returncode == 1


def test_only_the_audit_administrator_keeps_witnesses(keeper: Person) -> None:
    said = {"name": "audit.example", "holder": "审计局", "public": "A" * 43 + "="}
    for role in (Role.SUPERVISOR, Role.AUDITOR, Role.SYSTEM_ADMIN):
        with pytest.raises(Denied):
            witnessing.register_witness(**said, by=person(role))
    for wrong in ({"name": "Audit Bureau"}, {"public": "short"}, {"public": "§"}):
        with pytest.raises(Invalid):
            witnessing.register_witness(**(said | wrong), by=keeper)
    row = witnessing.register_witness(**said, by=keeper)
    with pytest.raises(Conflict):
        witnessing.register_witness(**said, by=keeper)
    witnessing.end_witness(witness=row, by=keeper, at=AT)
    with pytest.raises(Conflict):
        witnessing.end_witness(witness=row, by=keeper, at=AT)
    for note in ("", "x", "a\nb\nc\n\n"):
        with pytest.raises(Invalid):
            witnessing.take_cosignatures(note=note, by=keeper)


@pytest.fixture
def proven(keeper: Person, tmp_path: Path) -> tuple[str, dict[str, Any]]:
    """A receipt with one witness, and what a reader of it knows."""
    write_sealed(300)
    home, public = enlist(tmp_path, "audit.example", keeper)
    witnessing.take_cosignatures(note=signed(copy(tmp_path, "one"), home), by=keeper)
    year = Year.objects.get(year=2026)
    seal = seals_of("calendar.year", year.pk, ["calendar.test"])[7]
    known = {
        "keys": [base64.b64decode(log_key())],
        "origin": seal.origin,
        "witnesses": {"audit.example": base64.b64decode(public)},
        "need": 1,
    }
    return receipt(seal), known


def test_a_receipt_holds_with_nothing_but_python(proven: Any, tmp_path: Path) -> None:
    text, known = proven
    path = tmp_path / "r.tlog-proof"
    path.write_text(text)
    public = base64.b64encode(known["witnesses"]["audit.example"]).decode()
    more = ["--key", log_key(), "--witness", f"audit.example={public}", "--need"]
    command = [sys.executable, "-I", verify_journal.__file__, str(path), *more]
    for need, code in (("1", 0), ("2", 1)):
        done = subprocess.run([*command, need], capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == code, done.stdout


def _event(text: str, change: Callable[[dict[str, Any]], Any]) -> str:
    lines = text.split("\n")
    said = json.loads(base64.b64decode(lines[1][6:]))
    change(said)
    lines[1] = f"extra {base64.b64encode(canonical.encode(said)).decode()}"
    return "\n".join(lines)


FORGERIES: dict[str, Callable[[str], str]] = {
    "edited deadline": lambda text: _event(
        text, lambda said: said["aft"]["set"].update(finish_due="2027-01-01")
    ),
    "edited time": lambda text: _event(text, lambda said: said.update(at="2026-03-01T09:00:00.000Z")),
    "wrong index": lambda text: text.replace("index 2", "index 1", 1),
    "no witness": lambda text: text.rsplit("\u2014 audit.example", 1)[0],
    "forged root": lambda text: text.replace(text.split("\n\n")[1].split("\n")[2], "A" * 43 + "=", 1),
    "foreign origin": lambda text: text.replace("test/2026", "elsewhere/2026"),
    "cut path": lambda text: text.replace("\n" + text.split("\n")[3], "", 1),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_receipt_is_refused(proven: Any, name: str) -> None:
    text, known = proven
    assert check_receipt(text, **known)
    forged = FORGERIES[name](text)
    assert forged != text
    with pytest.raises((Difference, ValueError)):
        check_receipt(forged, **known)


def test_no_flipped_bit_is_accepted(proven: Any) -> None:
    text, known = proven
    said, chance, wrong = text.encode(), random.Random(1), []
    for _each in range(FLIPS):
        bit = chance.randrange(len(said) * 8)
        flipped = bytearray(said)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            check_receipt(flipped.decode(), **known)
        except (Difference, ValueError, IndexError, KeyError, TypeError):
            continue
        wrong.append((bit // 8, said[bit // 8 - 20 : bit // 8 + 20]))
    assert wrong == []


def test_the_page_shows_logs_witnesses_and_what_waits(keeper: Person, tmp_path: Path, client: Client) -> None:
    write_sealed(3)
    home, _public = enlist(tmp_path, "audit.example", keeper)
    client.force_login(keeper)
    note = signed(copy(tmp_path, "one"), home)
    assert client.post(reverse("journal:cosignature_new"), {"note": note}).status_code == 302
    assert client.post(reverse("journal:cosignature_new"), {"note": "x"}).status_code == 422
    page = client.get(reverse("journal:record_seal")).content.decode()
    log = Log.objects.get(year=2026)
    assert log.root[:16] in page
    assert "audit.example" in page
    client.force_login(person(Role.HANDLER))
    assert client.get(reverse("journal:record_seal")).status_code == 403


def test_the_log_is_copied_over_the_line(keeper: Person, client: Client) -> None:
    write_sealed(300)
    log = Log.objects.get(year=2026)
    client.force_login(person(Role.AUDITOR))
    base = "/api/v1/record/2026"
    assert f"\n{log.size}\n" in client.get(f"{base}/checkpoint").content.decode()
    assert len(client.get(f"{base}/tile/0/000").content) == 256 * 32
    assert len(client.get(f"{base}/tile/0/001.p/9").content) == 9 * 32
    assert client.get(f"{base}/tile/entries/000").status_code == 200
    for wrong in ("0/002", "0/001.p/255", "../../key", "entries/../../key", "9/000", "0/0"):
        assert client.get(f"{base}/tile/{wrong}").status_code == 404, wrong
    client.force_login(person(Role.HANDLER))
    assert client.get(f"{base}/tile/entries/000").status_code == 403
    assert client.get(f"{base}/tile/0/000").status_code == 200
    assert Event.objects.exists()
