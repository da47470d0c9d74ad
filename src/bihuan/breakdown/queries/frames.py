"""What the rows of a table are judged by: its columns, the register of units, the city's leaders."""

from datetime import date
from typing import Any

from bihuan.breakdown.models import TaskBreakdown
from bihuan.breakdown.rules.cells import Cells
from bihuan.breakdown.rules.judging import Frame
from bihuan.intake.queries import Directory
from bihuan.people.models import Unit


class Known:
    """The register as a table's names are matched to it; every name is looked up once."""

    def __init__(self, directory: Directory, meant: dict[str, list[int]]) -> None:
        self.directory, self.meant = directory, meant
        self._units: dict[str, tuple[int, ...] | None] = {}
        self._leaders: dict[str, int | None] = {}

    def units(self, written: str) -> tuple[int, ...] | None:
        if written not in self._units:
            self._units[written] = self._find(written)
        return self._units[written]

    def _find(self, written: str) -> tuple[int, ...] | None:
        if written in self.meant:
            told = tuple(pk for pk in self.meant[written] if str(pk) in self.directory.units)
            return told if len(told) == len(self.meant[written]) else None
        found = self.directory.unit(written)
        return (found.pk,) if found else None

    def leader(self, written: str) -> int | None:
        if written not in self._leaders:
            found = self.directory.leader("".join(written.split()))
            self._leaders[written] = found.pk if found else None
        return self._leaders[written]

    def unit(self, pk: int) -> Unit:
        return self.directory.units[str(pk)]

    def persons(self) -> dict[int, Any]:
        return {leader.pk: leader for leader in self.directory.leaders}


def frame_of(breakdown: TaskBreakdown, today: date, directory: Directory | None = None) -> Frame:
    """The frame in which a table's rows are read."""
    return Frame(
        columns=breakdown.columns,
        heads=breakdown.heads,
        # Day and month belong to the table's year, also when that day has passed.
        cells=Cells(breakdown.issued_date.replace(month=1, day=1)),
        known=Known(directory or Directory(), breakdown.meant),
        basis=breakdown.basis or breakdown.title,
        today=today,
        finish_due=breakdown.finish_due,
        report_cycle=breakdown.report_cycle,
    )
