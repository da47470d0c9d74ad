"""How far an order hangs on a single part: the table scored again with each part left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from bihuan.standings.rules.methods import places_of
from bihuan.standings.rules.scoring import Sheet, total_of


@dataclass(frozen=True)
class Without:
    """The order without one part: how like the whole one it is (Kendall's tau-b, 1 for the same), and the
    places the units would have. No tau where one of the two orders has all units at one place."""

    part: str
    tau: float | None
    places: Mapping[int, int]

    def moved(self, sheet: Sheet) -> dict[int, int]:
        """By how many places each unit would go up (above nought) or down."""
        return {
            line.unit: line.place - self.places[line.unit]
            for line in sheet.ranked
            if line.place is not None and line.unit in self.places
        }


def leave_each_out(sheet: Sheet) -> tuple[Without, ...]:
    """The order of the units that have a place, with each part left out in turn."""
    lines = sheet.ranked
    found = []
    for part in sheet.scheme.parts if len(sheet.scheme.parts) > 1 else ():
        scheme = sheet.scheme.without(part.code)
        totals = {line.unit: total_of(scheme, line.cells) for line in lines}
        places = places_of({unit: total for unit, total in totals.items() if total is not None})
        known = [line for line in lines if line.unit in places]
        tau = kendall([line.place or 0 for line in known], [places[line.unit] for line in known])
        found.append(Without(part.code, tau, places))
    return tuple(found)


def kendall(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Kendall's tau-b of two orders of the same things, with ties (M. G. Kendall, Biometrika 33, 1945)."""
    agree = in_one = in_other = 0
    for index, (first, second) in enumerate(zip(one, other, strict=True)):
        for before in range(index):
            left, right = _sign(first - one[before]), _sign(second - other[before])
            agree += left * right
            in_one += left * left
            in_other += right * right
    return agree / sqrt(in_one * in_other) if in_one and in_other else None


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
