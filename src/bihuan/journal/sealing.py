"""Sealing the record: each event gets its place in the tree of its year, and the tree's root is signed.

Apart from the requests that write events: appending one takes no lock that others wait for. The sequencer
takes what waits, in the order of the events' numbers, and does so alone. A log's first entry carries the
last checkpoint of the year before, so that the years hang together.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from bihuan.journal import second_signing
from bihuan.journal.keys import Halted, key, need_known, public_of
from bihuan.journal.models import Checkpoint, Consumer, KeyChange, Log, Pending, Sealed
from bihuan.journal.pouring import pour_values
from bihuan.journal.tiles import Store, put
from bihuan.kernel import canonical, checkpoints
from bihuan.kernel.merkle import Tree, root_of

AT_ONCE = 2000
OWNER_ONLY = 0o600
# The number by which PostgreSQL knows the one sequencer.
SEQUENCER = 0x5EA1
# The database's clock may be set back by so much and no more.
SET_BACK = timedelta(seconds=2)


class Tampered(Halted):
    """A stored event is not what was recorded."""


class RolledBack(Halted):
    """The database is older than what this machine has signed already."""


class SetBack(Halted):
    """The database's clock says that it is earlier than when the last checkpoint was signed."""


def is_waiting() -> bool:
    """Whether anything waits to be sealed."""
    return Pending.objects.filter(consumer=Consumer.SEQUENCER).exists()


def seal(*, at: datetime, most: int = AT_ONCE) -> int:
    """Seal up to so many events that wait, and sign the roots; how many there were.

    None where another process seals at this moment. Raises Halted.
    """
    with _alone() as is_alone, transaction.atomic():
        if not is_alone or not _is_first():
            return 0
        _need_later(at)
        need_known()
        logs = {log.year: log for log in Log.objects.select_for_update().order_by("year")}
        waiting = Pending.objects.filter(consumer=Consumer.SEQUENCER).order_by("event_id")
        columns = ("event_id", "event__local_date", "event__body", "event__leaf")
        rows = list(waiting.values_list(*columns)[:most])
        for year, some in groupby(
            sorted(rows, key=lambda row: (row[1].year, row[0])), lambda row: row[1].year
        ):
            _extend(logs.get(year) or _begin(year, at), list(some), at)
        waiting.filter(event__in=[row[0] for row in rows]).delete()
        transaction.on_commit(keep_last)
    return len(rows)


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the folder of the record on this machine: its files outlive a connection that was lost."""
    folder = Path(settings.DATA_DIR) / "record"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".sealing", os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _is_first() -> bool:
    """Whether this is the only sequencer on the database, until the transaction ends.

    SQLite lets only one transaction write anyhow.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER])
        return bool(cursor.fetchone()[0])


def _need_later(at: datetime) -> None:
    last = Checkpoint.objects.order_by("-at").values_list("at", flat=True).first()
    if last and at < last - SET_BACK:
        raise SetBack(f"the clock says {at:%Y-%m-%d %H:%M:%S}; the last checkpoint was signed at {last}")


def keep_last() -> None:
    """Keep the last checkpoint of each year beside its files: they may outlive the database."""
    for log in Log.objects.order_by("year"):
        last = Checkpoint.objects.filter(log=log).order_by("size").last()
        if last and store_of(log).folder.exists():
            put(store_of(log).folder / "checkpoint", last.note.encode())


def _need_newest(log: Log) -> None:
    """Raise RolledBack where the log's own files stand under a later checkpoint than the database knows."""
    path = store_of(log).folder / "checkpoint"
    kept = checkpoints.read(path.read_text(encoding="utf-8")) if path.exists() else None
    if kept and kept.size > log.size:
        raise RolledBack(
            f"{log.origin} was signed up to entry {kept.size}, this database ends at {log.size}: "
            "restore a newer copy; see docs/operate/record.md before you seal anything"
        )


def store_of(log: Log) -> Store:
    """Where the files of a log lie."""
    return Store(Path(settings.DATA_DIR) / "record" / str(log.year))


def _begin(year: int, at: datetime) -> Log:
    """A year's log with its first entry: the last checkpoint of the year before, where there is one."""
    log = Log.objects.create(origin=f"{settings.LOG_ORIGIN}/{year}", year=year)
    _append(log, [beginning_of(log)])
    return log


def beginning_of(log: Log) -> bytes:
    """The first entry of a year's log."""
    last = Checkpoint.objects.filter(log__year__lt=log.year).order_by("-log__year", "-size").first()
    said = {"v": 1, "log": log.origin, "typ": "log.begin", "prior": last.note if last else ""}
    return canonical.encode(said)


def rebuild(*, log: Log) -> None:
    """Write a log's files anew from the database, as after the restore of a backup without them.

    Raises Tampered, and keeps what was there, when the events do not give the root that was signed;
    RolledBack when the files were signed further than the database goes.
    """
    _need_newest(log)
    bodies = Sealed.objects.filter(log=log).order_by("place").values_list("event__body", flat=True)
    entries = [beginning_of(log), *(body.encode() for body in bodies.iterator())]
    leaves = [bytes.fromhex(canonical.leaf_hash(entry)) for entry in entries]
    if root_of(leaves).hex() != log.root:
        raise Tampered(f"the events of {log.origin} do not give the root that was signed")
    shutil.rmtree(store_of(log).folder / "tile", ignore_errors=True)
    store_of(log).append(0, entries, leaves)


def _extend(log: Log, rows: Sequence[tuple[int, object, str, str]], at: datetime) -> None:
    _need_newest(log)
    _need_files(log)
    first = log.size
    entries = []
    for event, _day, body, leaf in rows:
        said = body.encode()
        if canonical.leaf_hash(said) != leaf:
            raise Tampered(f"event {event} does not hash to its leaf")
        entries.append(said)
    _append(log, entries)
    places = ((row[0], log.pk, first + number) for number, row in enumerate(rows))
    pour_values(Sealed, ("event_id", "log_id", "place"), places)
    made = checkpoints.Checkpoint(log.origin, log.size, bytes.fromhex(log.root))
    note = checkpoints.signed(made, log.origin, key()) + second_signing.line(made)
    Checkpoint.objects.create(log=log, size=log.size, root=log.root, note=note, at=at)


def _need_files(log: Log) -> None:
    """Write a log's files anew where they are not those of its last root, as on a new machine."""
    try:
        is_there = Tree(store_of(log).tile, log.size).root().hex() == log.root
    except OSError:
        is_there = False
    if not is_there:
        rebuild(log=log)


def _append(log: Log, entries: Sequence[bytes]) -> None:
    """Write the entries into the log's files, and read the root back from what was stored."""
    store = store_of(log)
    store.append(log.size, entries, [bytes.fromhex(canonical.leaf_hash(entry)) for entry in entries])
    log.size += len(entries)
    log.root = Tree(store.tile, log.size).root().hex()
    log.save(update_fields=["size", "root"])


def export(*, log: Log, folder: Path) -> str:
    """Copy a log's files and its last checkpoint for whoever checks it; the log's public key in words."""
    last = Checkpoint.objects.filter(log=log).order_by("size").last()
    if last is None:
        raise ValueError(f"{log.origin} has no checkpoint yet")
    shutil.copytree(store_of(log).folder, folder, dirs_exist_ok=True)
    (folder / "checkpoint").write_text(last.note, encoding="utf-8")
    for name, content in second_signing.files_of(last.note).items():
        (folder / name).write_bytes(content)
    for number, change in enumerate(KeyChange.objects.order_by("pk"), start=1):
        (folder / f"key-{number:03d}").write_text(change.note, encoding="utf-8")
    return public_of(key())
