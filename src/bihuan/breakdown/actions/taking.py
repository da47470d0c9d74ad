"""A table comes in: read, laid out by its header, staged row by row. Nothing is a matter yet."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.breakdown.actions.draft import need_office, record, under_check
from bihuan.breakdown.actions.twins import find_matters, find_twins
from bihuan.breakdown.models import SINGLE, BreakdownRow, BreakdownStatus, Column, ColumnMemory, TaskBreakdown
from bihuan.breakdown.queries.checking import Checker
from bihuan.breakdown.rules.columns import columns_of, is_whole, signature_of
from bihuan.breakdown.rules.layout import Header, Sheet, header_of, lines_of
from bihuan.files import actions as files
from bihuan.files.actions import Received
from bihuan.files.queries import path_of
from bihuan.files.reading.grid import Grid, read_grids
from bihuan.intake.models import SourceType
from bihuan.intake.rules.review import is_classified
from bihuan.journal import clock
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, before
from bihuan.kernel.canonical import text as tidy
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision.models import ReportCycle

LONGEST_TITLE, LONGEST_BASIS = 200, 200
PASTED = "pasted.txt"
TITLE_ROWS = 5


def take(  # noqa: PLR0913 - what stands on the first page of a table
    *,
    by: Person,
    at: datetime,
    source_type: str,
    confirmed_unclassified: bool,
    file: "File[bytes] | None" = None,
    text: str = "",
    title: str = "",
    basis: str = "",
    issued_date: date | None = None,
    finish_due: date | None = None,
    report_cycle: str = ReportCycle.NONE,
) -> TaskBreakdown:
    """Take in a table of tasks, as a file or as cells pasted from a spreadsheet: a draft to be checked.

    Reading happens before the transaction; what is refused leaves nothing behind.
    """
    need_office(by)
    if not confirmed_unclassified:
        raise Invalid(_("Confirm that the table is not classified. Classified matters do not belong here."))
    if source_type not in SourceType.values or report_cycle not in ReportCycle.values:
        raise Invalid(_("Choose what kind of orders the table holds."))
    breakdown = TaskBreakdown(
        title=tidy(title).strip()[:LONGEST_TITLE],
        source_type=source_type,
        basis=tidy(basis).strip()[:LONGEST_BASIS],
        issued_date=issued_date or clock.day_of(at),
        finish_due=finish_due,
        report_cycle=report_cycle,
        by=by,
        created_at=at,
    )
    upload = file if file is not None else ContentFile(text.encode("utf-8", "replace"), PASTED)
    with files.receive(upload) as (received,):
        grids, warnings = read_grids(received.path, received.kind)
        sheet, header = _best(grids)
        breakdown.reading_warnings = warnings
        return _stage(breakdown, received, sheet, header)


def _best(grids: Iterable[Grid]) -> tuple[Sheet, Header]:
    """The table with a header of tasks and units, or else the first with a header; the longest of several."""
    found = []
    for grid in grids:
        sheet = Sheet(grid)
        header = header_of(sheet)
        if header is not None and header.end < len(grid.rows):
            found.append((is_whole(columns_of(header.names)), len(grid.rows), sheet, header))
    if not found:
        raise Invalid(_("No row names the columns, such as 主要任务 and 牵头单位. Add one above the tasks."))
    _whole, _length, sheet, header = max(found, key=lambda each: each[:2])
    return sheet, header


@transaction.atomic
def _stage(breakdown: TaskBreakdown, received: Received, sheet: Sheet, header: Header) -> TaskBreakdown:
    if not breakdown.title:
        named = "" if received.name == PASTED else PurePath(received.name).stem[:LONGEST_TITLE]
        breakdown.title = _title(sheet, header) or named or _("Pasted table")
    if is_classified("\n".join(sheet.text(row, 0) for row in range(header.end))):
        raise Invalid(
            _(
                "This table bears a grade of secrecy (秘密, 机密 or 绝密). "
                "It may not enter this system; nothing was kept."
            )
        )
    breakdown.file = files.keep(received=received, by=breakdown.by, at=breakdown.created_at)
    breakdown.sheet = sheet.grid.name[:LONGEST_TITLE]
    breakdown.left = sheet.grid.left
    breakdown.header_line = sheet.grid.first + header.end - 1
    breakdown.headers = json.dumps(header.names, ensure_ascii=False)
    breakdown.roles = json.dumps(_remembered(header.names) or columns_of(header.names))
    breakdown.save()
    count = _write_rows(breakdown, sheet, header)
    record(verb="take", thing=Change(breakdown), by=breakdown.by, payload={"rows": count})
    return breakdown


def _title(sheet: Sheet, header: Header) -> str:
    """The title that stands above the header, else the name of the sheet."""
    above = [sheet.own_cells(row) for row in range(max(0, header.top - TITLE_ROWS), header.top)]
    said = next(("".join(cells[min(cells)].split()) for cells in above if cells), "")
    return said[:LONGEST_TITLE]


def _remembered(heads: Sequence[str]) -> list[str] | None:
    """What the same columns said last time, with the key column where the file has one now."""
    kept = ColumnMemory.objects.filter(signature=signature_of(heads)).first()
    if kept is None:
        return None
    told = iter(json.loads(kept.roles))
    proposed = columns_of(heads)
    return [column if column == Column.KEY else next(told, Column.KEEP) for column in proposed]


def _write_rows(breakdown: TaskBreakdown, sheet: Sheet, header: Header) -> int:
    """Stage every task, find the matters that rows name or equal, count the faults."""
    rows = [
        BreakdownRow(
            breakdown=breakdown,
            line=line.number,
            group=line.group[:300],
            cells=json.dumps(line.cells, ensure_ascii=False),
            taken=",".join(map(str, sorted(line.taken))),
        )
        for line in lines_of(sheet, header, breakdown.columns)
    ]
    if not rows:
        raise Invalid(_("There is no task below the header of this table."))
    find_matters(breakdown, rows)
    checked = list(Checker(breakdown, rows, clock.day_of(breakdown.created_at)).all())
    find_twins(checked)
    for each in checked:
        is_found = each.row.twin_id is not None and all(fault.code != "twin" for fault in each.faults)
        each.row.faults = len(each.faults) + is_found
    pour(rows)
    return len(rows)


@transaction.atomic
def set_columns(
    *, breakdown: TaskBreakdown, columns: Sequence[str], by: Person, at: datetime
) -> TaskBreakdown:
    """Say what the columns mean: the rows are read anew, and the same header is understood next time.

    What was mended in the rows before is read anew too.
    """
    breakdown = under_check(breakdown, by)
    _check_columns(breakdown, columns)
    was = before(breakdown)
    breakdown.roles = json.dumps(list(columns))
    breakdown.__dict__.pop("columns", None)
    breakdown.save(update_fields=["roles"])
    ColumnMemory.objects.update_or_create(
        signature=signature_of(breakdown.heads),
        defaults={
            "roles": json.dumps([column for column in columns if column != Column.KEY]),
            "by": by,
            "at": at,
        },
    )
    breakdown.rows.all().delete()
    assert breakdown.file is not None  # noqa: S101 - every table is kept as a file
    grids, _warnings = read_grids(path_of(breakdown.file.sha256), breakdown.file.kind)
    sheet, header = _best(grids)
    count = _write_rows(breakdown, sheet, header)
    record(verb="set_columns", thing=was, by=by, payload={"rows": count})
    return breakdown


def _check_columns(breakdown: TaskBreakdown, columns: Sequence[str]) -> None:
    if len(columns) != len(breakdown.heads) or set(columns) - set(Column.values):
        raise Invalid(
            _("Say for each of the %(count)s columns what it means.") % {"count": len(breakdown.heads)}
        )
    if not is_whole(columns):
        raise Invalid(_("Say which column holds the tasks and which one the lead units."))
    twice = [column for column in SINGLE if list(columns).count(column) > 1]
    if twice:
        raise Invalid(_("Only one column can be “%(column)s”.") % {"column": Column(twice[0]).label})


@transaction.atomic
def drop(*, breakdown: TaskBreakdown, by: Person, at: datetime) -> TaskBreakdown:
    """Put a table aside before anything came of it; its rows go, its file and the record stay."""
    breakdown = under_check(breakdown, by)
    was = before(breakdown)
    breakdown.status = BreakdownStatus.DROPPED
    breakdown.save(update_fields=["status"])
    breakdown.rows.all().delete()
    record(verb="drop", thing=was, by=by)
    return breakdown
