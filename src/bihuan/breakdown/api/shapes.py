"""What tables of tasks look like to programs, coming in and going out."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema

from bihuan.breakdown.actions.confirming import undo_until
from bihuan.breakdown.models import Column, TaskBreakdown
from bihuan.breakdown.queries import pages
from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.supervision.models import ReportCycle
from bihuan.ui.schemas import AnyId, StrictSchema

LONGEST_TABLE = 10_000_000
LONGEST_CELL = 20_000
MOST = 60
MOST_UNITS = 200

ColumnNumber = Annotated[int, Field(ge=0, lt=MOST)]
CellText = Annotated[str, Field(max_length=LONGEST_CELL)]


class FaultOut(Schema):
    """What is wrong with a cell; `column` is its place, or -1 for the whole row."""

    column: int
    head: str
    code: str
    message: str


class DifferenceOut(Schema):
    """A cell that no longer says what the matter says. `printed` is null where that is not known."""

    column: int
    printed: str | None
    file: str
    system: str
    state: str


class RowOut(Schema):
    """One task of a table."""

    id: int
    line: int
    piece: int
    group: str
    cells: list[str]
    is_left_out: bool
    item_id: int | None
    is_new: bool
    twin_id: int | None
    faults: list[FaultOut]
    differences: list[DifferenceOut]


class RowPage(Schema):
    items: list[RowOut]
    next: str


class BreakdownRowOut(Schema):
    """A table as the list shows it."""

    id: int
    title: str
    source_type: str
    issued_date: date
    status: str
    created_at: datetime
    confirmed_at: datetime | None


class BreakdownPage(Schema):
    items: list[BreakdownRowOut]
    next: str


class CountsOut(Schema):
    """How many rows a table has: those that count, are faulty, change a matter, may be one, are left out."""

    total: int
    counted: int
    faulty: int
    changes: int
    twins: int
    left_out: int


class NameOut(Schema):
    """A name that no unit bears, how often it stands in the table, and units that it may mean.

    `member_ids` are the units that a collective such as 各县区 gathers.
    """

    written: str
    count: int
    suggested_ids: list[int]
    member_ids: list[int]


class BreakdownOut(BreakdownRowOut):
    """A table: the names of its columns, what each says, its numbers, and names that are open."""

    heads: list[str]
    columns: list[str]
    counts: CountsOut
    names: list[NameOut]
    undo_until: datetime | None


class BreakdownIn(StrictSchema):
    """What holds for all rows of a table. Nothing classified may be handed in."""

    source_type: SourceType
    confirmed_unclassified: bool
    title: Annotated[str, Field(max_length=200)] = ""
    basis: Annotated[str, Field(max_length=200)] = ""
    issued_date: date | None = None
    finish_due: date | None = None
    report_cycle: ReportCycle = ReportCycle.NONE


class PastedIn(BreakdownIn):
    """A table as cells parted by tabs."""

    text: Annotated[str, Field(max_length=LONGEST_TABLE)]


class ColumnsIn(StrictSchema):
    columns: Annotated[list[Column], Field(min_length=1, max_length=MOST)]


class NameIn(StrictSchema):
    """Which units a name means; none: it names no unit. `keep`: as another name of its one unit."""

    written: Annotated[str, Field(min_length=1, max_length=400)]
    unit_ids: Annotated[list[AnyId], Field(max_length=MOST_UNITS)]
    keep: bool = False


class CellIn(StrictSchema):
    column: ColumnNumber
    text: CellText


class TasksIn(StrictSchema):
    tasks: Annotated[list[CellText], Field(min_length=1, max_length=50)]


class SameIn(StrictSchema):
    same: bool


class PickIn(StrictSchema):
    column: ColumnNumber
    side: Annotated[str, Field(pattern="^(file|system)$")]


class ConfirmIn(StrictSchema):
    dispatch: bool = True


class OutcomeOut(Schema):
    """The matters that a table has made and changed, and how many said so already."""

    made: list[int]
    changed: list[int]
    unchanged: int


class UndoneOut(Schema):
    """The matters that were withdrawn, and those that stay because somebody has acted on them."""

    withdrawn: list[int]
    kept: list[int]


class Wanted(Schema):
    """Which rows."""

    show: Annotated[str, Field(pattern="^(faulty|changes|left_out|all)$")] = "all"


def told(breakdown: TaskBreakdown) -> dict[str, Any]:
    """A table with its numbers and its open names."""
    names = pages.open_names(breakdown, clock.today())
    head = {name: getattr(breakdown, name) for name in BreakdownRowOut.model_fields if name != "id"}
    return {
        **head,
        "id": breakdown.pk,
        "heads": breakdown.heads,
        "columns": breakdown.columns,
        "counts": vars(pages.counts(breakdown)),
        "names": [
            {
                "written": name.written,
                "count": name.count,
                "suggested_ids": [unit.pk for unit in name.suggestions],
                "member_ids": [unit.pk for unit in name.members],
            }
            for name in names
        ],
        "undo_until": undo_until(breakdown),
    }


def row_told(line: pages.Line) -> dict[str, Any]:
    """A row with what is wrong in its cells."""
    row = line.row
    faults = [
        {"column": cell.column, "head": cell.head, "code": code, "message": words}
        for cell in line.cells
        for code, words in cell.faults
    ]
    faults += [{"column": -1, "head": "", "code": code, "message": words} for code, words in line.faults]
    differences = [
        {"column": d.column, "printed": d.base, "file": d.file, "system": d.system, "state": d.state}
        for cell in line.cells
        if (d := cell.difference)
    ]
    return {
        "id": row.pk,
        "line": row.line,
        "piece": row.piece,
        "group": row.group,
        "cells": [cell.text for cell in line.cells],
        "is_left_out": row.is_left_out,
        "item_id": row.item_id,
        "is_new": row.is_new,
        "twin_id": row.twin_id,
        "faults": faults,
        "differences": differences,
    }
