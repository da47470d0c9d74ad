"""Codes of regions and industries against the city's own tables, in the year in which they are written."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.projects.models import Industry, Region

# So many codes of one name are told.
MOST_NAMED = 5
TABLES: dict[str, type[Region] | type[Industry]] = {"region": Region, "industry": Industry}


def refuse_unknown(facts: Mapping[str, Any], year: int) -> None:
    """Refuse a code that no table knows in a year, and name its field."""
    for name, table in TABLES.items():
        code = facts.get(name)
        if code and table.objects.unknown([code], year):
            raise Invalid(no_code(code, year), name)


def no_code(code: str, year: int) -> str:
    """Why a code is refused, and what to do."""
    said = _("“%(code)s” is no code of %(year)s. The keeper of the ledger adds codes in its settings.")
    return said % {"code": code, "year": year}


def _by_name(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The codes of each name: GB/T 4754 calls a group and its only class alike."""
    found: dict[str, set[str]] = {}
    for name, code in rows:
        found.setdefault(name, set()).add(code)
    return found


class CodeBook:
    """The codes of one year for many rows: which of them no table knows, and what a name stands for."""

    def __init__(self, texts: Mapping[str, Iterable[str]], year: int) -> None:
        self.year = year
        self.unknown = {name: TABLES[name].objects.unknown(set(said), year) for name, said in texts.items()}
        rows = {name: TABLES[name].objects.in_year(year) for name in texts}
        self._names = {name: _by_name(each.values_list("name", "code")) for name, each in rows.items()}

    def read(self, name: str, text: str) -> str:
        """The code that a cell means: itself, or that of the name that stands in it.

        Raises Invalid for a name of several codes: which of them is meant is not guessed.
        """
        codes = sorted(self._names[name].get(text, {text}))
        if len(codes) > 1:
            said = _("“%(name)s” is the name of several codes: %(codes)s. Write the code that is meant.")
            raise Invalid(said % {"name": text, "codes": ", ".join(codes[:MOST_NAMED])})
        return codes[0]

    def fault(self, name: str, code: str) -> str:
        """Why a code cannot stand, or nothing."""
        return no_code(code, self.year) if code in self.unknown[name] else ""
