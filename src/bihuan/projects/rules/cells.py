"""What is written into the cells of a month, read into an entry; what cannot be read is named by its cell."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.money import NoMoney, in_unit, parse
from bihuan.projects.models import WHOLE, Source
from bihuan.projects.rules.months import COLUMNS, Entry, Fault

TEXTS = ("progress", "problem", "need", "reason")
CELLS = ("done", *COLUMNS, "year", "percent", *TEXTS)
LONGEST = 300
# What a spreadsheet adds behind the digits that somebody typed.
NOISE = Decimal("0.000000001")
FEN = Decimal("0.000001")
_LONG = re.compile(r"[+-]?[0-9]+\.[0-9]{7,}|[+-]?[0-9.]{1,20}E[+-]?[0-9]{1,2}")
_SHARE = re.compile(r"(-?[0-9]{1,3})(?:\.0*)?%?")


@dataclass
class _Reading:
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def add(self, column: str, code: str, words: str) -> None:
        self.faults.append(Fault(column, code, words))

    def amount(self, name: str) -> int | None:
        text = unicodedata.normalize("NFKC", self.cells.get(name, "")).strip()
        if not text:
            return None
        try:
            return parse(_without_noise(text))
        except NoMoney:
            said = _("“%(text)s” is no amount. Write a number of wan yuan, like 1,200 or 0.56.")
            self.add(name, "amount", said % {"text": text[:40]})
            return None

    def percent(self) -> int:
        text = unicodedata.normalize("NFKC", self.cells.get("percent", "")).strip()
        if (found := _SHARE.fullmatch(text)) and 0 <= int(found[1]) <= WHOLE:
            return int(found[1])
        self.add("percent", "share", _("Physical progress is a whole number from 0 to 100."))
        return 0

    def text(self, name: str) -> str:
        said = self.cells.get(name, "").replace("\x00", "").strip()
        if len(said) > LONGEST:
            self.add(name, "long", _("A text has at most %(count)s characters.") % {"count": LONGEST})
        return said

    def amounts(self, sole: str) -> dict[str, int]:
        """The month by source: as it is split, or all of it from the one source that there is."""
        given = {name: self.amount(name) for name in COLUMNS}
        done, known = self.amount("done"), [value for value in given.values() if value is not None]
        split = {name: value or 0 for name, value in given.items()}
        if known:
            if done is not None and done != sum(known):
                said = _("The sources add up to %(sum)s wan yuan, the month says %(done)s wan yuan.")
                self.add("done", "split", said % {"sum": in_unit(sum(known)), "done": in_unit(done)})
        elif done is None:
            if not self.faults:
                self.add("done", "none", _("Write what was done this month, 0 when it was nothing."))
        elif done and not sole:
            self.add("done", "sources", _("Several sources are possible. Say by source where it came from."))
        elif done:
            split[sole] = done
        return split


def _without_noise(text: str) -> str:
    """A number without what binary fractions have added to it."""
    if not _LONG.fullmatch(text):
        return text
    try:
        number = Decimal(text)
        near = number.quantize(FEN)
    except InvalidOperation:
        return text
    return f"{near:f}" if abs(number - near) <= NOISE else text


def says_something(cells: Mapping[str, str]) -> bool:
    """Whether anything was written into a row."""
    return any(cells.get(name, "").strip() for name in CELLS)


def read(cells: Mapping[str, str], sole: str) -> tuple[Entry | None, list[Fault]]:
    """The entry that a row of cells makes, or what is wrong with them.

    `sole` is the only source from which the project's money comes, where there is only one.
    """
    reading = _Reading(cells)
    amounts, percent = reading.amounts(sole), reading.percent()
    texts = {name: reading.text(name) for name in TEXTS}
    entry = Entry(amounts=amounts, percent=percent, said_year=reading.amount("year"), **texts)
    return (None, reading.faults) if reading.faults else (entry, [])


def cells_of(row: Any, sole: str) -> dict[str, str]:
    """The cells of a month that is there. Where there is one source, its sum alone says everything."""
    said = {"done": in_unit(row.done), "percent": str(row.percent)}
    parts = {name: getattr(row, name) for name in COLUMNS if getattr(row, name)}
    if set(parts) - {sole}:
        said |= {name: in_unit(amount) for name, amount in parts.items()}
    return said | {name: getattr(row, name) for name in TEXTS}


def is_same(entry: Entry, row: Any) -> bool:
    """Whether a month says already what an entry says."""
    money = all(entry.amounts.get(name, 0) == getattr(row, name) for name in COLUMNS)
    words = all(getattr(entry, name).strip() == getattr(row, name) for name in TEXTS)
    return money and words and entry.percent == row.percent


def sole_source(planned: Mapping[str, int], last: Any) -> str:
    """The one source that a project's money can come from: by the plan, else as it came last time."""
    used = [name for name, amount in planned.items() if amount]
    if not used and last is not None:
        used = [name for name in COLUMNS if getattr(last, name)]
    return str(Source(used[0])) if len(used) == 1 else ""
