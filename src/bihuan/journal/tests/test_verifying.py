"""The program that auditors run: it finds whatever is changed in a copy of the record, and nothing else."""

import base64
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendar.models import Year
from bihuan.journal import actions as journal
from bihuan.journal import clock, keys, sealing, verify_journal
from bihuan.journal.models import Checkpoint, Log
from bihuan.journal.rules import before
from bihuan.journal.tiles import Store
from bihuan.journal.verify_journal import Difference, is_signed, verify
from bihuan.kernel import canonical, checkpoints
from bihuan.kernel.merkle import root_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MUTATIONS = 300


@pytest.fixture
def copy(db: None, settings: Any, tmp_path: Path) -> Path:
    """A copy of a year with a few hundred events."""
    settings.DATA_DIR = tmp_path / "city"
    year = Year.objects.get(year=2026)
    with clock.moving(AT):
        for number in range(300):
            was = before(year)
            year.basis = f"第{number}号"
            year.save()
            journal.record(verb="calendar.test", thing=was, by=None)
    sealing.seal(at=AT, most=120)
    while sealing.seal(at=AT):
        pass
    folder = tmp_path / "copy"
    call_command("export_record", "2026", str(folder))
    return folder


def test_an_untouched_copy_holds_with_nothing_but_python(copy: Path) -> None:
    assert "holds" in _run(copy, "--key", keys.public_of(keys.key()))
    assert _run(copy, "--key", base64.b64encode(bytes(32)).decode(), code=1)


def _run(copy: Path, *more: str, code: int = 0) -> str:
    done = subprocess.run(  # noqa: S603 - the program under test
        [sys.executable, "-I", str(copy / "verify_journal.py"), str(copy), *more],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_every_older_checkpoint_is_found_in_it(copy: Path) -> None:
    for row in Checkpoint.objects.filter(log__year=2026):
        assert verify(copy, against=row.note)
    last = Checkpoint.objects.filter(log__year=2026).latest("size")
    other = last.note.replace(str(last.size), str(last.size - 1), 1)
    with pytest.raises(Difference, match="does not begin"):
        verify(copy, against=other)


def test_a_byte_changed_anywhere_is_found(copy: Path) -> None:
    draw = random.Random(7)
    files = [path for path in copy.rglob("*") if path.is_file() and path.suffix != ".py"]
    for _round in range(MUTATIONS):
        path = draw.choice(files)
        said = path.read_bytes()
        at = draw.randrange(len(said))
        path.write_bytes(said[:at] + bytes([said[at] ^ (1 << draw.randrange(8))]) + said[at + 1 :])
        key = sealing.checkpoints.public_of(sealing.key())
        with pytest.raises((Difference, ValueError, KeyError)):
            verify(copy, key)
        path.write_bytes(said)
    assert verify(copy)


def _without(entries: list[bytes]) -> None:
    del entries[40]


def _doubled(entries: list[bytes]) -> None:
    entries.insert(40, entries[39])


def _swapped(entries: list[bytes]) -> None:
    entries[40], entries[41] = entries[41], entries[40]


@pytest.mark.parametrize("change", [_without, _doubled, _swapped])
def test_even_a_tree_built_anew_over_changed_events_is_found(
    copy: Path, change: Callable[[list[bytes]], None], settings: Any
) -> None:
    """Whoever holds the files and the key: the chain of each thing, and a checkpoint that others hold."""
    log = Log.objects.get(year=2026)
    older = Checkpoint.objects.filter(log=log).earliest("size").note
    entries = list(sealing.store_of(log).entries(log.size))
    change(entries)
    key = sealing.key()
    settings.DATA_DIR = copy.parent / "forged"
    made = sealing.store_of(log)
    leaves = [bytes.fromhex(sealing.canonical.leaf_hash(entry)) for entry in entries]
    made.append(0, entries, leaves)
    root = sealing.Tree(made.tile, len(entries)).root()
    forged = sealing.checkpoints.Checkpoint(log.origin, len(entries), root)
    (made.folder / "checkpoint").write_text(sealing.checkpoints.signed(forged, log.origin, key))
    with pytest.raises(Difference):
        verify(made.folder)
    with pytest.raises(Difference):
        verify(made.folder, against=older)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_signatures_are_judged_as_by_the_library(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert is_signed(public, message, signature)
    wrong = bytearray(signature)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not is_signed(public, message, bytes(wrong))
    assert not is_signed(public, message + b"x", signature)


def test_the_program_needs_nothing_but_the_standard_library() -> None:
    text = Path(verify_journal.__file__).read_text()
    assert "bihuan" not in text
    assert "django" not in text


def test_a_log_of_many_stretches_is_checked_alike_by_one_process_and_by_two(tmp_path: Path) -> None:
    """Things whose events lie in several stretches; one event left out of the second is found by both."""
    size = verify_journal.WIDTH * verify_journal.STRETCH * 2 + 77
    entries, last = [], ["0" * 64] * 7
    for number in range(size):
        thing, version = number % 7, number // 7 + 1
        said = {"obj": f"a.b:{thing}", "prv": last[thing], "typ": "a.c", "ver": version}
        entries.append(json.dumps(said, separators=(",", ":")).encode())
        last[thing] = canonical.leaf_hash(entries[-1])
    _laid(tmp_path / "whole", entries)
    assert verify(tmp_path / "whole") == verify(tmp_path / "whole", processes=2)
    at = verify_journal.WIDTH * verify_journal.STRETCH + 3
    _laid(tmp_path / "gap", entries[:at] + entries[at + 1 :])
    for processes in (1, 2):
        with pytest.raises(Difference, match="does not follow"):
            verify(tmp_path / "gap", processes=processes)


def test_an_entry_that_is_no_event_is_found(tmp_path: Path) -> None:
    for wrong in (b'{"obj":"a.b:1","prv":"","typ":"a","ver":1} ', b"{", b""):
        _laid(tmp_path / wrong.hex(), [wrong])
        with pytest.raises(Difference, match="is no event"):
            verify(tmp_path / wrong.hex())


def _laid(folder: Path, entries: list[bytes]) -> None:
    """A log of these entries with all its hashes right."""
    store, leaves = Store(folder), [bytes.fromhex(canonical.leaf_hash(entry)) for entry in entries]
    store.append(0, entries, leaves)
    made = checkpoints.Checkpoint("test/2026", len(entries), root_of(leaves))
    (folder / "checkpoint").write_text(checkpoints.signed(made, made.origin, Ed25519PrivateKey.generate()))
