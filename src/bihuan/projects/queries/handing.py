"""A filled-in workbook of a round, looked at cell by cell: what would be kept, and what is wrong where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.files.models import FileKind, StoredFile
from bihuan.files.queries import path_of
from bihuan.files.reading.grid import read_grids
from bihuan.files.reading.marks import Marks
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person
from bihuan.projects.models import DispatchRound
from bihuan.projects.queries.dispatch import BACKS, HEAD_ROW
from bihuan.projects.queries.filling import Line, lines
from bihuan.projects.queries.rounds import workable
from bihuan.projects.rules.months import Entry, Fault
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.rules.sheets import MOST_ROWS, Filled, cell_name, rows_in


@dataclass
class Checked:
    """One row of the file: what was written, whose month it is, and what is wrong with it."""

    filled: Filled
    line: Line | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def named(self) -> list[tuple[str, str]]:
        """The faults with the names of their cells."""
        places = self.filled.places
        return [(cell_name(places.get(fault.column)), fault.words) for fault in self.faults]


@dataclass(frozen=True)
class Book:
    """A whole file: its rows, how many said nothing, and the name of the sheet they stand on."""

    rows: list[Checked]
    skipped: int
    sheet: str

    @property
    def good(self) -> list[Checked]:
        return [row for row in self.rows if row.line and row.line.is_new and not row.faults]

    @property
    def bad(self) -> list[Checked]:
        return [row for row in self.rows if row.faults]

    @property
    def same(self) -> int:
        """Rows that say what stands there already."""
        return len(self.rows) - len(self.good) - len(self.bad)

    @property
    def entries(self) -> dict[int, Entry]:
        lines_ = [row.line for row in self.good if row.line]
        return {line.project.pk: line.entry for line in lines_ if line.entry}

    @property
    def marks(self) -> Marks:
        """What to mark in the workbook that is given back."""
        places = [
            row.filled.places[fault.column]
            for row in self.bad
            for fault in row.faults
            if fault.column in row.filled.places
        ]
        remarks = [(row.filled.row, " ".join(fault.words for fault in row.faults)) for row in self.bad]
        return Marks(self.sheet, _("What is wrong"), HEAD_ROW, places, remarks)


def need_filler(person: Person) -> None:
    """Only those who work on projects fill in months."""
    if not (is_keeper(person) or person.access.units):
        raise Denied(_("Only the lead units of projects and the keeper of the ledger fill in months."))


def handed_in(person: Person) -> QuerySet[StoredFile]:
    """The files that somebody has handed in himself; for everybody else there are none."""
    need_filler(person)
    return StoredFile.objects.visible_to(person).filter(by=person)


def check_stored(stored: StoredFile, person: Person, round_: DispatchRound) -> Book:
    """Check a file that somebody has handed in."""
    return check(path_of(stored.sha256), stored.kind, person, round_)


def check(path: Path, kind: str, person: Person, round_: DispatchRound) -> Book:
    """Read a filled-in file and check each row. Invalid when it is none that this house has given out."""
    if kind not in (FileKind.XLSX, FileKind.TXT):
        raise Invalid(_("Hand in the workbook (xlsx) that you got here, or paste its rows."))
    grids, _left_out = read_grids(path, kind)
    found: list[Filled] = []
    sheet = ""
    for table in grids:
        rows = list(rows_in(table.rows, table.first, table.left, BACKS))
        sheet = sheet or (table.name if rows else "")
        found += rows
    if not found:
        raise Invalid(
            _("No row of this file has a key of this system. Get the workbook anew and copy it over.")
        )
    if len(found) > MOST_ROWS:
        raise Invalid(_("A workbook has at most %(count)s rows.") % {"count": MOST_ROWS})
    spoken = [row for row in found if row.says_something]
    return Book(list(_checked(spoken, person, round_)), len(found) - len(spoken), sheet)


def _checked(found: Sequence[Filled], person: Person, round_: DispatchRound) -> Iterator[Checked]:
    keys = {row.key.project for row in found if row.key}
    projects = workable(person).filter(pk__in=keys).select_related("lead").order_by("pk")
    known = {line.project.pk: line for line in lines(list(projects), round_.month)}
    met: set[int] = set()
    for row in found:
        line = known.get(row.key.project) if row.key else None
        checked = Checked(row, line)
        if reason := _refusal(row, line, round_, met):
            checked.faults.append(Fault("", "row", reason))
        elif line and row.key:
            met.add(line.project.pk)
            line.weigh(row.cells, row.key.stamp)
            checked.faults = line.faults
        yield checked


def _refusal(row: Filled, line: Line | None, round_: DispatchRound, met: set[int]) -> str:
    """Why a row can be no month of this round, whatever it says."""
    if row.key is None:
        return _("The key of this row has been changed. Get the workbook anew and copy your words over.")
    if row.key.round != round_.pk:
        return _("This row belongs to another month.")
    if line is None:
        return _("This project is not yours to fill in.")
    if line.project.pk in met:
        return _("This project stands in the file twice. Keep one of the rows.")
    return ""
