"""What one cell says: which units, by when, how often. Each text is read once, however often it stands."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bihuan.breakdown.models import Column
from bihuan.intake.rules.drafts import Named, last_of
from bihuan.intake.rules.labels import plain
from bihuan.intake.rules.lists import led_by_mark, unit_list
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.when import cell_time
from bihuan.supervision.models import ReportCycle
from bihuan.supervision.rules.clocks import month_cycle

WRITTEN_DAY = re.compile(
    r"^\s*(20\d\d)\s*[-/.．年]\s*(\d{1,2})(?:\s*[-/.．月]\s*(\d{1,2})\s*日?|\s*月?)\s*(?:之?前|以前|底前?|完成)*\s*$"
)
DECEMBER = 12
DIVIDED = re.compile(r"牵头|配合|会同|负责|主办|协办")
CYCLES = (
    (ReportCycle.WEEKLY, re.compile(r"每周|周报|按周|一周一")),
    (ReportCycle.BIWEEKLY, re.compile(r"半月|双周|两周")),
    (ReportCycle.NODES, re.compile(r"按节点|逐节点|各节点")),
    (ReportCycle.MONTHLY, re.compile(r"每月|月报|按月|一月一|月度")),
    (ReportCycle.QUARTERLY, re.compile(r"每季|季报|按季|一季一|季度")),
    (ReportCycle.NONE, re.compile(r"^(?:无|不定期|按需|——?|/)$")),
)
RHYTHMS = {"weekly": ReportCycle.WEEKLY, "monthly": ReportCycle.MONTHLY, "quarterly": ReportCycle.QUARTERLY}


@dataclass(frozen=True, slots=True)
class Units:
    """The names in a cell: who leads, in order, and who assists."""

    leads: tuple[str, ...] = ()
    co_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """When a cell says that a task must be done: a day, or all year round, or words that are no date."""

    day: date | None = None
    is_ongoing: bool = False
    cycle: str = ""

    @property
    def is_read(self) -> bool:
        return self.day is not None or self.is_ongoing


class Cells:
    """The reader of cells of one table, whose date gives the year to dates without one."""

    def __init__(self, issued: date) -> None:
        self.issued = issued
        self._units: dict[tuple[str, str], Units] = {}
        self._dues: dict[str, Due] = {}

    def units(self, column: str, text: str) -> Units:
        """Who leads and who assists by a cell of a column of units."""
        key = (column, text)
        if key not in self._units:
            self._units[key] = _Names(column, text).units
        return self._units[key]

    def due(self, text: str) -> Due:
        """By when."""
        if text not in self._dues:
            self._dues[text] = self._read_due(text)
        return self._dues[text]

    def _read_due(self, text: str) -> Due:
        found = WRITTEN_DAY.match(text)
        if found:
            return Due(_day(*found.groups()))
        said = cell_time(fold(text), text, (0, len(text)), self.issued)
        code = (said.code or "") if said else ""
        if said and said.day:
            return Due(said.day)
        return Due(None, code == "ongoing" or code in RHYTHMS, RHYTHMS.get(code, ""))


def _day(year: str, month: str, day: str | None) -> date | None:
    if not 1 <= int(month) <= DECEMBER:
        return None
    last = last_of(int(year), int(month))
    if day is None:
        return last
    return last.replace(day=int(day)) if 1 <= int(day) <= last.day else None


class _Names:
    """One cell of units, taken apart."""

    def __init__(self, column: str, text: str) -> None:
        self.column, self.text, self.folded = column, text, fold(text)

    @cached_property
    def listed(self) -> list[Named]:
        return unit_list(self.folded, self.text, 0, len(self.text))

    @property
    def units(self) -> Units:
        marked, rest = led_by_mark(self.listed)
        if self.column == Column.CO:
            return Units((), _texts([*marked, *rest]))
        if marked:
            return Units(_texts(marked), _texts(rest))
        whole = (0, len(self.text))
        if self.column == Column.ANY or DIVIDED.search(self.folded):
            label = plain(self.folded, self.text, whole, whole)
            return Units(_texts(label.leads), _texts(label.co_units))
        return Units(_texts(self.listed))


def _texts(named: "list[Named] | tuple[Named, ...]") -> tuple[str, ...]:
    return tuple(dict.fromkeys("".join(each.text.split()) for each in named))


def cycle_of(text: str) -> str:
    """The report cycle that some words name; empty when they name none."""
    found = next((str(cycle) for cycle, cue in CYCLES if cue.search(text)), "")
    return str(month_cycle(text)) if found == ReportCycle.MONTHLY else found
