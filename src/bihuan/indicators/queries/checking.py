"""A file of numbers as it would come in: every number with its place, what is wrong with it, what is odd."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bihuan.files.queries import path_of
from bihuan.files.reading.grid import read_grids
from bihuan.indicators.models import (
    SCALE,
    Area,
    Indicator,
    Measure,
    Origin,
    Reading,
    ReadingSheet,
    Span,
    Vintage,
)
from bihuan.indicators.queries.paths import nature_of
from bihuan.indicators.rules.checking import earlier, oddities
from bihuan.indicators.rules.lines import Course
from bihuan.indicators.rules.numbers import LONGEST_SAID, NoNumber, read_number
from bihuan.indicators.rules.orders import Key, NewReading
from bihuan.indicators.rules.sdmx import Refused, area_code, is_sdmx, read_sdmx
from bihuan.indicators.rules.sheets import Told, told_in
from bihuan.indicators.rules.times import fits
from bihuan.indicators.rules.told_times import NoTime, read_month, read_span
from bihuan.kernel.errors import Invalid
from bihuan.kernel.periods import month_of
from bihuan.people.models import Person

MOST_BACK = 12
VINTAGES = {
    **dict.fromkeys(("快报", "快报数"), Vintage.FLASH),
    **dict.fromkeys(("初步", "初步数", "初步核算", "初步核算数"), Vintage.PRELIMINARY),
    **dict.fromkeys(("最终", "最终数", "最终核实", "最终核实数", "年报", "年报数"), Vintage.FINAL),
    **{str(each): each for each in Vintage},
}


@dataclass
class Checked:
    """One number of the file, what it would become, and what is said about it."""

    told: Told
    reading: NewReading | None = None
    number: int = 0
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def measure_name(self) -> str:
        """What the number is, in words."""
        return str(Measure(self.reading.measure).label) if self.reading else ""


@dataclass(frozen=True)
class Check:
    """All numbers of a file."""

    cells: list[Checked]

    @property
    def faulty(self) -> list[Checked]:
        return [cell for cell in self.cells if cell.faults]

    @property
    def odd(self) -> list[Checked]:
        return [cell for cell in self.cells if cell.warnings and not cell.faults]

    @property
    def good(self) -> list[Checked]:
        return [cell for cell in self.cells if not cell.faults]

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers there are, and how many of each sort."""
        told = {"all": self.cells, "good": self.good, "faulty": self.faulty, "odd": self.odd}
        return {name: len(cells) for name, cells in told.items()}


class _Names:
    """Indicators by name and code, areas by name, code, and the names of their units."""

    def __init__(self, person: Person) -> None:
        self.indicators: dict[str, Indicator] = {}
        for each in Indicator.objects.visible_to(person).filter(is_active=True):
            self.indicators |= {each.code: each, each.name: each}
        self.areas: dict[str, Area] = {}
        for area in Area.objects.visible_to(person).select_related("unit"):
            self.areas |= {area_code(area): area, area.name: area}
            if area.unit:
                self.areas |= {area.unit.short_name: area, area.unit.name: area}
        self.city = next((area for area in self.areas.values() if area.kind == "city"), None)

    def indicator(self, text: str) -> Indicator | None:
        found: Indicator | None = self._found(self.indicators, text)
        return found

    def area(self, text: str) -> Area | None:
        found: Area | None = self._found(self.areas, text) if text else self.city
        return found

    @staticmethod
    def _found(names: dict[str, Any], text: str) -> Any:
        """By what is written, or by the identifier or the name of `A12: 望湖区`, the name first."""
        code, colon, name = text.partition(":")
        return names.get(text) or (names.get(name.strip()) or names.get(code.strip()) if colon else None)


def numbers_in(sheet: ReadingSheet) -> list[Told]:
    """The numbers of a file as it tells them."""
    grids, _warnings = read_grids(path_of(sheet.file.sha256), sheet.file.kind)
    try:
        told = [each for grid in grids for each in (read_sdmx(grid) if is_sdmx(grid) else told_in(grid))]
    except Refused as refused:
        said = _(
            "%(where)s: the action “%(action)s” takes numbers away. Take their publication back instead."
        )
        raise Invalid(said % {"where": refused.where, "action": refused.action}) from refused
    if not told:
        raise Invalid(
            _("No table names 指标 and its numbers. Give each number a line, or write areas across the head.")
        )
    return told


def checked(sheet: ReadingSheet, by: Person, today: date) -> Check:
    """Read the file of a sheet and check every number in it."""
    names = _Names(by)
    cells = [_one(each, sheet, names, today) for each in numbers_in(sheet)]
    _find_twice(cells)
    _compare(cells, by)
    return Check(cells)


def _one(told: Told, sheet: ReadingSheet, names: _Names, today: date) -> Checked:
    """What one number would become."""
    found = Checked(told)
    indicator, area = names.indicator(told.indicator), names.area(told.area)
    month, number = _month(found, today), _number(found)
    if indicator is None:
        found.faults.append(_("No indicator is called “%(name)s”.") % {"name": told.indicator})
    if area is None:
        found.faults.append(_("No area is called “%(name)s”.") % {"name": told.area})
    if indicator is None or area is None or month is None or number is None:
        return found
    measure = told.measure or indicator.measure
    span = read_span(told.span) or (told.span or indicator.span)
    vintage = VINTAGES.get(told.vintage, told.vintage) or sheet.vintage
    _need_sense(found, sheet, indicator, (measure, span, vintage), month)
    if measure == Measure.RANK and (number < SCALE or number % SCALE):
        found.faults.append(_("A place is a whole number from 1 on."))
    found.number = number
    found.reading = NewReading(indicator, area, measure, span, month, told.said, vintage)
    return found


def _need_sense(
    found: Checked, sheet: ReadingSheet, indicator: Indicator, said: tuple[str, str, str], month: date
) -> None:
    span = said[1]
    known = (*Measure.values, *Span.values, *Vintage.values)
    for word in said:
        if word not in known:
            found.faults.append(_("There is no such choice: %(value)s.") % {"value": word})
    if span in Span.values and not fits(span, month):
        found.faults.append(_("A quarter ends with March, June, September or December."))
    origin = Origin.DEPARTMENT if sheet.unit_id else Origin.OFFICIAL
    if indicator.origin != origin or (sheet.unit_id and indicator.owner_id != sheet.unit_id):
        text = _("“%(name)s” does not belong here: official statistics and a department's own figures "
                 "are never brought in together.")  # fmt: skip
        found.faults.append(text % {"name": indicator.name})


def _month(found: Checked, today: date) -> date | None:
    text = found.told.time
    try:
        month = read_month(text)
    except NoTime:
        found.faults.append(
            _("No time is named. Add a column 时期 or a title like 2026年10月.")
            if not text
            else _("“%(text)s” is no time. Write it like 2026-10 or 2026年三季度.") % {"text": text}
        )
        return None
    if month_of(month).last >= today:
        found.faults.append(_("%(month)s is not over yet.") % {"month": f"{month:%Y-%m}"})
    return month


def _number(found: Checked) -> int | None:
    text = found.told.said
    try:
        if len(text) <= LONGEST_SAID:
            return read_number(text)
    except NoNumber:
        pass
    found.faults.append(_("“%(text)s” is no number.") % {"text": text[:LONGEST_SAID]})
    return None


def _find_twice(cells: Iterable[Checked]) -> None:
    """The same number said more than once in one file."""
    seen = Counter(cell.reading.key for cell in cells if cell.reading)
    for cell in cells:
        if cell.reading and seen[cell.reading.key] > 1:
            cell.faults.append(_("This number stands more than once in the file."))


def _compare(cells: Iterable[Checked], by: Person) -> None:
    """What is odd beside the numbers that are there, and beside the others of the file."""
    readings = {cell.reading.key: cell for cell in cells if cell.reading and not cell.faults}
    known = _known(readings, by)
    told = {key: (cell.number, cell.reading.vintage) for key, cell in readings.items() if cell.reading}
    around = known | told
    for key, cell in readings.items():
        if cell.reading:
            course = nature_of(cell.reading.indicator).course
            now = known.get(key)
            cell.warnings += oddities(key, cell.number, now, around, adds_up=course == Course.ADDS)


def _known(keys: Iterable[Key], by: Person) -> dict[Key, tuple[int, str]]:
    """The current numbers of these keys, and of a year before each."""
    wanted = {earlier(key, back) for key in keys for back in range(MOST_BACK + 1)}
    months = sorted({key[-1] for key in wanted})
    if not months:
        return {}
    rows = Reading.objects.visible_to(by).current().filter(month__range=(months[0], months[-1]))
    rows = rows.filter(indicator_id__in={key[0] for key in wanted})
    columns = ("indicator_id", "area_id", "measure", "span", "month", "number", "vintage")
    told = ((row[:5], row[5:]) for row in rows.values_list(*columns).iterator())
    return {key: said for key, said in told if key in wanted}
