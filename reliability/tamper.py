"""Tamper: whoever has the whole database and all files in his hands is found out by a copy of the record.

Writes and seals some hundred events, keeps an early checkpoint as a witness would, then changes a copy once
per attempt: an event edited, removed, inserted, moved, renumbered, the end cut off, a hash of a tile, the
signed root. In every second attempt the tiles and the root are made to fit again with the log's own key, so
that only the older checkpoint tells. With --mutate the copies are checked without that checkpoint and without
a key, as by somebody who trusts the copy, and the attempt must fail.
"""

import argparse
import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reliability._ground import answer, installation

EVENTS = 400
Entries = list[bytes]


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db) as folder:
        from bihuan.journal import sealing
        from bihuan.journal.models import Log
        from bihuan.journal.verify_journal import verify

        log, older = _written()
        whole, copy = folder / "copy", folder / "changed"
        sealing.export(log=Log.objects.get(pk=log.pk), folder=whole)
        key = sealing.checkpoints.public_of(sealing.key())
        verify(whole, key, older)
        told = (None, None) if asked.mutate else (key, older)
        chance, missed = random.Random(asked.seed), []
        for number in range(asked.n):
            name = list(CHANGES)[number % len(CHANGES)]
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(whole, copy)
            said = _change(copy, name, chance, fits=number // len(CHANGES) % 2 == 1)
            if not _is_found(copy, *told):
                missed.append(said)
        return {
            "promise": "every single change of the record is found",
            "events": EVENTS,
            "changes": asked.n,
            "found": asked.n - len(missed),
            "first_missed": missed[0] if missed else "",
            "held": not missed,
        }


def _written() -> tuple[Any, str]:
    """A year's log of so many events, and the checkpoint that a witness kept of its greater part."""
    from django.db import transaction

    from bihuan.calendar.models import Year
    from bihuan.journal import actions, clock, sealing
    from bihuan.journal.models import Checkpoint, Log
    from bihuan.journal.rules import before

    for _each in range(EVENTS):
        row = Year.objects.order_by("?").first()
        with transaction.atomic():
            was = before(row)
            row.basis = f"{row.basis[:20]}."
            row.save()
            actions.record(verb="calendar.test", thing=was, by=None)
    while sealing.seal(at=clock.now(), most=90):
        pass
    log = Log.objects.order_by("-size")[0]
    return log, Checkpoint.objects.filter(log=log).order_by("-size").values_list("note", flat=True)[0]


def _is_found(copy: Path, key: bytes | None, older: str | None) -> bool:
    from bihuan.journal.verify_journal import Difference, verify

    try:
        verify(copy, key, older)
    except (Difference, ValueError, KeyError, OSError):
        return True
    return False


def _edit(entries: Entries, chance: random.Random) -> None:
    """Say another moment or another value, in the same form."""
    at = chance.randrange(1, len(entries))
    said = json.loads(entries[at])
    if chance.random() < 1 / 2:
        said["at"] = said["at"][:17] + f"{chance.randrange(60):02d}.999Z"
    else:
        said["act"] = chance.randrange(1, 10**6)
    entries[at] = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _remove(entries: Entries, chance: random.Random) -> None:
    del entries[chance.randrange(1, len(entries))]


def _insert(entries: Entries, chance: random.Random) -> None:
    """Slip in the first event of a thing that never was."""
    said = json.loads(entries[chance.randrange(1, len(entries))])
    said |= {"obj": f"calendar.year:{chance.randrange(10**6, 10**7)}", "ver": 1, "prv": "0" * 64}
    new = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    entries.insert(chance.randrange(1, len(entries)), new)


def _move(entries: Entries, chance: random.Random) -> None:
    one, other = chance.sample(range(1, len(entries)), 2)
    entries[one], entries[other] = entries[other], entries[one]


def _renumber(entries: Entries, chance: random.Random) -> None:
    at = chance.randrange(1, len(entries))
    said = json.loads(entries[at])
    said["ver"] += 1
    entries[at] = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _cut(entries: Entries, chance: random.Random) -> None:
    del entries[chance.randrange(len(entries) // 2, len(entries)) :]


def _words(entries: Entries, chance: random.Random) -> None:
    """Commit to other words."""
    at = chance.randrange(1, len(entries))
    said = json.loads(entries[at])
    said["com"] = f"{chance.getrandbits(256):064x}"
    entries[at] = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


CHANGES: dict[str, Callable[[Entries, random.Random], None]] = {
    "edit": _edit,
    "remove": _remove,
    "insert": _insert,
    "move": _move,
    "renumber": _renumber,
    "cut": _cut,
    "words": _words,
}


def _change(copy: Path, name: str, chance: random.Random, *, fits: bool) -> str:
    """Change a copy once: its entries alone, or with tiles and a root signed by the log's own key."""
    from bihuan.journal import sealing
    from bihuan.journal.tiles import Store
    from bihuan.kernel import canonical, checkpoints
    from bihuan.kernel.merkle import root_of

    store, note = Store(copy), checkpoints.read((copy / "checkpoint").read_text())
    entries = list(store.entries(note.size))
    before = list(entries)
    while entries == before:
        CHANGES[name](entries, chance)
    leaves = [bytes.fromhex(canonical.leaf_hash(entry)) for entry in (entries if fits else before)]
    shutil.rmtree(copy / "tile")
    store.append(0, entries, leaves)
    if fits:
        made = checkpoints.Checkpoint(note.origin, len(entries), root_of(leaves))
        (copy / "checkpoint").write_text(checkpoints.signed(made, note.origin, sealing.key()))
    return f"{name}, {'fitted' if fits else 'plain'}"


if __name__ == "__main__":
    n = {"type": int, "default": 1000, "help": "how many changes"}
    sys.exit(answer(__doc__ or "", attempt, n=n, seed={"type": int, "default": 1}))
