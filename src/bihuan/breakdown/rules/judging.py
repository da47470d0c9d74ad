"""From the cells of a row to the order it gives, and to what stands in the way of that, cell by cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from bihuan.breakdown.models import Column
from bihuan.breakdown.rules.cells import Cells, Due, Units, cycle_of
from bihuan.breakdown.rules.columns import UNITS
from bihuan.intake.rules.review import brief, is_classified
from bihuan.supervision.rules.orders import LONGEST_BASIS, LONGEST_TITLE

LONGEST_REQUIREMENT = 10_000
LONGEST_TARGETS = 4_000
# Units of one matter: the event that files it holds them all.
MOST_UNITS = 60
# A task as short as this is its own title.
SHORT_TASK = 60
LEADING_NUMBER = re.compile(r"^\s*(?:\d{1,3}\s*[.．、]\s*(?!\d)|[(（]\d{1,3}[)）]\s*|[①-⑳]\s*)")
GRADE_SIGN = "密"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: a code and its words; `column` is its place, or -1 for the whole row."""

    column: int
    code: str
    words: str = ""


class Knowledge(Protocol):
    """What a table must be compared with: the register of units, and the city's leaders."""

    def units(self, written: str) -> tuple[int, ...] | None:
        """The units that a name means; none when it means no unit; None when nobody knows."""

    def leader(self, written: str) -> int | None:
        """The leader that a cell names."""


@dataclass(frozen=True)
class Frame:
    """What holds for all rows of a table."""

    columns: Sequence[str]
    heads: Sequence[str]
    cells: Cells
    known: Knowledge
    basis: str
    today: date
    finish_due: date | None
    report_cycle: str

    def places(self, *wanted: str) -> list[int]:
        """Where the columns of some kinds stand."""
        return [at for at, column in enumerate(self.columns) if column in wanted]


@dataclass
class Judged:
    """The order that a row gives, as far as it can be read, and the faults of its cells."""

    title: str = ""
    requirement: str = ""
    targets: str = ""
    basis: str = ""
    leads: tuple[int, ...] = ()
    co_units: tuple[int, ...] = ()
    leader: int | None = None
    finish_due: date | None = None
    report_cycle: str = ""
    faults: list[Fault] = field(default_factory=list)


def judge(frame: Frame, texts: Sequence[str], group: str = "", taken: "set[int] | None" = None) -> Judged:
    """Read one row. What cannot be read is a fault of its cell; nothing is guessed."""
    found = Judged()
    _words(frame, texts, found, taken or set())
    found.basis = _basis(frame, texts, group)
    _units(frame, texts, found)
    _leader(frame, texts, found)
    _dates(frame, texts, found)
    return found


def _words(frame: Frame, texts: Sequence[str], found: Judged, taken: set[int]) -> None:
    """Title and requirement. Where the task stands in the row above, the measures give the title."""
    [task, *_more] = [*frame.places(Column.TASK), -1]
    words = texts[task] if task >= 0 else ""
    details = [texts[at] for at in frame.places(Column.DETAIL) if texts[at]]
    if not words.strip():
        found.faults.append(Fault(task, "no_task"))
        return
    own = details[0] if task in taken and details else words
    bare = LEADING_NUMBER.sub("", own.replace("\n", " ")).strip() or own
    found.title = (bare if len(bare) <= SHORT_TASK else brief(bare, SHORT_TASK))[:LONGEST_TITLE]
    found.requirement = "\n".join([words, *details])
    if len(found.requirement) > LONGEST_REQUIREMENT:
        found.faults.append(Fault(task, "long_task", str(len(found.requirement))))
    if GRADE_SIGN in found.requirement and is_classified(f"{found.title}\n{found.requirement}"):
        found.faults.append(Fault(task, "classified"))
    found.targets = _targets(frame, texts)[:LONGEST_TARGETS]


def _targets(frame: Frame, texts: Sequence[str]) -> str:
    """Targets and milestones, each under its column's name where there are several."""
    places = [at for at in frame.places(Column.TARGET, Column.NODE) if texts[at]]
    if len(places) == 1 and frame.columns[places[0]] == Column.TARGET:
        return texts[places[0]]
    return "\n".join(f"{frame.heads[at]}：{texts[at]}" for at in places)


def _basis(frame: Frame, texts: Sequence[str], group: str) -> str:
    said = [texts[at] for at in frame.places(Column.BASIS, Column.GROUP) if texts[at]]
    return " ".join(part.replace("\n", " ") for part in (frame.basis, group, *said) if part)[:LONGEST_BASIS]


def _units(frame: Frame, texts: Sequence[str], found: Judged) -> None:
    leads: list[int] = []
    co_units: list[int] = []
    unknown = False
    for at in frame.places(*UNITS):
        named = frame.cells.units(frame.columns[at], texts[at]) if texts[at] else Units()
        for names, into in ((named.leads, leads), (named.co_units, co_units)):
            for name in names:
                units = frame.known.units(name)
                if units is None:
                    unknown = True
                    found.faults.append(Fault(at, "unknown_unit", name))
                into.extend(units or ())
    found.leads = tuple(dict.fromkeys(leads))
    found.co_units = tuple(unit for unit in dict.fromkeys(co_units) if unit not in found.leads)
    if len(found.leads) + len(found.co_units) > MOST_UNITS:
        found.faults.append(Fault([*frame.places(*UNITS), -1][0], "many_units", str(MOST_UNITS)))
    if not found.leads and not unknown:
        found.faults.append(Fault([*frame.places(Column.LEAD, Column.ANY), -1][0], "no_lead"))


def _leader(frame: Frame, texts: Sequence[str], found: Judged) -> None:
    for at in frame.places(Column.LEADER):
        if texts[at]:
            found.leader = frame.known.leader(texts[at])


def _dates(frame: Frame, texts: Sequence[str], found: Judged) -> None:
    [at, *_more] = [*frame.places(Column.DUE), -1]
    due = frame.cells.due(texts[at]) if at >= 0 and texts[at] else Due(None, is_ongoing=True)
    found.report_cycle = due.cycle or frame.report_cycle
    for place in frame.places(Column.CYCLE):
        found.report_cycle = cycle_of(texts[place]) or found.report_cycle
    found.finish_due = due.day or (frame.finish_due if due.is_ongoing else None)
    if not due.is_read:
        found.faults.append(Fault(at, "unread_date", texts[at]))
    elif found.finish_due is None:
        found.faults.append(Fault(at, "no_date"))
    elif found.finish_due <= frame.today:
        found.faults.append(Fault(at, "past_date", found.finish_due.isoformat()))


def as_words(value: Any) -> str:
    """A text without what nobody sees, for comparing two cells."""
    return "".join(str(value or "").split())
