"""The classes that national standards give, as rows to begin a city's own tables with.

Sources: GB/T 2260 (provinces; the year is that of its first edition, or the province's own) and
GB/T 4754-2017 (sections and divisions of industries). The files stand in `data`.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class: its code, its Chinese name, the years in which it holds (nothing: still), what it is in.

    `section` is the letter of an industry's section, and empty for a region.
    """

    code: str
    name: str
    first_year: int
    last_year: int | None
    section: str = ""


@cache
def provinces() -> tuple[ClassRow, ...]:
    """The 34 areas of provincial level, by their codes of six digits."""
    return _rows("regions.csv")


@cache
def industries() -> tuple[ClassRow, ...]:
    """The 20 sections, by a letter, each before its divisions; of these 97, by two digits."""
    return _rows("industries.csv")


def section_of(division: str) -> str:
    """The letter of the section that a code of two, three or four digits belongs to; empty if unknown."""
    return next((row.section for row in industries() if row.code == division[:2]), "")


def _rows(name: str) -> tuple[ClassRow, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(
            ClassRow(
                row["code"],
                row["name"],
                int(row["first_year"]),
                int(row["last_year"]) if row["last_year"] else None,
                row.get("section", ""),
            )
            for row in csv.DictReader(file)
        )
