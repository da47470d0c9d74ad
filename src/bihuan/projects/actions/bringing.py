"""A workbook of projects comes in and is mended while it is checked. Nothing is a project yet."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.breakdown.rules.layout import Sheet
from bihuan.files import actions as files
from bihuan.files.queries import path_of
from bihuan.files.reading.grid import Grid, read_grids
from bihuan.intake.rules.review import is_classified
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.kernel.money import WAN
from bihuan.people.actions import add_alias
from bihuan.people.models import Person, Role, Unit
from bihuan.projects.actions.step import clean, need_role
from bihuan.projects.models import ImportMemory, ImportRow, ImportStatus, LedgerImport
from bihuan.projects.rules.sheet_columns import (
    COLUMNS,
    KEEP,
    Header,
    columns_of,
    header_of,
    is_whole,
    lines_of,
    signature_of,
    unit_of,
)

MOST_ROWS, LONGEST_CELL = 2000, 4000
PASTED = "pasted.txt"
CHOICES = ("", "update", "new")


def take(*, by: Person, at: datetime, file: "File[bytes] | None" = None, text: str = "") -> LedgerImport:
    """Take in a workbook of projects, as a file or as cells pasted: a draft to be checked."""
    need_role(by, Role.PLANNER)
    upload = file if file is not None else ContentFile(text.encode("utf-8", "replace"), PASTED)
    with files.receive(upload) as (received,):
        grids, _warnings = read_grids(received.path, received.kind)
        sheet, header = _best(grids)
        return _stage(received, sheet, header, by, at)


def _best(grids: Iterable[Grid]) -> tuple[Sheet, Header]:
    found = [(sheet, header) for grid in grids if (header := header_of(sheet := Sheet(grid)))]
    if not found:
        raise Invalid(
            _("No row names the columns, such as 项目名称 and 责任单位. Add one above the projects.")
        )
    return max(found, key=lambda each: len(each[0].cells))


@transaction.atomic
def _stage(received: Any, sheet: Sheet, header: Header, by: Person, at: datetime) -> LedgerImport:
    above = [text for row in range(header.top) for text in sheet.own_cells(row).values()]
    if is_classified("\n".join(above)):
        raise Invalid(
            _(
                "This table bears a grade of secrecy (秘密, 机密 or 绝密). "
                "It may not enter this system; nothing was kept."
            )
        )
    said = " ".join([*above, *header.names])
    year = re.search(r"(20\d\d)年?", said)
    row = LedgerImport(
        title=(above[0] if above else received.name)[:200],
        year=int(year[1]) if year else clock.day_of(at).year,
        unit=unit_of(" ".join(above)) or WAN,
        file=files.keep(received=received, by=by, at=at),
        sheet=sheet.grid.name[:200],
        left=sheet.grid.left,
        head_line=sheet.grid.first + header.end - 1,
        headers=json.dumps(header.names, ensure_ascii=False),
        roles=json.dumps(_remembered(header.names) or columns_of(header.names)),
        by=by,
        created_at=at,
    )
    row.save(force_insert=True)
    count = _write_rows(row, sheet, header)
    record("take", Change(row), by, {"rows": count})
    return row


def _remembered(heads: Sequence[str]) -> list[str] | None:
    kept = ImportMemory.objects.filter(signature=signature_of(heads)).first()
    return json.loads(kept.roles) if kept else None


def _write_rows(row: LedgerImport, sheet: Sheet, header: Header) -> int:
    lines = lines_of(sheet, header, row.columns)
    if not 1 <= len(lines) <= MOST_ROWS:
        raise Invalid(
            _("A table has between 1 and %(count)s projects below its header.") % {"count": MOST_ROWS}
        )
    pour(
        [
            ImportRow(
                sheet=row,
                line=line.number,
                group=line.group,
                parent_line=line.parent,
                cells=json.dumps([text[:LONGEST_CELL] for text in line.cells], ensure_ascii=False),
            )
            for line in lines
        ]
    )
    return len(lines)


def record(verb: str, thing: Change, by: Person, payload: Mapping[str, Any] | None = None) -> None:
    """Write the one event of a change of a workbook."""
    journal.record(verb=f"ledger.{verb}", thing=thing, by=by, claim=Claim(payload or {}, role=Role.PLANNER))


def under_check(sheet: LedgerImport, by: Person) -> LedgerImport:
    """Lock a workbook for a change while it is a draft."""
    need_role(by, Role.PLANNER)
    locked = LedgerImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if locked.status != ImportStatus.DRAFT:
        raise Conflict(_("This table is no longer being checked."))
    return locked


@transaction.atomic
def set_columns(*, sheet: LedgerImport, columns: Sequence[str], by: Person, at: datetime) -> LedgerImport:
    """Say what the columns mean: rows are read anew, and the same header is understood next time."""
    sheet = under_check(sheet, by)
    if len(columns) != len(sheet.heads) or set(columns) - set(COLUMNS):
        raise Invalid(_("Say for each of the %(count)s columns what it means.") % {"count": len(sheet.heads)})
    twice = [name for name in set(columns) - {KEEP} if list(columns).count(name) > 1]
    if twice or not is_whole(columns):
        raise Invalid(
            _("Name the column of project names and one of units or money; each meaning only once.")
        )
    was = before(sheet)
    sheet.roles = json.dumps(list(columns))
    sheet.save(update_fields=["roles"])
    signature = signature_of(sheet.heads)
    ImportMemory.objects.update_or_create(signature=signature, defaults={"roles": sheet.roles})
    sheet.rows.all().delete()
    grids, _warnings = read_grids(path_of(sheet.file.sha256), sheet.file.kind)
    count = _write_rows(sheet, *_best(grids))
    record("set_columns", was, by, {"rows": count})
    return sheet


def _row(row: ImportRow, by: Person) -> tuple[LedgerImport, ImportRow]:
    sheet = under_check(row.sheet, by)
    return sheet, ImportRow.objects.get(pk=row.pk)


@dataclass(frozen=True)
class Mended:
    """What somebody left in a cell, by the number of its row, and what he was shown there."""

    row: int
    column: int
    was: str
    text: str

    @property
    def is_written(self) -> bool:
        return flat(self.text) != flat(self.was)


def flat(text: str) -> str:
    """A text as it stands in a field of one line, which keeps no ends of lines."""
    return " ".join(text.splitlines()).strip()


@transaction.atomic
def mend_cells(*, sheet: LedgerImport, cells: Sequence[Mended], by: Person, at: datetime) -> int:
    """Write another text into every cell that was written in, all or none.

    Where a colleague has written in one of these cells since it was shown, nothing is written.
    """
    sheet = under_check(sheet, by)
    written = [cell for cell in cells if cell.is_written]
    rows = {row.pk: row for row in sheet.rows.filter(pk__in={cell.row for cell in written})}
    for cell in written:
        if cell.row not in rows or not 0 <= cell.column < len(sheet.columns):
            raise Conflict(_("The table was read anew meanwhile: look at it once more."))
        _mend(sheet, rows[cell.row], cell, by)
    return len(written)


def _mend(sheet: LedgerImport, row: ImportRow, cell: Mended, by: Person) -> None:
    texts, text = row.texts, clean(cell.text, LONGEST_CELL)
    now = texts[cell.column]
    if text == now:
        return
    if flat(now) != flat(cell.was):
        said = {"row": row.line, "head": sheet.heads[cell.column], "now": now[:40]}
        raise Conflict(
            _(
                "In row %(row)s “%(head)s” somebody has written “%(now)s” meanwhile. "
                "Nothing was saved: look at it, and save once more."
            )
            % said
        )
    texts[cell.column] = text
    row.cells = json.dumps(texts, ensure_ascii=False)
    row.save(update_fields=["cells"])
    record("mend_cell", before(sheet), by, {"row": row.line, "column": cell.column, "was": now, "now": text})


@transaction.atomic
def leave_out(*, row: ImportRow, is_out: bool, by: Person, at: datetime) -> ImportRow:
    """Let a row become no project, or count again."""
    sheet, row = _row(row, by)
    row.is_left_out = is_out
    row.save(update_fields=["is_left_out"])
    record("leave_out", before(sheet), by, {"row": row.line, "is_out": is_out})
    return row


@transaction.atomic
def choose(*, sheet: LedgerImport, lines: Sequence[int], choice: str, by: Person, at: datetime) -> int:
    """Say of rows that are like projects in the ledger: update these, or they are others."""
    sheet = under_check(sheet, by)
    if choice not in CHOICES:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": choice})
    count = sheet.rows.filter(line__in=lines).update(choice=choice)
    record("choose", before(sheet), by, {"rows": count, "choice": choice})
    return count


@transaction.atomic
def match_name(
    *, sheet: LedgerImport, written: str, unit: Unit | None, by: Person, at: datetime, keep: bool = False
) -> LedgerImport:
    """Say which unit a name means wherever the table uses it; nothing: it names none.

    With `keep` the name becomes another name of the unit, for everything to come.
    """
    sheet = under_check(sheet, by)
    if unit and not unit.is_active:
        raise Invalid(_("One of these units no longer exists."))
    if unit and keep:
        add_alias(unit=unit, name=written, by=by, at=at)
    was = before(sheet)
    names = sheet.meant | {written: unit.pk if unit else None}
    sheet.names = json.dumps(names, ensure_ascii=False)
    sheet.save(update_fields=["names"])
    record("match_name", was, by, {"name": written, "kept": keep})
    return sheet
