"""Every row of a table with what it orders and what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.breakdown.models import BreakdownRow, Column, TaskBreakdown
from bihuan.breakdown.queries.frames import frame_of
from bihuan.breakdown.queries.printing import Printer, matters, printer
from bihuan.breakdown.rules.comparing import Comparison, compare
from bihuan.breakdown.rules.judging import Fault, Frame, Judged, judge
from bihuan.intake.queries import Directory
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.rules.orders import amended_columns


@dataclass(frozen=True)
class Checked:
    """A row, the order it gives, its faults, and how it differs from the matter that it changes."""

    row: BreakdownRow
    texts: list[str]
    judged: Judged
    faults: tuple[Fault, ...]
    comparison: Comparison | None = None
    item: SupervisionItem | None = None

    @property
    def is_change(self) -> bool:
        """Whether a matter that is there will say something else afterwards."""
        return self.comparison is not None and bool(self.comparison.changed)


class Checker:
    """Checks the rows of one table against the register and against the matters that they name."""

    def __init__(
        self,
        breakdown: TaskBreakdown,
        rows: Sequence[BreakdownRow],
        today: date,
        directory: Directory | None = None,
    ) -> None:
        self.directory = directory or Directory()
        self.frame: Frame = frame_of(breakdown, today, self.directory)
        self.rows = rows
        named = [row.item_id for row in rows if row.item_id]
        self.items = matters(named)
        self.printer: Printer | None = None
        if named:
            self.printer = printer(self.frame.columns, self.frame.heads, named, today, self.directory)

    def all(self) -> Iterator[Checked]:
        """Every row, in the order in which they were given."""
        return map(self.one, self.rows)

    def one(self, row: BreakdownRow) -> Checked:
        if row.item_id and self.printer:
            return self._changing(row, self.items[row.item_id], self.printer)
        judged = judge(self.frame, row.texts, row.group, row.taken_columns)
        faults = list(judged.faults)
        if row.twin_id:
            faults.append(Fault(self.task, "twin"))
        faults += [
            Fault(at, "unknown_key", row.texts[at])
            for at in self.frame.places(Column.KEY)
            if row.texts[at] and not row.twin_id
        ]
        return Checked(row, row.texts, judged, tuple(faults))

    @property
    def task(self) -> int:
        return [*self.frame.places("task"), -1][0]

    def _changing(self, row: BreakdownRow, item: SupervisionItem, printed: Printer) -> Checked:
        found = compare(self.frame, row, printed.cells(item), amended_columns(item.status))
        judged = judge(self.frame, found.texts, row.group, row.taken_columns)
        # What nobody has changed is no fault of this table's.
        faults = [fault for fault in judged.faults if fault.column in found.changed] + found.faults
        return Checked(row, found.texts, judged, tuple(faults), found, item)
