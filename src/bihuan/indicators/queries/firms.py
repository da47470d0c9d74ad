"""The roll of firms above scale as a reader may know it: months, three years, counties and parks, trades.

Numbers are counted over all firms, for everybody may know how many there are; what would tell of single
firms is left out (`rules.firms`). Rows are read through `visible_to` alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Sum

from bihuan.indicators.models import Firm, FirmRevenue, FirmRule, FirmSpell
from bihuan.indicators.queries.kinds_firms import Bar, bar_now, falling_rows, firm_figure, near_rows
from bihuan.indicators.rules.firms import (
    BESIDE,
    MOVES,
    Count,
    Counted,
    Stay,
    standing_told,
    trade_names,
    trade_of,
)
from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period, month_of, name_of, year_of
from bihuan.kernel.suppression import LEAST
from bihuan.people.models import Person, Role, Unit

YEARS = 3
HALF = 50


@dataclass(frozen=True)
class Cell:
    """One number of a table: a figure where the reader sees its rows, else the number or nothing."""

    number: int | None
    figure: Figure | None = None


@dataclass(frozen=True)
class Bars:
    """Exits to the left of the middle and entries to its right, in hundredths of the whole width."""

    left: float
    right: float

    @property
    def start(self) -> float:
        """Where the left bar begins."""
        return HALF - self.left


@dataclass(frozen=True)
class Row:
    """One line of a table: a month, a year, a county or park, a trade, or the whole."""

    name: Any
    cells: dict[str, Cell]
    bar: Bars | None = None


@dataclass(frozen=True)
class Near:
    """A firm beside the line: what it earned in twelve months, and what it lacks to the line, in 分."""

    firm: Firm
    amount: int
    lacks: int
    trade: str


@dataclass(frozen=True)
class Board:
    """All that the page of firms says. `least`: smaller counts are not told."""

    year: int
    years: list[Row]
    months: list[Row]
    units: list[Row]
    trades: list[Row]
    whole: Row
    near: list[Near]
    falling: list[Near]
    rule: FirmRule | None
    period: Period | None
    sees_some: bool
    sees_all: bool
    least: int = LEAST


class _Reader:
    """Somebody who reads the roll: which firms are his, and figures over these."""

    def __init__(self, person: Person, today: date, bar: Bar) -> None:
        self.person, self.today, self.bar = person, today, bar
        self.sees_all = person.access.has(Role.STATISTICIAN)
        self.own = person.access.units

    def is_mine(self, unit: int) -> bool:
        return self.sees_all or unit in self.own

    def cell(self, name: str, count: Count, scope: Mapping[str, str] | None) -> Cell:
        """A number; `scope` names its rows where the reader sees all of them."""
        if not count.is_told:
            return Cell(None)
        if scope is None:
            return Cell(count.number)
        figure = firm_figure(name, self.person, self.today, scope, value=count.number, bar=self.bar)
        return Cell(count.number, figure)


def board(person: Person, today: date, year: int) -> Board:
    """The roll in a year, with the two before it."""
    bar = bar_now(today)
    reader = _Reader(person, today, bar)
    stays = _stays(reader, FirmSpell.objects.values_list("entered", "left", "firm__unit", "firm__industry"))
    around = {
        name: _stays(reader, _placed(keep(Firm.objects.all(), bar, today), today))
        for name, keep in (("near", near_rows), ("falling", falling_rows))
    }
    seen = {stay.unit for rows in (stays, *around.values()) for stay in rows}
    units = dict(Unit.objects.filter(pk__in=seen).order_by("sort_key").values_list("pk", "short_name"))
    trades = trade_names(sorted({stay.trade for rows in (stays, *around.values()) for stay in rows}))
    names: dict[str, Iterable[Any]] = {"unit": units, "trade": trades}
    tables = [
        Counted(stays, around, names, _shown(each, today), is_now=each == today.year)
        for each in range(year - YEARS + 1, year + 1)
    ]
    last = tables[-1]
    return Board(
        year=year,
        years=_years(reader, tables),
        months=_months(reader, last),
        units=_rows(reader, last, "unit", units),
        trades=_rows(reader, last, "trade", trades),
        whole=_row(reader, "", last.whole, last, {} if reader.sees_all else None),
        near=_beside(person, near_rows, bar, today),
        falling=_beside(person, falling_rows, bar, today),
        rule=bar.rule,
        period=bar.period,
        sees_some=reader.sees_all or bool(seen & reader.own),
        sees_all=reader.sees_all,
    )


def _placed(rows: Any, today: date) -> Iterable[tuple[date, date | None, int, str]]:
    """Firms as stays, of which only the place and the trade matter."""
    return ((today, None, unit, industry) for unit, industry in rows.values_list("unit", "industry"))


def _stays(reader: _Reader, rows: Iterable[tuple[date, date | None, int, str]]) -> list[Stay]:
    return [
        Stay(came, went, unit, trade_of(industry), reader.is_mine(unit))
        for came, went, unit, industry in rows
    ]


def _shown(year: int, today: date) -> Period:
    """A year, up to the month that runs."""
    whole = year_of(date(year, 1, 1))
    return Period(whole.first, month_of(today).last) if year == today.year else whole


def _months(reader: _Reader, table: Counted) -> list[Row]:
    rows = []
    for place, month in enumerate(table.months):
        counts = {name: table.ways[name]["month"][place] for name in MOVES}
        rows.append(_row(reader, month.first, counts, table, {} if reader.sees_all else None, month))
    most = max([1, *(row.cells[name].number or 0 for row in rows for name in MOVES[:2])])
    return [replace(row, bar=_bars(row, most)) for row in rows]


def _bars(row: Row, most: int) -> Bars:
    came, went = (row.cells[name].number or 0 for name in MOVES[:2])
    return Bars(round(HALF * went / most, 1), round(HALF * came / most, 1))


def _years(reader: _Reader, tables: Sequence[Counted]) -> list[Row]:
    """Three years: what came, what went, and the roll at the end of each or today."""
    told = standing_told([table.whole["net"] for table in tables])
    rows = []
    for table, is_open in zip(tables, told, strict=True):
        roll = table.whole["roll"]
        counts = {name: table.whole[name] for name in MOVES}
        counts["roll"] = Count(roll.number, roll.own, roll.is_told and is_open)
        narrowed: dict[str, str] | None = {} if reader.sees_all else None
        rows.append(_row(reader, table.period.first, counts, table, narrowed))
    return rows


def _rows(reader: _Reader, table: Counted, way: str, names: Mapping[Any, str]) -> list[Row]:
    """One row for each county and park, or each trade, the largest first."""
    found = []
    for place, (key, name) in enumerate(names.items()):
        counts = {column: ways[way][place] for column, ways in table.ways.items()}
        is_open = reader.sees_all or (way == "unit" and reader.is_mine(key))
        found.append(_row(reader, name, counts, table, {way: str(key)} if is_open else None))
    return sorted(found, key=lambda row: -(row.cells["roll"].number or 0))


def _row(
    reader: _Reader,
    name: Any,
    counts: Mapping[str, Count],
    table: Counted,
    scope: Mapping[str, str] | None,
    period: Period | None = None,
) -> Row:
    cells = {}
    time = {"month": name_of(period or table.period)}
    for column, count in counts.items():
        narrowed = None if scope is None else {**scope, **({} if column in BESIDE else time)}
        cells[column] = reader.cell(column, count, narrowed)
    return Row(name, cells)


def _beside(person: Person, keep: Callable[[Any, Bar, date], Any], bar: Bar, today: date) -> list[Near]:
    """The firms beside the line that somebody sees, the nearest first."""
    if bar.rule is None or bar.period is None:
        return []
    rows = keep(Firm.objects.visible_to(person), bar, today).select_related("unit")
    earned = FirmRevenue.objects.visible_to(person).filter(
        firm__in=rows.values("pk"), month__range=(bar.period.first, bar.period.last)
    )
    sums = dict(earned.order_by().values_list("firm").annotate(sum=Sum("amount")))
    found = [(firm, sums[firm.pk]) for firm in rows]
    found.sort(key=lambda each: (-each[1], each[0].pk))
    names = trade_names({trade_of(firm.industry) for firm, _sum in found})
    line = bar.rule.line
    return [Near(firm, amount, line - amount, names[trade_of(firm.industry)]) for firm, amount in found]
