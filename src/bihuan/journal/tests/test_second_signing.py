"""Checkpoints bear a second signature by SM2 where a key is configured; sealing never waits for it."""

import errno
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bihuan.journal import openssl as asking
from bihuan.journal import sealing
from bihuan.journal.models import Checkpoint, Log
from bihuan.journal.openssl import SM2
from bihuan.journal.tests.makers import write_sealed
from bihuan.journal.verify_journal import verify
from bihuan.kernel import checkpoints

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl signs with SM2"),
]


def openssl(*words: Any) -> bool:
    command = ["openssl", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR, path = tmp_path / "city", tmp_path / "sm2.key"
    assert openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", path)
    settings.SM2_KEY = str(path)
    return path


def test_the_second_signature_goes_with_an_export(key: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    write_sealed()
    log = Log.objects.get(year=2026)
    sealing.export(log=log, folder=copy)
    files = ["-in", copy / "checkpoint.body", "-sigfile", copy / "checkpoint.sm2"]
    ask = ["pkeyutl", "-verify", "-pubin", "-inkey", copy / "sm2.pem", *SM2, *files]
    assert openssl(*ask)
    body = (copy / "checkpoint.body").read_text()
    assert (copy / "checkpoint").read_text().startswith(body + "\n")
    (copy / "checkpoint.body").write_text(body.replace(f"\n{log.size}\n", f"\n{log.size + 1}\n"))
    assert not openssl(*ask)


def test_who_does_not_know_the_second_signature_passes_it_over(key: Path, tmp_path: Path) -> None:
    write_sealed()
    log = Log.objects.get(year=2026)
    note = Checkpoint.objects.filter(log=log).latest("size").note
    public = checkpoints.public_of(sealing.key())
    assert len(checkpoints.read(note).signatures) == 2
    assert checkpoints.signers(checkpoints.read(note), {log.origin: public}) == {log.origin}
    sealing.export(log=log, folder=tmp_path / "copy")
    assert verify(tmp_path / "copy", public)


def locked(path: Path) -> None:
    """The key behind a password."""
    assert openssl("pkey", "-in", path, "-aes256", "-passout", "pass:secret", "-out", f"{path}.new")
    Path(f"{path}.new").replace(path)


@pytest.mark.parametrize(
    "trouble",
    [Path.unlink, lambda path: path.write_text("not a key"), locked],
    ids=["none", "no key", "locked"],
)
def test_sealing_goes_on_without_it(key: Path, trouble: Callable[[Path], object]) -> None:
    trouble(key)
    assert signatures() == 1


def signatures() -> int:
    """How many signatures stand under what is sealed now."""
    write_sealed()
    note = Checkpoint.objects.filter(log__year=2026).latest("size").note
    assert not sealing.is_waiting()
    return len(checkpoints.read(note).signatures)


def test_sealing_goes_on_where_there_is_no_room_to_ask(key: Path, monkeypatch: Any) -> None:
    assert signatures() == 2

    def full(*_asked: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as none_left:
        none_left.setattr(asking.tempfile, "TemporaryDirectory", full)
        assert signatures() == 1
    with monkeypatch.context() as none_left:
        none_left.setattr(asking.Path, "write_bytes", full)
        with pytest.raises(asking.Missing):
            asking.sm2_signed(b"message", key)


def test_the_signer_asks_nobody_and_waits_little(key: Path, monkeypatch: Any) -> None:
    """While a checkpoint is signed nothing else is written."""
    runs: list[tuple[list[str], dict[str, Any]]] = []
    run = subprocess.run

    def noted(asked: list[str], **said: Any) -> Any:
        runs.append((asked, said))
        return run(asked, **said)

    monkeypatch.setattr(asking.subprocess, "run", noted)
    assert signatures() == 2
    assert runs
    for asked, said in runs:
        assert asked[asked.index("-passin") + 1] == "pass:"
        assert said["stdin"] == subprocess.DEVNULL
        assert said["timeout"] == asking.SIGNING < asking.SECONDS
