"""How a gap falls to areas and to projects: exact fractions, rounded so that every column sums to its total.

Numbers are whole ten-thousandths: of a point where growth is judged, else of the indicator's unit. What is
short has the sign of the gap: below nought it pulls the number down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bihuan.kernel.periods import MONTHS

SCALE = 10_000
PER_CENT = 100
# Two decimals, where the total has no more.
HUNDREDTH = 100


def apportion(total: int, parts: Sequence[Fraction]) -> list[int]:
    """Round the parts of a total, and what is left of it as the last one, so that all sum to the total.

    By largest remainders: each is rounded to one of its two neighbours, to hundredths where the total is
    whole hundredths. One number more than parts comes back: the residual.
    """
    step = 1 if total % HUNDREDTH else HUNDREDTH
    exact = [Fraction(part) / step for part in parts]
    exact.append(Fraction(total, step) - sum(exact))
    whole = [part.numerator // part.denominator for part in exact]
    missing = total // step - sum(whole)
    order = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[:missing]:
        whole[place] += 1
    return [part * step for part in whole]


# By areas


@dataclass(frozen=True)
class Weighed:
    """One area's number at a month, and its value of the same time a year before."""

    number: int
    base: int


def by_areas(areas: Mapping[int, Weighed], line: int, base: int, *, is_growth: bool) -> dict[int, Fraction]:
    """What each area adds to the gap of the whole; `line` and `base` are those of the whole.

    Growth: the area's weight × its number above the line. A value: the area's value above its share of the
    line, the shares being those of last year.
    """
    if base <= 0:
        return {}
    if is_growth:
        return {key: Fraction(area.base * (area.number - line), base) for key, area in areas.items()}
    return {key: area.number - Fraction(line * area.base, base) for key, area in areas.items()}


# By projects


def spend_short(plan: int, done: int, month: int) -> Fraction:
    """What a project has spent less than the year's share of its plan, in the unit of both."""
    return Fraction(plan * month, MONTHS) - done


def months_lost(planned: date, began: date | None, month: date) -> int:
    """Months since January in which a project was to produce and did not; below nought when it was early."""
    first, now = month.replace(month=1), _count(month)

    def producing(start: date | None) -> int:
        return max(0, now - max(_count(start), _count(first)) + 1) if start else 0

    return producing(planned) - producing(began)


def months_late(planned: date, began: date | None, month: date) -> int:
    """Months from the planned beginning of production to the real one, or up to the month told of."""
    end = _count(began) if began and _count(began) <= _count(month) else _count(month) + 1
    return max(0, end - _count(planned))


def _count(day: date) -> int:
    return day.year * MONTHS + day.month


def produce_short(yearly: int, lost: int) -> Fraction:
    """What the lost months would have brought, in the unit of the yearly amount."""
    return Fraction(yearly * lost, MONTHS)


def in_units(fen: Fraction, unit: int) -> Fraction:
    """An amount of 分 in ten-thousandths of a unit that is worth so many 分."""
    return fen * SCALE / unit


def pulled(short: Fraction, coefficient: int, base: int, *, is_growth: bool) -> Fraction:
    """What a shortfall in ten-thousandths of the unit does to the gap; `base` is that of the whole city.

    Growth: in ten-thousandths of a point, for the shortfall is a share of last year's value.
    """
    counted = short * coefficient / SCALE
    return -counted * PER_CENT * SCALE / base if is_growth else -counted
