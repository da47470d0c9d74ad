"""What matters say now, in the columns of a table: for printing it back and for comparing what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.breakdown.models import BreakdownRow, Column, TaskBreakdown
from bihuan.breakdown.queries.frames import frame_of
from bihuan.breakdown.rules.columns import told_apart
from bihuan.breakdown.rules.comparing import COMPARED
from bihuan.breakdown.rules.judging import Frame, Judged, judge
from bihuan.intake.queries import Directory
from bihuan.people.models import Unit
from bihuan.supervision.models import (
    AssignmentRole,
    AssignmentStatus,
    Report,
    ReportCycle,
    ReportKind,
    SupervisionItem,
)

AT_ONCE = 1000
SEPARATOR = "、"


@dataclass(frozen=True)
class Printer:
    """Prints matters into the columns of one table."""

    columns: Sequence[str]
    heads: Sequence[str]
    rows: Mapping[int, BreakdownRow]
    reports: Mapping[int, str]
    frames: Mapping[int, Frame]

    def cells(self, item: SupervisionItem) -> list[str]:
        """The cells of a matter: in the table's own words as long as these say what the matter says."""
        row = self.rows.get(item.pk)
        if row is None:
            return self._fill(item, {}, Judged())
        frame = self.frames[row.breakdown_id]
        written = dict(zip(told_apart(frame.heads), row.texts, strict=False))
        return self._fill(item, written, judge(frame, row.texts, row.group, row.taken_columns))

    def _fill(self, item: SupervisionItem, written: Mapping[tuple[str, int], str], said: Judged) -> list[str]:
        kept = [written.get(head, "") for head in told_apart(self.heads)]
        true = _still_true(item, said)
        now = self._now(item)
        cells = []
        for at, column in enumerate(self.columns):
            if true.get(COMPARED.get(column, ""), column not in now):
                cells.append(kept[at])
            else:
                is_first = column not in self.columns[:at]
                cells.append(now.get(column, "") if is_first else "")
        return cells

    def _now(self, item: SupervisionItem) -> dict[str, str]:
        """What a matter says in each kind of column, where the table's own words do not say it."""
        leads, co_units = units_of(item)
        now = {
            Column.KEY: item.number or "",
            Column.TASK: item.requirement,
            Column.TARGET: item.targets,
            Column.NODE: "" if Column.TARGET in self.columns else item.targets,
            Column.LEAD: SEPARATOR.join(unit.short_name for unit in leads),
            Column.CO: SEPARATOR.join(unit.short_name for unit in co_units),
            Column.ANY: SEPARATOR.join(unit.short_name for unit in (*leads, *co_units)),
            Column.LEADER: item.leader.name if item.leader else "",
            Column.DUE: item.finish_due.isoformat() if item.finish_due else "",
            Column.CYCLE: str(ReportCycle(item.report_cycle).label),
        }
        if item.pk in self.reports:
            now[Column.PROGRESS] = self.reports[item.pk]
        return {str(column): text for column, text in now.items()}


def _still_true(item: SupervisionItem, said: Judged) -> dict[str, bool]:
    """Whether the words of a row still say what the matter says, for everything that a table may change."""
    leads, co_units = units_of(item)
    return {
        "requirement": said.requirement == item.requirement,
        "targets": said.targets == item.targets,
        "units": [list(said.leads), list(said.co_units)]
        == [[unit.pk for unit in leads], [unit.pk for unit in co_units]],
        "leader": said.leader == item.leader_id,
        "finish_due": said.finish_due == item.finish_due,
        "report_cycle": said.report_cycle == item.report_cycle,
    }


def units_of(item: SupervisionItem) -> tuple[list[Unit], list[Unit]]:
    """The units that lead a matter and those that assist, in their order."""
    parts = sorted(item.assignments.all(), key=lambda part: part.position)
    live = [part for part in parts if part.status != AssignmentStatus.RELEASED]
    return (
        [part.unit for part in live if part.role == AssignmentRole.LEAD],
        [part.unit for part in live if part.role == AssignmentRole.CO],
    )


def printer(
    columns: Sequence[str], heads: Sequence[str], items: Sequence[int], today: date, directory: Directory
) -> Printer:
    """Gather what printing these matters needs: the rows they came from, and their latest reports."""
    rows: dict[int, BreakdownRow] = {}
    reports: dict[int, str] = {}
    for first in range(0, len(items), AT_ONCE):
        some = items[first : first + AT_ONCE]
        came = BreakdownRow.objects.filter(item__in=some, breakdown__confirmed_at__isnull=False)
        rows |= {row.item_id: row for row in came.order_by("id") if row.item_id}
        if Column.PROGRESS in columns:
            told = Report.objects.filter(item__in=some).exclude(kind=ReportKind.INPUT)
            reports |= dict(told.order_by("id").values_list("item_id", "text"))
    tables = TaskBreakdown.objects.in_bulk({row.breakdown_id for row in rows.values()})
    frames = {pk: frame_of(table, today, directory) for pk, table in tables.items()}
    return Printer(columns, heads, rows, reports, frames)


def matters(pks: Sequence[int]) -> dict[int, SupervisionItem]:
    """These matters with everything that printing them reads."""
    found: dict[int, SupervisionItem] = {}
    for first in range(0, len(pks), AT_ONCE):
        rows = SupervisionItem.objects.filter(pk__in=pks[first : first + AT_ONCE])
        found |= {row.pk: row for row in rows.select_related("leader").prefetch_related("assignments__unit")}
    return found
