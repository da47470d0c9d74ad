"""What the pages and the API show of a table: its numbers, its rows in pages, names that are open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.breakdown.models import BreakdownRow, BreakdownStatus, Column, TaskBreakdown
from bihuan.breakdown.queries.checking import Checked, Checker
from bihuan.breakdown.queries.wording import short_words
from bihuan.breakdown.rules.comparing import Difference
from bihuan.breakdown.rules.judging import Fault
from bihuan.intake.queries import Directory
from bihuan.intake.rules.match import spread
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import SupervisionItem

PAGE = 30
# Faulty rows that are searched for open names; who mends the first ones sees the next.
SEARCHED = 2000
FIRST = 5
MEANT = (Column.NUMBER, Column.TASK, Column.LEAD, Column.ANY, Column.CO, Column.DUE)
FAULTY, CHANGES, LEFT_OUT, ALL = "faulty", "changes", "left_out", "all"
SHOWN: dict[str, Q] = {
    FAULTY: Q(faults__gt=0, is_left_out=False),
    CHANGES: Q(item__isnull=False, is_new=False, is_left_out=False),
    LEFT_OUT: Q(is_left_out=True),
    ALL: Q(),
}


@dataclass(frozen=True)
class Counts:
    """How many rows a table has, and how they stand."""

    total: int
    counted: int
    faulty: int
    changes: int
    twins: int
    left_out: int

    @property
    def new(self) -> int:
        """Rows that become matters of their own."""
        return self.counted - self.changes


NO_ROWS = Counts(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Cell:
    """One cell as the check shows it: its words, what is wrong, what the matter says instead."""

    column: int
    head: str
    kind: str
    text: str
    is_taken: bool
    faults: tuple[tuple[str, str], ...]
    difference: Difference | None

    @property
    def is_open(self) -> bool:
        """Whether it can be mended by another text in its place."""
        return any(code not in ("unknown_unit", "twin", "conflict", "fixed") for code, _words in self.faults)

    @property
    def is_asked(self) -> bool:
        """Whether one of two texts must be chosen."""
        return self.difference is not None and self.difference.state in ("conflict", "fixed")


@dataclass(frozen=True)
class Line:
    """One row as the check shows it."""

    row: BreakdownRow
    item: SupervisionItem | None
    cells: list[Cell]
    faults: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        return str(self.row.line) if self.row.piece == 1 else f"{self.row.line}.{self.row.piece}"


@dataclass(frozen=True)
class OpenName:
    """A name that no unit bears, how often it stands in the table, and which units it may mean.

    A collective such as 各县区 has members, all of which are meant together.
    """

    written: str
    count: int
    suggestions: list[Unit]
    members: list[Unit]


COUNTED: dict[str, Any] = {
    "total": Count("pk"),
    "counted": Count("pk", filter=Q(is_left_out=False)),
    "faulty": Count("pk", filter=SHOWN[FAULTY]),
    "changes": Count("pk", filter=SHOWN[CHANGES]),
    "twins": Count("pk", filter=Q(twin__isnull=False, is_left_out=False)),
    "left_out": Count("pk", filter=SHOWN[LEFT_OUT]),
}


def listed(person: Person) -> QuerySet[TaskBreakdown]:
    """The tables that a person may see, the newest first."""
    return TaskBreakdown.objects.visible_to(person).select_related("by").order_by("-id")


def counts_of(breakdowns: Iterable[TaskBreakdown]) -> dict[int, Counts]:
    """The numbers of some tables, by table."""
    rows = BreakdownRow.objects.filter(breakdown__in=[each.pk for each in breakdowns])
    told: Any = rows.values("breakdown").annotate(**COUNTED)
    found = {each.pop("breakdown"): Counts(**each) for each in told}
    return {each.pk: found.get(each.pk, NO_ROWS) for each in breakdowns}


def counts(breakdown: TaskBreakdown) -> Counts:
    """The numbers of a table."""
    return counts_of([breakdown])[breakdown.pk]


def rows(breakdown: TaskBreakdown, shown: str) -> QuerySet[BreakdownRow]:
    """The rows of a table that stand so, in its order."""
    return breakdown.rows.filter(SHOWN[shown]).select_related("twin", "item").order_by("line", "piece")


def lines(
    breakdown: TaskBreakdown, some: list[BreakdownRow], today: date, directory: Directory | None = None
) -> list[Line]:
    """Rows cell by cell, with what is wrong in each."""
    checker = Checker(breakdown, some, today, directory)
    return [_line(breakdown, each) for each in checker.all()]


def first_lines(breakdown: TaskBreakdown, today: date) -> list[Line]:
    """The first rows that will become matters or change them, with the columns that mean something."""
    some = rows(breakdown, ALL).filter(is_left_out=False)[:FIRST]
    return [
        replace(line, cells=[cell for cell in line.cells if cell.kind in MEANT])
        for line in lines(breakdown, list(some), today)
    ]


def _line(breakdown: TaskBreakdown, checked: Checked) -> Line:
    row = checked.row
    written = row.texts
    differences = {d.column: d for d in checked.comparison.differences} if checked.comparison else {}
    cells = [
        Cell(
            at,
            head,
            breakdown.columns[at],
            written[at] if at in differences else checked.texts[at],
            at in row.taken_columns,
            _told(checked, at),
            differences.get(at),
        )
        for at, head in enumerate(breakdown.heads)
    ]
    return Line(row, checked.item, cells, _told(checked, -1))


def _told(checked: Checked, column: int) -> tuple[tuple[str, str], ...]:
    found: list[Fault] = [fault for fault in checked.faults if fault.column == column]
    return tuple((fault.code, short_words(checked, fault)) for fault in found)


def open_names(breakdown: TaskBreakdown, today: date, directory: Directory | None = None) -> list[OpenName]:
    """The names that are no units of the register, the most frequent first."""
    if breakdown.status != BreakdownStatus.DRAFT:
        return []
    faulty = list(breakdown.rows.filter(SHOWN[FAULTY]).order_by("line", "piece")[:SEARCHED])
    checker = Checker(breakdown, faulty, today, directory)
    found = Counter(
        fault.words for each in checker.all() for fault in each.faults if fault.code == "unknown_unit"
    )
    return [
        OpenName(name, count, checker.directory.suggestions(name), members_of(name, checker.directory))
        for name, count in found.most_common()
    ]


def members_of(name: str, directory: Directory) -> list[Unit]:
    """The units that a collective gathers; none for any other name."""
    units = sorted(directory.units.values(), key=lambda unit: (unit.sort_key, unit.pk))
    kinds = ((str(unit.pk), str(unit.kind)) for unit in units)
    return [directory.units[number] for number in spread(name, kinds)]
