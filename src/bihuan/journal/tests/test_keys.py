"""A change of the record's key, a lost key, a restored older copy: what holds, and what is refused."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import transaction

from bihuan.calendar.models import Year
from bihuan.journal import clock, keys, sealing, witness, witnessing
from bihuan.journal.models import Checkpoint, Event, KeyChange, Log
from bihuan.journal.queries import differences
from bihuan.journal.receipts import receipt, seals_of
from bihuan.journal.restoring import judged
from bihuan.journal.tests.makers import AT, write, write_sealed
from bihuan.journal.verify_journal import Difference, check_receipt, keys_of, verify
from bihuan.kernel import checkpoints
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Role
from bihuan.people.tests.makers import person

pytestmark = pytest.mark.django_db
WITNESS = "audit.example"


@pytest.fixture(autouse=True)
def _a_city(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path / "city"
    with clock.moving(AT):
        yield


def public() -> bytes:
    return checkpoints.public_of(keys.key())


def change(*, is_lost: bool = False) -> KeyChange:
    """Change the key, and let the transaction end as it would outside a test."""
    row = keys.change(is_lost=is_lost, at=AT)
    keys.place("key.new").replace(keys.place())
    return row


def copy(tmp_path: Path, name: str) -> Path:
    sealing.export(log=Log.objects.get(year=2026), folder=tmp_path / name)
    return tmp_path / name


def test_a_changed_key_is_believed_from_the_old_one_on(tmp_path: Path) -> None:
    write_sealed(3)
    old = public()
    first = receipt(seals_of("calendar.year", Year.objects.get(year=2026).pk, ["calendar.test"])[0])
    change()
    write_sealed(3)
    new, folder = public(), copy(tmp_path, "copy")
    assert new != old
    for known in (old, new):
        assert verify(folder, known)
    second = receipt(seals_of("calendar.year", Year.objects.get(year=2026).pk, ["calendar.test"])[0])
    for text in (first, second):
        assert check_receipt(text, keys_of(folder, old, ({}, 0)), "test/2026", {}, 0)
    with pytest.raises(Difference, match="no good signature"):
        check_receipt(second, [old], "test/2026", {}, 0)
    assert Event.objects.filter(verb="journal.key").count() == 1
    assert list(differences()) == []


def test_a_key_that_nobody_announced_is_refused(tmp_path: Path) -> None:
    write_sealed(3)
    old = public()
    folder, forger = copy(tmp_path, "copy"), Ed25519PrivateKey.generate()
    note = checkpoints.read((folder / "checkpoint").read_text())
    (folder / "checkpoint").write_text(checkpoints.signed(note, note.origin, forger))
    with pytest.raises(Difference, match="no good signature"):
        verify(folder, old)
    name = base64.b64encode(checkpoints.public_of(forger)).decode()
    for how in ("key", "lost-key"):
        said = checkpoints.Checkpoint(note.origin, note.size, note.root, more=f"{how} {name}\n")
        (folder / "key-001").write_text(f"{said.body}\n{checkpoints.line(said, said.origin, forger)}")
        with pytest.raises(Difference, match="no good signature"):
            verify(folder, old, outside=({WITNESS: bytes(32)}, 0))


def test_after_a_change_the_old_key_signs_no_more(tmp_path: Path) -> None:
    write_sealed(3)
    old = keys.key()
    change()
    write_sealed(3)
    folder = copy(tmp_path, "copy")
    note = checkpoints.read((folder / "checkpoint").read_text())
    (folder / "checkpoint").write_text(checkpoints.signed(note, note.origin, old))
    with pytest.raises(Difference, match="no good signature"):
        verify(folder, checkpoints.public_of(old))


def test_a_change_of_another_history_or_beyond_the_end_is_refused(tmp_path: Path) -> None:
    write_sealed(3)
    old = keys.key()
    for size, root in ((None, bytes(32)), (10**6, None)):
        folder = copy(tmp_path, f"copy-{size}")
        note = checkpoints.read((folder / "checkpoint").read_text())
        name = keys.public_of(old)
        said = checkpoints.Checkpoint(note.origin, size or note.size, root or note.root, more=f"key {name}\n")
        (folder / "key-001").write_text(f"{said.body}\n{checkpoints.line(said, said.origin, old)}")
        with pytest.raises(Difference, match=r"announce|cut off"):
            verify(folder, checkpoints.public_of(old))


def test_nothing_is_sealed_with_a_key_that_appeared(tmp_path: Path) -> None:
    write_sealed(3)
    kept = keys.place().read_bytes()
    keys.place().unlink()
    write()
    with pytest.raises(keys.UnknownKey, match="missing"):
        sealing.seal(at=AT)
    keys.place().write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(keys.UnknownKey, match="never announced"):
        sealing.seal(at=AT)
    with pytest.raises(CommandError):
        call_command("change_key")
    keys.place().write_bytes(kept)
    assert sealing.seal(at=AT)


def test_a_change_that_was_cut_off_is_ended_by_the_next_sealing() -> None:
    write_sealed(3)
    keys.change(is_lost=False, at=AT)
    old = keys.place().read_bytes()
    write_sealed(3)
    assert keys.place().read_bytes() != old
    assert not keys.place("key.new").exists()


def test_a_lost_key_is_followed_when_witnesses_sign_the_new_one(tmp_path: Path) -> None:
    write_sealed(3)
    keeper, home = person(Role.AUDIT_ADMIN), tmp_path / "witness"
    seed = enlisted(home, keeper)
    old = public()
    sign(copy(tmp_path, "before"), home, old)
    keys.place().unlink()
    row = change(is_lost=True)
    write_sealed(3)
    folder, known = copy(tmp_path, "after"), {WITNESS: witness.halves(seed)[2]}
    with pytest.raises(Difference, match="no good signature"):
        verify(folder, old, outside=(known, 1))
    (folder / "checkpoint").write_text(row.note)
    note = sign(folder, home, public())
    assert witnessing.take_cosignatures(note=note, by=keeper) == 1
    with pytest.raises(Invalid):
        witnessing.take_cosignatures(note=note, by=keeper)
    with pytest.raises(Conflict):
        witnessing.take_cosignatures(note=note.replace("lost-key", "key"), by=keeper)
    after = copy(tmp_path, "witnessed")
    assert verify(after, old, outside=(known, 1))
    assert verify(after, public())
    with pytest.raises(Difference, match="no good signature"):
        verify(after, old, outside=(known, 2))
    assert list(differences()) == []


def enlisted(home: Path, keeper: Person) -> bytes:
    home.mkdir()
    seed = bytes(range(32))
    (home / "witness.key").write_bytes(seed)
    (home / "witness.json").write_text(f'{{"name": "{WITNESS}", "logs": {{}}}}')
    name = base64.b64encode(witness.halves(seed)[2]).decode()
    witnessing.register_witness(name=WITNESS, holder="审计局", public=name, by=keeper)
    return seed


def sign(folder: Path, home: Path, key: bytes) -> str:
    return witness.cosign(str(folder), key, home, "")


def test_an_older_copy_is_known_by_its_own_files_and_by_what_witnesses_kept(tmp_path: Path) -> None:
    write_sealed(3)
    early = Checkpoint.objects.filter(log__year=2026).latest("size")
    point = transaction.savepoint()
    write_sealed(5)
    sealing.keep_last()
    late = Checkpoint.objects.filter(log__year=2026).latest("size").note
    assert judged(late).holds
    transaction.savepoint_rollback(point)
    found = judged(late)
    assert not found.holds
    assert "5 entries are missing" in found.words
    assert judged(early.note).holds
    path = tmp_path / "note"
    path.write_text(late)
    with pytest.raises(CommandError, match="seal nothing"):
        call_command("compare_checkpoint", str(path))
    write()
    with pytest.raises(sealing.RolledBack, match="restore a newer"):
        sealing.seal(at=AT + timedelta(seconds=1))
    with pytest.raises(CommandError, match="restore a newer"):
        call_command("rebuild_record")


def test_another_history_is_known_as_a_fork() -> None:
    write_sealed(3)
    log = Log.objects.get(year=2026)
    said = checkpoints.Checkpoint(log.origin, log.size, bytes(32))
    found = judged(checkpoints.signed(said, log.origin, keys.key()))
    assert not found.holds
    assert "FORKED" in found.words
    other = checkpoints.Checkpoint("elsewhere/2026", 3, bytes(32))
    assert "no log" in judged(checkpoints.signed(other, other.origin, keys.key())).words
