"""Many events: a log of so many made by the real tile code, and writers that append as fast as they can."""

import hashlib
import json
import os
import resource
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AT_ONCE = 2000
# Each writer has things of its own, so that two wait for each other only where the record makes them.
FIRST_THING, THINGS = 10**6, 10**4
SETTLE = 0.2
# A table of nothing but a number.
BARE = "reliability_bare"


def events(count: int) -> Iterator[bytes]:
    """Canonical bytes of made-up events of the usual length, one after another on things of ten events."""
    before = "0" * 64
    for number in range(count):
        version = number % 10 + 1
        before = before if version > 1 else "0" * 64
        said = {
            "act": 17, "aft": {"parts": [], "set": {"finish_due": "2026-03-31", "status": "in_progress"}},
            "at": "2026-03-02T09:00:00.000Z", "bef": {"parts": [], "set": {"status": "accepted"}},
            "com": "7f" * 32, "dlg": None, "idem": None, "log": "test",
            "obj": f"supervision.item:{number // 10}",
            "occ": None, "org": 3, "prv": before, "role": "handler", "typ": "supervision.report", "v": 1,
            "ver": version,
        }  # fmt: skip
        body = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        before = hashlib.sha256(b"\x00" + body).hexdigest()
        yield body


def made_log(folder: Path, count: int) -> dict[str, float]:
    """Seal so many events in the usual batches, root and signature each time; events a second."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from bihuan.journal.tiles import Store
    from bihuan.kernel import checkpoints
    from bihuan.kernel.merkle import Tree

    store, key, spent, size, note = Store(folder), Ed25519PrivateKey.generate(), 0.0, 0, ""
    left = events(count)
    while size < count:
        some = [entry for _n, entry in zip(range(min(AT_ONCE, count - size)), left, strict=False)]
        begin = time.perf_counter()
        store.append(size, some, [hashlib.sha256(b"\x00" + entry).digest() for entry in some])
        size += len(some)
        made = checkpoints.Checkpoint("test/2026", size, Tree(store.tile, size).root())
        note = checkpoints.signed(made, made.origin, key)
        spent += time.perf_counter() - begin
    (folder / "checkpoint").write_text(note)
    return {"events": count, "sealed_per_s": round(count / spent)}


@dataclass(frozen=True)
class Load:
    """How many write, for how long, whether something seals, and how long each commit waits besides.

    `events` of one transaction, as of an action on several things. `is_bare`: instead of an event one row of
    one number is committed, without anything of ours: what this machine and its disk can do at most.
    """

    writers: int
    seconds: float
    is_sealed: bool = True
    commit_wait: float = 0.0
    is_logged: bool = True
    is_one_lock: bool = False
    is_bare: bool = False
    events: int = 1


def appending(load: Load, notes: Path) -> dict[str, float]:
    """Let writers append, each event in a transaction of its own; rate, latency, lag of sealing."""
    from django.db import connections

    connections.close_all()
    notes.mkdir(exist_ok=True)
    end, cpu = time.time() + SETTLE + load.seconds, _cpu()
    children = [_fork(_write, load, number, end, notes / f"w{number}") for number in range(load.writers)]
    if load.is_sealed:
        children.append(_fork(_seal, end, notes / "sealer"))
    for child in children:
        _pid, status = os.waitpid(child, 0)
        if status:
            raise SystemExit("A writer failed; the lines above say why.")
    spent = [float(line) for path in notes.glob("w*") for line in path.read_text().split()]
    lags = [float(line) for line in (notes / "sealer").read_text().split()] if load.is_sealed else []
    for path in notes.iterdir():
        path.unlink()
    return {
        "writers": load.writers,
        "events_per_s": round(len(spent) * load.events / load.seconds),
        "cpu_ms": round((_cpu() - cpu) * 1000 / max(1, len(spent) * load.events), 2),
        "p50_ms": round(_share(spent, 0.5) * 1000, 2),
        "p99_ms": round(_share(spent, 0.99) * 1000, 1),
        **({"lag_p99_s": round(_share(lags, 0.99), 2)} if lags else {}),
    }


def _cpu() -> float:
    """CPU seconds of the writers and the sequencer that have ended; the database's own are not among them."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def _fork(work: Any, *asked: Any) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work(*asked)
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    return pid


def _write(load: Load, number: int, end: float, path: Path) -> None:
    from django.db import connection, transaction

    from bihuan.calendar.models import Year
    from bihuan.journal import actions
    from bihuan.journal.rules import Change, Note

    first, spent, count = FIRST_THING + os.getpid() * THINGS, [], 0
    while time.time() < end:
        begin, count = time.perf_counter(), count + 1
        with transaction.atomic():
            if load.is_one_lock:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(1)")
            if load.is_bare:
                with connection.cursor() as cursor:
                    cursor.execute(f"INSERT INTO {BARE} (number) VALUES (%s)", [count])  # noqa: S608 - ours
            elif load.is_logged:
                places = (first + (count * load.events + each) % THINGS for each in range(load.events))
                rows = [Year(pk=pk, year=2026, basis=f"{number} {count}") for pk in places]
                if load.events == 1:
                    actions.record(verb="calendar.test", thing=Change(rows[0]), by=None)
                else:
                    actions.record_all(notes=[Note("calendar.test", Change(row)) for row in rows], by=None)
            if load.commit_wait:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(%s)", [load.commit_wait])
        spent.append(time.perf_counter() - begin)
    path.write_text("\n".join(map(str, spent)))


def _seal(end: float, path: Path) -> None:
    """Seal once a second as the worker does, and note for some events how long they waited."""
    from bihuan.journal import clock, sealing
    from bihuan.journal.models import Consumer, Pending

    lags: list[float] = []
    while time.time() < end:
        time.sleep(0.5)
        while time.time() < end and sealing.is_waiting():
            rows = Pending.objects.filter(consumer=Consumer.SEQUENCER).order_by("event_id")
            some = list(rows.values_list("event__at", flat=True)[: sealing.AT_ONCE : 20])
            if not sealing.seal(at=clock.now()):
                break
            done = clock.now()
            lags += [(done - at).total_seconds() for at in some]
    path.write_text("\n".join(map(str, lags)))
