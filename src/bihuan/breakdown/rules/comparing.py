"""A row that comes back: what was printed, what the file says, what the matter says now, cell by cell."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.breakdown.models import BreakdownRow, Column
from bihuan.breakdown.rules.columns import UNITS
from bihuan.breakdown.rules.judging import Fault, Frame, as_words

# What a table may change in a matter, and under which name the rules of matters know it.
COMPARED: dict[str, str] = {
    Column.TASK: "requirement",
    Column.DETAIL: "requirement",
    Column.TARGET: "targets",
    Column.NODE: "targets",
    Column.LEADER: "leader",
    Column.LEAD: "units",
    Column.CO: "units",
    Column.ANY: "units",
    Column.DUE: "finish_due",
    Column.CYCLE: "report_cycle",
}
FILE, SYSTEM = "file", "system"
CHANGED, CONFLICT, FIXED = "changed", "conflict", "fixed"


@dataclass(frozen=True)
class Difference:
    """One cell that no longer says what the matter says; `base` is what was printed, if that is known."""

    column: int
    base: str | None
    file: str
    system: str
    state: str


@dataclass(frozen=True)
class Comparison:
    """The cells that count in the end, and how they differ from the matter."""

    texts: list[str]
    differences: tuple[Difference, ...]

    @property
    def faults(self) -> list[Fault]:
        return [Fault(each.column, each.state) for each in self.differences if each.state != CHANGED]

    @property
    def changed(self) -> set[int]:
        return {each.column for each in self.differences if each.state == CHANGED}


def compare(frame: Frame, row: BreakdownRow, system: Sequence[str], allowed: frozenset[str]) -> Comparison:
    """Three ways: who changed what since the table was printed. Only what both changed is a conflict.

    Without a printed table to compare with, every difference is a question to the office.
    """
    texts = row.texts
    base: list[str | None] = json.loads(row.base) if row.base else [None] * len(texts)
    picks = json.loads(row.picks) if row.picks else {}
    differences = []
    for at, column in enumerate(frame.columns):
        if column not in COMPARED:
            continue
        if _is_same(frame, at, texts[at], system[at]):
            continue
        printed = base[at]
        if printed is not None and _is_same(frame, at, texts[at], printed):
            texts[at] = system[at]
            continue
        found = Difference(at, printed, texts[at], system[at], "")
        pick, seen = picks.get(str(at), ("", ""))
        if pick == SYSTEM and seen == system[at]:
            texts[at] = system[at]
            continue
        state = _state(frame, found, allowed, is_picked=pick == FILE and seen == system[at])
        differences.append(Difference(at, printed, found.file, found.system, state))
    return Comparison(texts, tuple(differences))


def _state(frame: Frame, found: Difference, allowed: frozenset[str], *, is_picked: bool) -> str:
    if COMPARED[frame.columns[found.column]] not in allowed:
        return FIXED
    if is_picked or (found.base is not None and _is_same(frame, found.column, found.base, found.system)):
        return CHANGED
    return CONFLICT


def _is_same(frame: Frame, at: int, one: str, other: str) -> bool:
    """Whether two cells say the same, however they are written."""
    if as_words(one) == as_words(other):
        return True
    column = frame.columns[at]
    if column in UNITS:
        both = [frame.cells.units(column, text) for text in (one, other)]
        named = [
            tuple(
                tuple(frame.known.units(name) or (name,) for name in names) for names in (u.leads, u.co_units)
            )
            for u in both
        ]
        return named[0] == named[1]
    if column == Column.DUE:
        days = [frame.cells.due(text).day for text in (one, other)]
        return days[0] is not None and days[0] == days[1]
    return False
