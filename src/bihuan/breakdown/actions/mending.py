"""Mending a table while it is checked: one cell, a name wherever it stands, one row."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.breakdown.actions.draft import recheck, record, under_check
from bihuan.breakdown.actions.twins import find_matters
from bihuan.breakdown.models import BreakdownRow, Column, TaskBreakdown
from bihuan.breakdown.queries.checking import Checker
from bihuan.breakdown.rules.comparing import FILE, SYSTEM
from bihuan.breakdown.rules.layout import tidy
from bihuan.journal import clock
from bihuan.journal.rules import before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.actions import add_alias
from bihuan.people.models import Person, Unit

LONGEST_CELL = 20_000
MOST_PIECES = 50
MOST_UNITS = 200


@transaction.atomic
def mend_cell(*, row: BreakdownRow, column: int, text: str, by: Person, at: datetime) -> BreakdownRow:
    """Write another text into one cell."""
    breakdown, row = _locked(row, by)
    if not 0 <= column < len(breakdown.columns):
        raise Invalid(_("This table has no such column."))
    said = tidy(text)
    if len(said) > LONGEST_CELL:
        raise Invalid(_("A cell has at most %(count)s characters.") % {"count": LONGEST_CELL})
    cells = row.texts
    was, cells[column] = cells[column], said
    row.cells = json.dumps(cells, ensure_ascii=False)
    row.taken = ",".join(str(at_) for at_ in sorted(row.taken_columns - {column}))
    row.save(update_fields=["cells", "taken"])
    if breakdown.columns[column] == Column.KEY:
        _tie_anew(breakdown, row)
    recheck(breakdown, at, [row])
    payload = {"row": row.line, "piece": row.piece, "column": column, "was": was, "now": said}
    record(verb="mend_cell", thing=before(breakdown), by=by, payload=payload)
    return row


@transaction.atomic
def mend_row(*, row: BreakdownRow, texts: Sequence[str], seen: str, by: Person, at: datetime) -> BreakdownRow:
    """Write all cells of a row as its reader has changed them: all or none.

    `seen` is the mark of the row that he was shown. Where somebody else has changed it since, nothing is
    written.
    """
    _breakdown, row = _locked(row, by)
    if seen != row.mark:
        raise Conflict(
            _("Somebody else has changed row %(line)s meanwhile. Load the table again.") % {"line": row.line}
        )
    was = row.texts
    if len(texts) != len(was):
        raise Invalid(_("This table has %(count)s columns.") % {"count": len(was)})
    for at_, text in enumerate(map(tidy, texts)):
        if text != was[at_]:
            row = mend_cell(row=row, column=at_, text=text, by=by, at=at)
    return row


def _tie_anew(breakdown: TaskBreakdown, row: BreakdownRow) -> None:
    """Another number means another matter, none a new one."""
    row.item_id, row.twin_id, row.is_new, row.base, row.picks = None, None, True, "", ""
    row.save(update_fields=["item", "twin", "is_new", "base", "picks"])
    find_matters(breakdown, [row])
    row.save(update_fields=["item", "twin", "is_new", "base"])


@transaction.atomic
def match_name(
    *,
    breakdown: TaskBreakdown,
    written: str,
    units: Sequence[Unit],
    by: Person,
    at: datetime,
    keep: bool = False,
) -> TaskBreakdown:
    """Say which units a name means wherever the table uses it; none: it names no unit and is passed over.

    With `keep` the name becomes another name of its one unit, for all documents to come.
    """
    breakdown = under_check(breakdown, by)
    name = "".join(written.split())
    if not name or len(units) > MOST_UNITS:
        raise Invalid(_("Say which units are meant."))
    if any(not unit.is_active for unit in units):
        raise Invalid(_("One of these units no longer exists."))
    if keep:
        if len(units) != 1:
            raise Invalid(_("Only a name that means one unit can be kept as another name of it."))
        add_alias(unit=units[0], name=name, by=by, at=at)
    names = dict(breakdown.meant)
    names[name] = [unit.pk for unit in dict.fromkeys(units)]
    breakdown.names = json.dumps(names, ensure_ascii=False)
    breakdown.__dict__.pop("meant", None)
    breakdown.save(update_fields=["names"])
    recheck(breakdown, at)
    payload = {"name": name, "units": names[name], "kept": keep}
    record(verb="match_name", thing=before(breakdown), by=by, payload=payload)
    return breakdown


@transaction.atomic
def split_row(*, row: BreakdownRow, texts: Sequence[str], by: Person, at: datetime) -> list[BreakdownRow]:
    """Make several tasks of one row: each gets its own words, all share the other cells and the row."""
    breakdown, row = _locked(row, by)
    tasks = [said for said in map(tidy, texts) if said]
    if len(tasks) < 2:  # noqa: PLR2004 - one part is no parting
        raise Invalid(_("Give at least two tasks, one to a line."))
    if row.item_id is not None:
        raise Conflict(_("Row %(line)s belongs to a matter that is there already.") % {"line": row.line})
    taken = set(breakdown.rows.filter(line=row.line).values_list("piece", flat=True))
    if len(taken) + len(tasks) > MOST_PIECES:
        raise Invalid(_("A row can be parted into %(count)s tasks at most.") % {"count": MOST_PIECES})
    place = breakdown.columns.index(Column.TASK)
    free = iter(sorted({row.piece} | (set(range(1, 2 * MOST_PIECES)) - taken)))
    pieces = []
    for said in tasks:
        cells = row.texts
        cells[place] = said
        piece = BreakdownRow(
            breakdown=breakdown,
            line=row.line,
            piece=next(free),
            group=row.group,
            cells=json.dumps(cells, ensure_ascii=False),
            taken=",".join(str(at_) for at_ in sorted(row.taken_columns - {place})),
        )
        pieces.append(piece)
    row.delete()
    pieces = BreakdownRow.objects.bulk_create(pieces)
    recheck(breakdown, at, pieces)
    payload = {"row": row.line, "piece": row.piece, "tasks": tasks}
    record(verb="split_row", thing=before(breakdown), by=by, payload=payload)
    return pieces


@transaction.atomic
def leave_out(*, row: BreakdownRow, by: Person, at: datetime) -> BreakdownRow:
    """Let a row become no matter and change none: it stays in the table and is printed back."""
    return _set_left_out(row, by, at, is_left_out=True)


@transaction.atomic
def take_back(*, row: BreakdownRow, by: Person, at: datetime) -> BreakdownRow:
    """Let a row that was left out count again."""
    return _set_left_out(row, by, at, is_left_out=False)


def _set_left_out(row: BreakdownRow, by: Person, at: datetime, *, is_left_out: bool) -> BreakdownRow:
    breakdown, row = _locked(row, by)
    row.is_left_out = is_left_out
    row.save(update_fields=["is_left_out"])
    recheck(breakdown, at, [row])
    verb = "leave_out" if is_left_out else "take_back"
    record(verb=verb, thing=before(breakdown), by=by, payload={"row": row.line, "piece": row.piece})
    return row


@transaction.atomic
def choose_twin(*, row: BreakdownRow, is_same: bool, by: Person, at: datetime) -> BreakdownRow:
    """Say whether a row that equals a matter on file is this matter or a new one."""
    breakdown, row = _locked(row, by)
    if row.twin_id is None:
        raise Conflict(_("Nothing is open about row %(line)s.") % {"line": row.line})
    _decide(breakdown, [row], is_same=is_same, by=by, at=at)
    return row


@transaction.atomic
def choose_twins(*, breakdown: TaskBreakdown, is_same: bool, by: Person, at: datetime) -> TaskBreakdown:
    """Say the same of all rows that equal a matter on file."""
    breakdown = under_check(breakdown, by)
    rows = list(breakdown.rows.filter(twin__isnull=False).order_by("line", "piece"))
    if not rows:
        raise Conflict(_("No row equals a matter that is on file."))
    _decide(breakdown, rows, is_same=is_same, by=by, at=at)
    return breakdown


def _decide(
    breakdown: TaskBreakdown, rows: Sequence[BreakdownRow], *, is_same: bool, by: Person, at: datetime
) -> None:
    used = set(breakdown.rows.filter(item__isnull=False).values_list("item_id", flat=True))
    lines = [row.line for row in rows]
    for row in rows:
        twin, row.twin_id = row.twin_id, None
        if is_same and twin is not None and twin not in used:
            row.item_id, row.is_new = twin, False
            used.add(twin)
    BreakdownRow.objects.bulk_update(rows, ["item", "is_new", "twin"], batch_size=500)
    recheck(breakdown, at, rows)
    record(verb="choose_twin", thing=before(breakdown), by=by, payload={"rows": lines, "same": is_same})


@transaction.atomic
def pick(*, row: BreakdownRow, column: int, side: str, by: Person, at: datetime) -> BreakdownRow:
    """Choose between what the file says and what the matter says, where both have changed."""
    breakdown, row = _locked(row, by)
    if side not in (FILE, SYSTEM):
        raise Invalid(_("Choose the file or the system."))
    comparison = Checker(breakdown, [row], clock.day_of(at)).one(row).comparison
    found = next((d for d in comparison.differences if d.column == column), None) if comparison else None
    if found is None:
        raise Conflict(_("This cell says the same as the matter."))
    picks = json.loads(row.picks) if row.picks else {}
    picks[str(column)] = [side, found.system]
    row.picks = json.dumps(picks, ensure_ascii=False)
    row.save(update_fields=["picks"])
    recheck(breakdown, at, [row])
    payload = {"row": row.line, "piece": row.piece, "column": column, "side": side}
    record(verb="pick", thing=before(breakdown), by=by, payload=payload)
    return row


def _locked(row: BreakdownRow, by: Person) -> tuple[TaskBreakdown, BreakdownRow]:
    breakdown = under_check(row.breakdown, by)
    there = BreakdownRow.objects.filter(pk=row.pk, breakdown=breakdown).first()
    if there is None:
        raise Conflict(
            _("Row %(line)s has been parted or read anew meanwhile. Load the table again.")
            % {"line": row.line}
        )
    return breakdown, there
