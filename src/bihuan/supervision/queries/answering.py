"""A filled-in sheet or form, looked at cell by cell: what would be reported, and what is wrong where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.files.models import FileKind, StoredFile
from bihuan.files.queries import path_of
from bihuan.files.reading.grid import read_grids
from bihuan.files.reading.marks import Marks
from bihuan.kernel.errors import Denied, DomainError, Invalid
from bihuan.people.models import Person
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries.sheets import HEAD_ROW, with_last
from bihuan.supervision.rules.moves import MOVES, collector
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.rules.sheets import (
    MOST_ROWS,
    Answer,
    Key,
    answer_in_form,
    answers_in_table,
    judged,
)

LETTERS = 26


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, or with a row as a whole."""

    message: str
    field: str = ""
    place: tuple[int, int] | None = None

    @property
    def cell(self) -> str:
        """The cell's name as its program shows it."""
        if self.place is None or self.place[1] > LETTERS:
            return ""
        return f"{chr(ord('A') + self.place[1] - 1)}{self.place[0]}"


@dataclass
class Line:
    """One row: which matter it answers, what it says, what is wrong with it."""

    answer: Answer
    item: Any = None
    said: Said | None = None
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Checked:
    """A whole file: its lines, how many rows said nothing, and the name of the sheet they stand on."""

    lines: list[Line]
    skipped: int
    sheet: str

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if line.said]

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.faults]

    @property
    def answers(self) -> list[tuple[SupervisionItem, Said, int]]:
        """What is in order, as it is reported: the matter, the words, the last report the writer knew."""
        good = ((line, line.answer.key) for line in self.good)
        return [(line.item, line.said, key.last) for line, key in good if line.said and key]

    @property
    def marks(self) -> Marks:
        """What to mark in the workbook that is given back."""
        places = [fault.place for line in self.bad for fault in line.faults if fault.place]
        remarks = [(line.answer.row, " ".join(fault.message for fault in line.faults)) for line in self.bad]
        return Marks(self.sheet, _("What is wrong"), HEAD_ROW, places, remarks)


def need_unit(person: Person) -> None:
    """Only units answer."""
    if not person.access.units:
        raise Denied(_("Only heads and contacts of units report."))


def handed_in(person: Person) -> QuerySet[StoredFile]:
    """The files that a person has handed in himself; for everybody else there are none."""
    need_unit(person)
    return StoredFile.objects.visible_to(person).filter(by=person)


def outdated() -> str:
    """Why a row counts no more."""
    return _("Since this file was given out somebody has reported on the matter. Get the workbook anew.")


def check_stored(stored: StoredFile, person: Person, today: date) -> Checked:
    """Check a file that a person has handed in."""
    return check(path_of(stored.sha256), stored.kind, person, today)


def check(path: Path, kind: str, person: Person, today: date) -> Checked:
    """Read a filled-in file and check each answer. Invalid when it is none that this house has given out."""
    if kind not in (FileKind.XLSX, FileKind.DOCX):
        raise Invalid(_("Hand in the workbook (xlsx) or the form (docx) that you got here."))
    grids, _left_out = read_grids(path, kind)
    found: list[Answer] = []
    sheet = ""
    for grid in grids:
        if kind == FileKind.DOCX:
            form = answer_in_form(grid.rows)
            found += [form] if form else []
            continue
        answers = list(answers_in_table(grid.rows, grid.first, grid.left))
        sheet = sheet or (grid.name if answers else "")
        found += answers
    if not found:
        raise Invalid(
            _("No row of this file has a key of this system. Get the workbook anew and copy it over.")
        )
    if len(found) > MOST_ROWS:
        raise Invalid(_("A workbook has at most %(count)s rows.") % {"count": MOST_ROWS})
    spoken = [answer for answer in found if answer.says_something]
    return Checked(list(_lines(spoken, person, today)), len(found) - len(spoken), sheet)


def _lines(answers: Sequence[Answer], person: Person, today: date) -> Iterator[Line]:
    pks = {answer.key.item for answer in answers if answer.key}
    seen = with_last(SupervisionItem.objects.visible_to(person).filter(pk__in=pks))
    items = {item.pk: item for item in seen.prefetch_related("assignments__unit")}
    met: set[int] = set()
    for answer in answers:
        line = Line(answer, items.get(answer.key.item) if answer.key else None)
        if reason := _refusal(line, answer.key, person, met):
            line.faults.append(Fault(reason))
        else:
            met.add(line.item.pk)
            line.said, faults = judged(answer, line.item.last_id is None, line.item.percent, today)
            line.faults = [Fault(words, name, answer.places.get(name)) for name, words in faults]
        yield line


def _refusal(line: Line, key: Key | None, person: Person, met: set[int]) -> str:
    """Why a row can be no answer, whatever it says."""
    item = line.item
    part = collector(item) if item else None
    if key is None:
        return _("The key of this row has been changed. Get the workbook anew and copy your words over.")
    if part is None or part.unit_id != key.unit:
        return _("This matter is no longer your unit's.")
    if item.pk in met:
        return _("This matter stands in the file twice. Keep one of the rows.")
    try:
        MOVES.check("report", item, person)
    except DomainError as error:
        return str(error)
    return "" if (item.last_id or 0) == key.last else outdated()
