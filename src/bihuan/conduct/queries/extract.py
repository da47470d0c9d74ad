"""The extract: what measures read of the sealed record, in Parquet files that are written once and added to.

It follows the places of the sealed trees, not the numbers of events: an event with a lower number may be
committed later, but no event is ever sealed before a place that is already taken.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from bihuan.conduct.rules.extract import SCHEMA, rows_of
from bihuan.files.models import StoredFile
from bihuan.journal import clock
from bihuan.journal.models import EventPayload, Log, Sealed

KIND = "supervision.supervisionitem"
# Who tells something with files; whatever a paper says of them, it says in its words.
TELLING = ("item.report", "item.submit", "item.contribute")
AT_ONCE = 50_000
FEW = 500


@dataclass(frozen=True)
class Position:
    """How far the record has been read: of each year how many places. In words: “2025:812 2026:4410”."""

    sizes: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        return " ".join(f"{year}:{size}" for year, size in self.sizes)

    @classmethod
    def read(cls, text: str) -> Self:
        """The position that a text names. Raises ValueError."""
        pairs = (pair.split(":") for pair in text.split())
        return cls(tuple((int(year), int(size)) for year, size in pairs))


def extend(folder: Path) -> int:
    """Add to the extract what was sealed since; how many events came. Run twice, the second adds nothing.

    A file is named by the year and the places it holds, and appears whole or not at all. A short one is
    written anew with what follows it. An extract that knows more than the record, as after the restore of a
    backup, is made anew.
    """
    with _held(folder, fcntl.LOCK_EX):
        sizes = dict(Log.objects.order_by("year").values_list("year", "size"))
        if any(end > sizes.get(year, 0) for year, _begin, end in map(_named, _whole(folder))):
            _clear(folder, set())
        added = sum(_extend(folder, year, size) for year, size in sizes.items())
        _clear(folder, set(_whole(folder)))
    return added


@contextmanager
def reading(folder: Path) -> Iterator[list[Path]]:
    """The files of the extract, while nobody changes which they are."""
    with _held(folder, fcntl.LOCK_SH):
        yield _whole(folder)


def position(files: Iterable[Path]) -> Position:
    """How far these files have read the record."""
    sizes: dict[int, int] = {}
    for year, _begin, end in map(_named, files):
        sizes[year] = max(end, sizes.get(year, 0))
    return Position(tuple(sorted(sizes.items())))


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, how)
        yield


def _extend(folder: Path, year: int, size: int) -> int:
    own = [path for path in _whole(folder) if _named(path)[0] == year]
    begin = end = _named(own[-1])[2] if own else 0
    kept = SCHEMA.empty_table()
    if own and pq.read_metadata(own[-1]).num_rows < AT_ONCE:
        begin, kept = _named(own[-1])[1], pq.read_table(own[-1], schema=SCHEMA)
    rest = Sealed.objects.filter(log__year=year, place__gte=end, place__lt=size).order_by("place")
    found = rest.filter(event__thing_kind=KIND).select_related("event").iterator(AT_ONCE)
    added = 0
    while some := list(islice(found, AT_ONCE)):
        files = _files(some)
        rows = [row for one in some for row in rows_of(one.event, year, one.place, files.get(one.pk))]
        table = pa.concat_tables([kept, pa.Table.from_pylist(rows, schema=SCHEMA)])
        end = some[-1].place + 1
        _write(folder / f"{year}-{begin:012d}-{end:012d}.parquet", table)
        begin, kept, added = end, SCHEMA.empty_table(), added + len(some)
    return added


def _files(some: Sequence[Sealed]) -> dict[int, dict[int, date]]:
    """The files handed in with some events, each with the day on which its content was first seen."""
    asked = [one.pk for one in some if one.event.verb in TELLING]
    named: dict[int, list[int]] = {}
    for first in range(0, len(asked), FEW):
        words = EventPayload.objects.filter(event__in=asked[first : first + FEW])
        for event, content in words.values_list("event", "content"):
            if files := json.loads(content).get("files"):
                named[event] = [file["id"] for file in files]
    numbers = sorted({pk for files in named.values() for pk in files})
    seen: dict[int, date] = {}
    for first in range(0, len(numbers), FEW):
        files = StoredFile.objects.filter(pk__in=numbers[first : first + FEW])
        seen |= {pk: clock.day_of(at) for pk, at in files.values_list("pk", "first_seen_at")}
    return {event: {pk: seen[pk] for pk in files if pk in seen} for event, files in named.items()}


def _named(path: Path) -> tuple[int, int, int]:
    """The year of a file, the place with which it begins, and the one before which it ends."""
    year, begin, end = map(int, path.stem.split("-"))
    return year, begin, end


def _whole(folder: Path) -> list[Path]:
    """The files that hold everything once: of two that begin alike the longer one."""
    found: list[Path] = []
    for path in sorted(folder.glob("*.parquet")):
        if found and _named(found[-1])[:2] == _named(path)[:2]:
            found.pop()
        found.append(path)
    return found


def _clear(folder: Path, but: set[Path]) -> None:
    for path in set(folder.glob("*.parquet")) - but:
        path.unlink()


def _write(path: Path, table: pa.Table) -> None:
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.replace(path)
