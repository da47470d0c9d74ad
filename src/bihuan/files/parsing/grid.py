"""What the tables of both office formats have in common: how large they may be, and how they are told.

A table is {name, first, left, rows, merges}: `first` numbers its first row as its program does, `left` counts
the columns before it, and a merge is [top, left, bottom, right] by places in the rows.
"""

import json
from typing import Any

from bihuan.files.parsing import Answer, Refused

MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
LONGEST_NAME = 200
# Signs of all tables of a file together, as they are told.
LONGEST = 40_000_000

Table = dict[str, Any]


def bound(height: int, width: int) -> None:
    """Refuse a table that is larger than any that people keep."""
    if height > MOST_ROWS:
        raise Refused(f"rows {height}")
    if width > MOST_COLUMNS:
        raise Refused(f"columns {width}")


def told(tables: list[Table], warnings: list[str]) -> Answer:
    """The tables that hold anything, as the child process tells them."""
    tables = [table for table in tables if any(map(any, table["rows"]))]
    if not tables:
        raise Refused("no table")
    return json.dumps(tables, ensure_ascii=False), warnings
