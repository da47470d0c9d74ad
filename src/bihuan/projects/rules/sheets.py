"""The workbook of a round that comes back filled in: the key by which a row is known again, and its cells.

Whoever fills it in may sort it, leave rows out or put columns before it: a row is found by its key, and the
cells stand at fixed places to the left of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.core import signing

from bihuan.projects.rules.cells import says_something

FORMAT = "BM1"
SALT = "bihuan.projects.month"
MOST_ROWS = 2000
LETTERS = 26
KEY = re.compile(rf"{FORMAT}\.[\w.:-]+", re.ASCII)


@dataclass(frozen=True)
class Key:
    """Which project's month a row is, in which round, and when the month that it showed was written."""

    project: int
    round: int
    stamp: str


@dataclass(frozen=True)
class Filled:
    """One row as it was filled in. `places` says in which row and column of the file each cell stands."""

    key: Key | None
    cells: dict[str, str]
    row: int
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        return says_something(self.cells)


def key_text(key: Key) -> str:
    """The key as it stands in a file: nobody makes one for a row that was not given to him."""
    return f"{FORMAT}.{signing.dumps([key.project, key.round, key.stamp], salt=SALT)}"


def read_key(text: str) -> Key | None:
    """The key in a cell, None for one that this house has not given."""
    try:
        project, round_, stamp = signing.loads(text.strip().removeprefix(f"{FORMAT}."), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Key(project, round_, stamp)


def rows_in(rows: Sequence[Sequence[str]], first: int, left: int, backs: dict[str, int]) -> Iterator[Filled]:
    """The rows of a table that bear a key. `backs`: how many columns before the key each cell stands."""
    for number, row in enumerate(rows):
        place = next((at for at, cell in enumerate(row) if KEY.fullmatch(cell.strip())), None)
        if place is None:
            continue
        at = {name: place - back for name, back in backs.items() if place >= back}
        cells = {name: row[column].strip() for name, column in at.items()}
        places = {name: (first + number, left + column + 1) for name, column in at.items()}
        yield Filled(read_key(row[place]), cells, first + number, places)


def cell_name(place: tuple[int, int] | None) -> str:
    """A cell's name as its program shows it: the letters of its column, the number of its row."""
    if place is None:
        return ""
    row, column = place
    letters = ""
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
