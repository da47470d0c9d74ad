"""Made records in the columns of the extract, by columns and not by rows: lines that each matter writes.

A line is one row of the extract. Days in it are told from the matter's first day; `unit` and `other` as
"own", "lead" (of another unit) or empty; `when` says for which matters it is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bihuan.conduct.rules.extract import SCHEMA

LAST = date(2026, 6, 30)
EPOCH = date(1970, 1, 1)
# Matters write fewer lines than this; the unit to which others hand what they hand on.
LINES, ELSEWHERE = 100, 999
DATES = ("claimed", "finish", "report", "done", "due", "sign")


@dataclass(frozen=True)
class Line:
    """One row of a matter: the verb, what is said of the event or of a part, and for which matters."""

    verb: str
    day: int = 0
    unit: str = ""
    when: str = "always"
    said: Mapping[str, Any] = field(default_factory=dict)


def line(verb: str, day: int = 0, unit: str = "", when: str = "always", **said: Any) -> Line:
    return Line(verb, day, unit, when, said)


# What one counted thing leaves in the record, by measure. Each matter is one thing; `hit` and `miss` are
# those that are one of k and those that are not.
LEAD = {"part": "assignment", "leads": True}
THINGS: dict[str, Sequence[Line]] = {
    "disputes_raised": (
        line("file", unit="own", word="waiting", **LEAD),
        line("dispatch", part="assignment", word="dispatched"),
        line("dispute", 1, "own", "hit"),
    ),
    "disputes_lost": (
        line("dispute", unit="own"),
        line("rule", 1),
        line("rule", 1, when="hit", part="ownershipdispute", word="refused"),
        line("rule", 1, when="miss", part="ownershipdispute", word="granted", other=ELSEWHERE),
    ),
    "late_objections": (
        line("acknowledge", unit="own", state="accepted"),
        line("dispute", 2, "own", "hit"),
        line("rule", 3, when="hit"),
        line("rule", 3, when="hit", part="ownershipdispute", word="refused"),
    ),
    "came_back": (
        line("dispute", unit="own"),
        line("rule", 1),
        line("rule", 1, part="ownershipdispute", word="granted", other=ELSEWHERE),
        line("dispute", 2, "elsewhere", "hit"),
        line("rule", 3, when="hit"),
        line("rule", 3, when="hit", part="ownershipdispute", word="granted", other="own"),
    ),
    "late_reports": (
        line("report", 5, "own", "miss", part="report", word="progress", due=5, late=0),
        line("report_overdue", 6, "own", "hit", due=5),
    ),
    "late_finishes": (
        line("file", finish=20),
        line("submit", 18, "own", "miss"),
        line("finish_overdue", 21, "own", "hit", due=20),
        line("submit", 25, "own", "hit"),
        line("conclude", 26, when="miss", done=18),
        line("conclude", 26, when="hit", done=25),
    ),
    "extended": (
        line("file", finish=20),
        line("file", unit="own", word="waiting", **LEAD),
        line("dispatch", part="assignment", word="dispatched"),
        line("request_extension", 9, "own", "hit", part="extensionrequest", word="pending"),
        line("decide_extension", 11, "", "hit", part="extensionrequest", word="granted"),
    ),
    "sent_back": (line("submit", unit="own"), line("send_back", 2, when="hit")),
    "found_false": (
        line("submit", unit="own"),
        line("verify", 2, when="hit", part="verification", word="false"),
        line("verify", 2, when="miss", part="verification", word="true"),
    ),
    "empty_reports": (
        line("report", unit="own", part="report", word="progress", same=False),
        line("report", 9, "own", "hit", part="report", word="progress", alike=95),
        line("report", 9, "own", "miss", part="report", word="progress", alike=40),
    ),
    "moved_when_urged": (
        line("acknowledge", unit="own", state="accepted", report=5),
        line("urge", 6, "own", "hit", part="reminder"),
        line("report", 8, "own", part="report", word="progress"),
    ),
    "last_minute": (
        line("dispatch", finish=30),
        line("report", 29, "own", "hit", part="file", due=29),
        line("report", 29, "own", "miss", part="file", due=12),
    ),
    "first_seen_gap": (
        line("report", 20, "own", "hit", part="file", due=20, claimed=2),
        line("report", 20, "own", "miss", part="file", due=20, claimed=19),
    ),
    "silent_inputs": (
        line("contribute", 5, "own", "miss", part="report", word="input", due=5, late=0),
        line("input_overdue", 6, "own", "hit", due=5),
    ),
}

# Of these a matter may have several things.
SEVERAL = (
    "disputes_lost",
    "late_reports",
    "late_finishes",
    "sent_back",
    "found_false",
    "first_seen_gap",
    "silent_inputs",
)
# A matter urged every tenth working day. On any working day a report may come; on that of an urge before or
# after it.
URGES, LONG = (8, 22, 36), 50
WORKED = [day for day in range(1, LONG) if day % 7 < 5]
URGED = (
    line("acknowledge", unit="own", state="accepted", report=5),
    *(
        each
        for day in WORKED
        for each in (
            line("report", day, "own", f"early{day}", part="report", word="progress"),
            *([line("urge", day, "own", part="reminder")] if day in URGES else []),
            line("report", day, "own", f"told{day}", part="report", word="progress"),
        )
    ),
    line("conclude", LONG, state="concluded"),
)


@dataclass(frozen=True)
class Matters:
    """Some matters by columns: the unit of each, its first day (in days since 1970), and what holds of it."""

    unit: np.ndarray
    first: np.ndarray
    holds: Mapping[str, np.ndarray]
    offset: int = 0
    # So many in a row are things of one matter.
    clump: int = 1

    def rows(self, lines: Sequence[Line]) -> pa.Table:
        """The rows that these matters write."""
        events = [_event_of(lines, number) for number in range(len(lines))]
        return pa.concat_tables([self._rows(*each) for each in zip(events, lines, strict=True)])

    def _rows(self, number: int, said: Line) -> pa.Table:
        found = self._of(said.when)
        thing = found + self.offset
        columns = {
            "case": thing // self.clump,
            "unit": self._unit(said.unit, found),
            "day": self._day(found, said.day),
            "at": self._day(found, said.day).astype("datetime64[us]"),
            "event": thing * LINES + number,
            "place": thing * LINES + number,
            "part_id": thing * LINES,
            "version": thing % self.clump * LINES + number,
            "year": np.full(len(found), LAST.year),
        }
        return pa.table(
            {name: self._column(name, said, columns, found) for name in SCHEMA.names}, schema=SCHEMA
        )

    def _of(self, when: str) -> np.ndarray:
        if when == "always":
            return np.arange(len(self.unit))
        held = ~self.holds["hit"] if when == "miss" else self.holds[when]
        return np.nonzero(held)[0]

    def _unit(self, unit: str, found: np.ndarray) -> np.ndarray | None:
        if unit == "elsewhere":
            return np.full(len(found), ELSEWHERE)
        return self.unit[found] if unit == "own" else None

    def _day(self, found: np.ndarray, after: int) -> np.ndarray:
        return (self.first[found] + after).astype("datetime64[D]")

    def _column(self, name: str, said: Line, columns: dict[str, Any], found: np.ndarray) -> Any:
        kind, value = SCHEMA.field(name).type, said.said.get(name)
        if columns.get(name) is not None:
            return pa.array(columns[name]).cast(kind)
        if name in DATES and value is not None:
            return pa.array(self._day(found, value)).cast(kind)
        if value == "own":
            return pa.array(self.unit[found]).cast(kind)
        if name == "activity":
            value = f"item.{said.verb}"
        blank = "" if pa.types.is_string(kind) else None
        return pa.repeat(pa.scalar(blank if value is None else value, kind), len(found))


def _event_of(lines: Sequence[Line], number: int) -> int:
    """The line of the event to which a line belongs: a part's is the one before it of its verb and day."""
    own = (lines[number].verb, lines[number].day)
    before = (each for each in range(number, -1, -1) if "part" not in lines[each].said)
    return next((each for each in before if (lines[each].verb, lines[each].day) == own), number)


def days() -> pa.Table:
    """Each day of the made years with its number among Mondays to Fridays."""
    every = np.arange((LAST - EPOCH).days - 2600, (LAST - EPOCH).days + 500)
    worked = ((every + 3) % 7 < 5).cumsum()
    day = pa.array(every.astype("datetime64[D]")).cast(pa.date32())
    return pa.table({"day": day, "nth": pa.array(worked).cast(pa.int32())})


def ago(number: int) -> int:
    """A day before the last one, in days since 1970."""
    return (LAST - timedelta(number) - EPOCH).days


def shuffled(table: pa.Table) -> pa.Table:
    """The rows by their days, as a record has them: matters among each other."""
    return table.take(pc.sort_indices(table, sort_keys=[("day", "ascending"), ("place", "ascending")]))
