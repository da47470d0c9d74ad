"""kill -9: an acknowledged action is durable, an unacknowledged one is wholly there or not at all.

Two writer processes make real moves and note each one outside the database once it has been acknowledged;
they are killed at random moments and replaced. On PostgreSQL every tenth kill takes the whole server.
Afterwards: every noted move is there once; tables equal the record; every event waits for its consumers.
With --mutate the journal is written in a second transaction after the change, and the attempt must fail.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from reliability._ground import answer, installation

WRITERS = 2
# A writer is left alone this long at least and at most, in seconds, after its first note.
SHORTEST, LONGEST = 0.01, 0.35
SERVER_EVERY = 10
# Seconds between a change and its event under --mutate.
TORN = 0.02


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db) as folder:
        from django.db import connections

        from bihuan.supervision.tests.makers import make_cast

        cast = make_cast()
        notes = folder / "notes"
        notes.mkdir()
        connections.close_all()
        chance = random.Random(asked.seed)
        running = {slot: _start(cast, notes, asked) for slot in range(WRITERS)}
        try:
            for number in range(1, asked.kills + 1):
                slot = chance.randrange(WRITERS)
                pid, path = running[slot]
                _await_note(path)
                time.sleep(chance.uniform(SHORTEST, LONGEST))
                if asked.db == "pg" and number % SERVER_EVERY == 0:
                    _kill_server()
                _end(pid)
                running[slot] = _start(cast, notes, asked)
        finally:
            for pid, _path in running.values():
                _end(pid)
        return _reckon(notes) | {"kills": asked.kills}


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _start(cast: Any, notes: Path, asked: argparse.Namespace) -> tuple[int, Path]:
    path = notes / f"{time.monotonic_ns()}"
    path.touch()
    pid = os.fork()
    if pid == 0:
        try:
            _write_for_ever(cast, path, asked)
        finally:
            os._exit(1)
    return pid, path


def _await_note(path: Path) -> None:
    deadline = time.monotonic() + 60
    while path.stat().st_size == 0:
        if time.monotonic() > deadline:
            raise SystemExit("A writer acknowledged nothing for a minute.")
        time.sleep(0.002)


def _write_for_ever(cast: Any, path: Path, asked: argparse.Namespace) -> None:
    """File matters and take each some way round the loop, noting every acknowledged move."""
    from django.db import DatabaseError, connection

    if asked.mutate:
        _write_the_journal_later()
    note = os.open(path, os.O_WRONLY | os.O_APPEND)
    number = 0
    while True:
        number += 1
        key = f"{path.name}-{number}"
        try:
            _one_matter(cast, key, note)
        except DatabaseError:
            # The server has been killed: what was not noted is unknown, and the next key is a new one.
            connection.close()
            time.sleep(0.05)


def _one_matter(cast: Any, key: str, note: int) -> None:
    from bihuan.journal import clock
    from bihuan.supervision import actions
    from bihuan.supervision.tests.makers import actor_of, inputs, make_order

    at = clock.now()
    item = actions.file_item(by=cast.office, at=at, order=make_order(cast, idem=key, finish_due=None))
    os.write(note, f"file {item.pk} {key}\n".encode())
    for move in ("approve", "dispatch", "acknowledge", "report", "report", "urge", "submit", "send_back"):
        act = getattr(actions, move)
        act(item=item, by=actor_of(cast, move), at=clock.now(), **inputs(cast, item, move))
        os.write(note, f"{move} {item.pk} {key}\n".encode())


def _write_the_journal_later() -> None:
    """The fault that --mutate plants: the change commits first and its event in a second transaction."""
    from django.db import transaction

    from bihuan.journal import actions as journal

    write = journal.record

    def later(**event: Any) -> SimpleNamespace:
        def second() -> None:
            # Between the two transactions lies the moment in which a kill tears them apart.
            time.sleep(TORN)
            with transaction.atomic():
                write(**event)

        transaction.on_commit(second)
        # Nobody knows the event's number yet; what is kept for taking it back needs one of its own.
        return SimpleNamespace(pk=time.time_ns())

    journal.record = later  # type: ignore[assignment]


def _kill_server() -> None:
    """Kill -9 the postmaster and all its children, then start the server again."""
    from urllib.parse import unquote, urlsplit

    from tests.postgres import _as, _owner, binaries

    folder = Path(unquote(urlsplit(os.environ["BIHUAN_DATABASE"]).netloc.split("@")[1]))
    postmaster = (folder / "rows" / "postmaster.pid").read_text().split()[0]
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", postmaster], capture_output=True, text=True, check=False
    ).stdout.split()
    for pid in (postmaster, *children):
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue
    # The new server refuses the old one's shared memory while a process of it still dies.
    while any(Path(f"/proc/{pid}").exists() for pid in (postmaster, *children)):
        time.sleep(0.01)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60"
    log = folder / "log"
    _as(_owner(), f"{binaries()}/pg_ctl", "-D", folder / "rows", "-w", "-l", log, "-o", options, "start")


def _reckon(notes: Path) -> dict[str, Any]:
    """Hold what was noted outside against what the database says."""
    from django.db.models import Count, Max

    from bihuan.journal.models import Consumer, Event, Pending
    from bihuan.journal.queries import differences
    from bihuan.supervision.models import SupervisionItem

    noted: Counter[tuple[str, int]] = Counter()
    keys: dict[str, set[int]] = {}
    for path in notes.iterdir():
        for line in path.read_text().splitlines():
            move, pk, key = line.split()
            noted[move, int(pk)] += 1
            keys.setdefault(key, set()).add(int(pk))
    written = Counter(
        (verb.removeprefix("item."), pk)
        for verb, pk in Event.objects.filter(verb__startswith="item.").values_list("verb", "thing_id")
    )
    lost = sum(max(count - written[move], 0) for move, count in noted.items())
    # A move may be there without a note (killed in between), but only one for each writer that was killed.
    extra = sum(max(written[move] - noted[move], 0) for move in written)
    versions = Event.objects.values("thing_kind", "thing_id").annotate(n=Count("id"), top=Max("version"))
    gaps = sum(row["n"] != row["top"] for row in versions)
    changed = sum(1 for _difference in differences())
    events = Event.objects.count()
    waiting = Pending.objects.count()
    eventless = SupervisionItem.objects.exclude(
        pk__in=Event.objects.filter(verb="item.file").values("thing_id")
    ).count()
    doubled = sum(len(pks) > 1 for pks in keys.values())
    unpaired = events * len(Consumer.values) - waiting
    bad = lost + gaps + changed + eventless + doubled + unpaired + max(extra - len(list(notes.iterdir())), 0)
    return {
        "promise": "acknowledged is durable, unacknowledged is whole or absent",
        "acknowledged": sum(noted.values()),
        "lost": lost,
        "doubled": doubled,
        "there_without_note": extra,
        "state_differs_from_events": changed,
        "matters_without_event": eventless,
        "events_without_pending": unpaired,
        "version_gaps": gaps,
        "held": bad == 0,
    }


if __name__ == "__main__":
    sys.exit(
        answer(
            __doc__ or "",
            attempt,
            kills={"type": int, "default": 100},
            seed={"type": int, "default": 1},
        )
    )
