"""Proof: what outsiders hold proves an event with their own programs, and nothing false passes for it.

A receipt is judged by verify_journal.py with nothing but Python, within a second; some hundred flipped bits,
none accepted; a time stamp and the SM2 signature by openssl, neither holds for an altered checkpoint; of two
histories no honest witness signs both. With --mutate signatures are believed unseen and the witnesses keep
nothing of what they signed, and the attempt must fail.
"""

import argparse
import base64
import contextlib
import json
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reliability._ground import answer, installation
from reliability.tamper import _written

MOST_SECONDS = 1.0
# All of them must have signed, so that no flipped bit of any signature may pass.
WITNESSES = ("audit.example", "congress.example", "notary.example")
NEED = len(WITNESSES)


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    if shutil.which("openssl") is None:
        raise SystemExit("The program openssl is missing here: it judges time stamps and SM2.")
    with installation(asked.db) as folder:
        from django.test import override_settings

        from bihuan.journal.tests.authority import Authority

        authority = Authority(folder / "authority")
        _run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", folder / "sm2.key")
        named = {"TSA_CERTIFICATES": str(authority.certificates), "SM2_KEY": str(folder / "sm2.key")}
        with override_settings(**named):
            found = _tried(asked, folder, authority)
        found["held"] = (
            found["receipt_s"] <= MOST_SECONDS
            and found["wrong_accepts"] == found["cosigned_both"] == found["altered_held"] == 0
            and found["good_held"] == found["good"]
        )
        return found


def _tried(asked: argparse.Namespace, folder: Path, authority: Any) -> dict[str, Any]:
    from bihuan.journal import clock, sealing, stamping
    from bihuan.journal.receipts import receipt, seals_of

    log, _older = _written()
    copy = folder / "copy"
    sealing.export(log=log, folder=copy)
    key = sealing.checkpoints.public_of(sealing.key())
    homes = {name: _enlisted(folder / name, name) for name in WITNESSES}
    lines = "".join(_cosigned(copy, key, folder / name) for name in WITNESSES)
    seal = seals_of("calendar.year", _thing(), ["calendar.test"])[0]
    text = receipt(seal) + lines
    with _believing([folder / name for name in WITNESSES], is_on=asked.mutate):
        accepted = _flipped(
            text, {"keys": [key], "origin": log.origin, "witnesses": homes, "need": NEED}, asked
        )
        both = _split(copy, log, key, folder)
    seconds, is_good = _alone(text, key, homes, folder)
    stamp = stamping.ask(at=clock.now())
    assert stamp
    reply = authority.stamp(stamping.files_of(stamp)["tsq"])
    stamping.take(stamp=stamp, reply=reply, by=None)
    held = [is_good, *_judged(copy, stamping.files_of(stamp)["note"], reply, authority)]
    altered = _judged(copy, stamping.files_of(stamp)["note"], reply, authority, is_altered=True)
    return {
        "promise": "what outsiders hold proves an event, and nothing false passes for it",
        "entries": log.size,
        "receipt_bytes": len(text.encode()),
        "receipt_s": seconds,
        "flips": asked.n,
        "wrong_accepts": accepted,
        "cosigned_both": both,
        "good": len(held),
        "good_held": sum(held),
        "altered_held": sum(altered),
    }


def _thing() -> int:
    from bihuan.journal.models import Event

    return Event.objects.filter(verb="calendar.test").latest("pk").thing_id


def _enlisted(home: Path, name: str) -> bytes:
    """Make a witness's key by his own program; its public half."""
    from bihuan.journal import witness

    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-I", witness.__file__, "new", name, "--home", home],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return base64.b64decode(done.stdout.split()[1])


def _cosigned(copy: Path, key: bytes, home: Path) -> str:
    """The line of a witness under the checkpoint of a copy."""
    from bihuan.journal import witness

    return witness.cosign(str(copy), key, home, "").splitlines(keepends=True)[-1]


def _flipped(text: str, known: dict[str, Any], asked: argparse.Namespace) -> int:
    """How many receipts with one bit flipped are accepted; without the line that its reader passes over."""
    from bihuan.journal.verify_journal import Difference, check_receipt

    said, chance, accepted = text.encode(), random.Random(asked.seed), 0
    check_receipt(text, **known)
    passed_over = said.split("\u2014 ".encode())[2]
    begin = said.index(passed_over)
    places = [at for at in range(len(said)) if not begin <= at < begin + len(passed_over)]
    for _each in range(asked.n):
        wrong = bytearray(said)
        wrong[chance.choice(places)] ^= 1 << chance.randrange(8)
        with contextlib.suppress(Difference, ValueError, IndexError, KeyError, TypeError):
            check_receipt(wrong.decode(), **known)
            accepted += 1
    return accepted


def _split(copy: Path, log: Any, key: bytes, folder: Path) -> int:
    """How many witnesses who signed one history sign another one of the same log that is longer."""
    from bihuan.journal import sealing, witness
    from bihuan.journal.tiles import Store
    from bihuan.kernel import canonical, checkpoints
    from bihuan.kernel.merkle import root_of

    other = folder / "other"
    shutil.copytree(copy, other)
    entries = list(Store(copy).entries(log.size))
    entries[log.size // 2] = entries[log.size // 2].replace(b'"at":"20', b'"at":"19')
    entries.append(entries[-1])
    leaves = [bytes.fromhex(canonical.leaf_hash(entry)) for entry in entries]
    Store(other).append(0, entries, leaves)
    made = checkpoints.Checkpoint(log.origin, len(entries), root_of(leaves))
    (other / "checkpoint").write_text(checkpoints.signed(made, log.origin, sealing.key()))
    both = 0
    for name in WITNESSES:
        with contextlib.suppress(witness.Refused):
            witness.cosign(str(other), key, folder / name, "")
            both += 1
    return both


def _alone(text: str, key: bytes, homes: dict[str, bytes], folder: Path) -> tuple[float, bool]:
    """Judge the receipt in a process of its own without any package: CPU seconds, and whether it holds."""
    from bihuan.journal import verify_journal

    path = folder / "r.tlog-proof"
    path.write_text(text)
    words = ["--key", base64.b64encode(key).decode(), "--need", str(NEED)]
    for name, public in homes.items():
        words += ["--witness", f"{name}={base64.b64encode(public).decode()}"]
    begin = _spent()
    done = subprocess.run(
        [sys.executable, "-I", "-S", verify_journal.__file__, path, *words], capture_output=True, check=False
    )
    return round(_spent() - begin, 2), done.returncode == 0


def _judged(
    copy: Path, note: bytes, reply: bytes, authority: Any, *, is_altered: bool = False
) -> tuple[bool, bool]:
    """Whether the stamp and the SM2 signature hold, by openssl; where asked, of an altered checkpoint."""
    from bihuan.journal.openssl import SM2

    body = (copy / "checkpoint.body").read_bytes()
    said = copy / "said"
    said.write_bytes(note.replace(b"\n", b"0\n", 2) if is_altered else note)
    (copy / "told.tsr").write_bytes(reply)
    stamped = _run(
        "ts", "-verify", "-data", said, "-in", copy / "told.tsr", "-CAfile", authority.certificates
    )
    said.write_bytes(body.replace(b"\n", b"0\n", 2) if is_altered else body)
    signed = ["-pubin", "-inkey", copy / "sm2.pem", "-sigfile", copy / "checkpoint.sm2"]
    return stamped, _run("pkeyutl", "-verify", *signed, *SM2, "-in", said)


def _run(*words: Any) -> bool:
    return subprocess.run(["openssl", *map(str, words)], capture_output=True, check=False).returncode == 0


def _spent() -> float:
    """CPU seconds of the processes that have ended: another load on the machine does not count."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


@contextlib.contextmanager
def _believing(homes: list[Path], *, is_on: bool) -> Iterator[None]:
    """Where it is on, the reader believes every signature and the witnesses have kept nothing."""
    from bihuan.journal import verify_journal

    kept = verify_journal.is_signed
    if is_on:
        verify_journal.is_signed = lambda *_said: True
        for home in homes:
            (home / "witness.json").write_text(json.dumps({"name": home.name, "logs": {}}))
    try:
        yield
    finally:
        verify_journal.is_signed = kept


if __name__ == "__main__":
    flips = {"type": int, "default": 400, "help": "how many bits are flipped"}
    seed = {"type": int, "default": 1}
    sys.exit(answer(__doc__ or "", attempt, n=flips, seed=seed))
