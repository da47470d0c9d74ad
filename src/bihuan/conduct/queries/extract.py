"""The extract: what measures read of the sealed record, in Parquet files that are written once and added to.

It follows the places of the sealed trees, not the numbers of events: an event with a lower number may be
committed later, but no event is ever sealed before a place that is already taken.
"""

from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bihuan.conduct.rules.extract import Row, rows_of
from bihuan.journal.models import Sealed

KIND = "supervision.supervisionitem"
AT_ONCE = 50_000
SCHEMA = pa.schema(
    [
        ("year", pa.int16()),
        ("place", pa.int64()),
        ("event", pa.int64()),
        ("case", pa.int64()),
        ("activity", pa.string()),
        ("state", pa.string()),
        ("role", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("day", pa.date32()),
        ("unit", pa.int64()),
        ("part", pa.string()),
        ("part_id", pa.int64()),
        ("word", pa.string()),
        ("late", pa.int32()),
        ("due", pa.date32()),
        ("counts", pa.bool_()),
    ]
)


def extend(folder: Path) -> int:
    """Add to the extract what was sealed since; how many events came. Run twice, the second adds nothing.

    A file is named by the year and the last place it has read up to, and appears whole or not at all.
    """
    added = 0
    for year, size in Sealed.objects.values_list("log__year", "log__size").distinct().order_by("log__year"):
        after = _last(folder, year)
        rest = Sealed.objects.filter(log__year=year, place__gt=after, place__lt=size).order_by("place")
        found = rest.filter(event__thing_kind=KIND).select_related("event").iterator(AT_ONCE)
        while some := list(islice(found, AT_ONCE)):
            rows = [row for one in some for row in rows_of(one.event, year, one.place)]
            _write(folder / f"{year}-{some[-1].place:012d}.parquet", rows)
            added += len(some)
    return added


def _last(folder: Path, year: int) -> int:
    return max((int(path.stem.split("-")[1]) for path in folder.glob(f"{year}-*.parquet")), default=-1)


def _write(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), unfinished, compression="zstd")
    unfinished.replace(path)
