"""What the roll of firms says: entries, exits and net by month, and which counts a reader may be told.

Counting is done on (entered, left) pairs, so that a page needs one question for all its numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.kernel.periods import Period, month_of
from bihuan.kernel.suppression import hidden, is_total_hidden
from bihuan.projects.rules.classes import industries, section_of

# Mining, manufacturing, and the supply of power, gas and water: what the line of industry is for.
SECTIONS = ("B", "C", "D")
WINDOW = 12


@dataclass(frozen=True)
class Stay:
    """One stay on the roll, with what tells stays apart; `is_mine`: the reader sees this firm."""

    entered: date
    left: date | None
    unit: int
    trade: str
    is_mine: bool

    def came(self, period: Period) -> bool:
        return self.entered in period

    def went(self, period: Period) -> bool:
        return self.left is not None and self.left in period

    def stood(self, period: Period) -> bool:
        """Whether it was on the roll at the end of a time."""
        return self.entered <= period.last and (self.left is None or self.left > period.last)


Test = Callable[[Stay, Period], bool]


@dataclass(frozen=True)
class Count:
    """How many there are, and how many of them the reader sees himself. `is_told`: he may know the number."""

    number: int
    own: int
    is_told: bool = True


def trade_of(industry: str) -> str:
    """The division of a class (GB/T 4754): its first two digits."""
    return industry[:2]


def trade_names(codes: Iterable[str]) -> dict[str, str]:
    """Divisions in words."""
    known = {row.code: row.name for row in industries()}
    return {code: known.get(code, code) for code in codes}


def trades() -> frozenset[str]:
    """The divisions that the line of industry is for."""
    return frozenset(row.code for row in industries() if row.section in SECTIONS)


def is_industrial(industry: str) -> bool:
    """Whether the line of industry is for firms of this class."""
    digits = industry.isascii() and industry.isdigit() and len(industry) == len("3011")
    return digits and section_of(industry) in SECTIONS


def counted(stays: Sequence[Stay]) -> Count:
    """How many stays these are, and how many of them are the reader's."""
    return Count(len(stays), sum(1 for each in stays if each.is_mine))


def screened(ways: Sequence[Sequence[Count]]) -> tuple[list[list[Count]], bool]:
    """The same things told apart in several ways, each with what may be told; and whether their total may.

    What a reader sees himself he can take off every number; so it is the rest that must not be small, nor
    follow from the others and the total. Where one way would give its cells away with the total, the total is
    not told, and in no way a cell from which it follows.
    """
    rests = [[cell.number - cell.own for cell in cells] for cells in ways]
    is_open = not any(is_total_hidden(rest) for rest in rests)
    found = []
    for cells, rest in zip(ways, rests, strict=True):
        away = hidden(rest) if is_open else {place for place, count in enumerate(rest) if count}
        found.append([Count(cell.number, cell.own, place not in away) for place, cell in enumerate(cells)])
    return found, is_open


def net_of(came: Count, went: Count) -> Count:
    """Entries less exits; not told where one of them is not, for the other would follow."""
    return Count(came.number - went.number, came.own - went.own, came.is_told and went.is_told)


def standing_told(nets: Sequence[Count]) -> list[bool]:
    """Of the roll at the end of each year, which may be told: two neighbours say the net between them.

    `nets` are the nets of those years. Where one of them after the first is not told, only the last roll is.
    """
    if all(net.is_told for net in nets[1:]):
        return [True] * len(nets)
    return [False] * (len(nets) - 1) + [True]


MOVES = ("entered", "left", "net")
BESIDE = ("near", "falling")


class Counted:
    """The roll in one year, told apart by month, by county and park, and by trade, as may be told.

    `ways[column][way]` are the counts in the order of the way's names, `whole[column]` those of all together.
    Of a year that is over, the roll is not told apart: two years would say the net between them.
    """

    def __init__(
        self,
        stays: Sequence[Stay],
        around: Mapping[str, Sequence[Stay]],
        names: Mapping[str, Iterable[Any]],
        period: Period,
        *,
        is_now: bool,
    ) -> None:
        self.period, self.names = period, {way: list(keys) for way, keys in names.items()}
        self.months = [
            month_of(date(period.first.year, number, 1)) for number in range(1, period.last.month + 1)
        ]
        self.ways: dict[str, dict[str, list[Count]]] = {}
        self.whole: dict[str, Count] = {}
        self._count("entered", stays, lambda each, span: each.came(span), months=True)
        self._count("left", stays, lambda each, span: each.went(span), months=True)
        self._net()
        self._count("roll", stays, lambda each, span: each.stood(span))
        if not is_now:
            self._close("roll")
        for name, rows in around.items():
            self._count(name, rows, lambda _each, _span: True)

    def _count(self, name: str, stays: Sequence[Stay], test: Test, *, months: bool = False) -> None:
        passed = [each for each in stays if test(each, self.period)]
        cells = {
            way: [counted([each for each in passed if getattr(each, way) == key]) for key in keys]
            for way, keys in self.names.items()
        }
        if months:
            cells["month"] = [counted([each for each in passed if test(each, span)]) for span in self.months]
        told, is_open = screened(list(cells.values()))
        self.ways[name] = dict(zip(cells, told, strict=True))
        whole = counted(passed)
        self.whole[name] = Count(whole.number, whole.own, is_open or whole.number == whole.own)

    def _net(self) -> None:
        came, went = self.ways["entered"], self.ways["left"]
        self.ways["net"] = {way: list(map(net_of, came[way], went[way])) for way in came}
        self.whole["net"] = net_of(self.whole["entered"], self.whole["left"])

    def _close(self, name: str) -> None:
        for way, counts in self.ways[name].items():
            self.ways[name][way] = [Count(each.number, each.own, each.number == each.own) for each in counts]
