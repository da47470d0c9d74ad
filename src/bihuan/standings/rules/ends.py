"""Who is named: units ahead and behind, red and black lists. By rule and with a margin, never the middle.

A unit counts as first (or last) in a part only where it lies beyond every other by at least the margin, and,
where the part is a share, beyond what chance explains: outside the strict interval around the average.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bihuan.kernel.intervals import WHOLE, Band, Judged, judge
from bihuan.standings.rules.entries import Entries, Given
from bihuan.standings.rules.ranks import Ranks
from bihuan.standings.rules.scoring import Sheet


class End(StrEnum):
    """Which end of the table is named: the red list is the good one here (红榜), the black one the other."""

    RED = "red"
    BLACK = "black"


@dataclass(frozen=True)
class Measured:
    """A number that a list looks at: its part and input, and whether less of it is better."""

    part: str
    input: str = "value"
    is_inverse: bool = False


@dataclass(frozen=True)
class ListRule:
    """Named is whoever is first (red) or last (black) in at least so many of these, each by the margin."""

    name: str
    end: End
    among: tuple[Measured, ...]
    least: int
    margin: Fraction = Fraction()


@dataclass(frozen=True)
class Named:
    """A unit on a list, and in what it was first or last."""

    unit: int
    rule: ListRule
    parts: tuple[str, ...]


def named_by(rule: ListRule, entries: Entries) -> tuple[Named, ...]:
    """The units on a list, each with the parts that put it there."""
    found: dict[int, list[str]] = {}
    for measured in rule.among:
        for unit in at_the_end(rule, measured, entries):
            found.setdefault(unit, []).append(measured.part)
    return tuple(
        Named(unit, rule, tuple(parts)) for unit, parts in sorted(found.items()) if len(parts) >= rule.least
    )


def at_the_end(rule: ListRule, measured: Measured, entries: Entries) -> tuple[int, ...]:
    """The units that are first (last) in one number, beyond every other by the margin. Mostly one or none."""
    given = {unit: each for unit, each in numbers_of(measured, entries).items() if not each.is_few}
    is_upper = (rule.end == End.RED) != measured.is_inverse
    values = {unit: each.value if is_upper else -each.value for unit, each in given.items()}
    bands, wanted = bands_of(measured, entries), Band.ABOVE if is_upper else Band.BELOW
    # Who shares the end with others lies beyond them by nothing: named only where no margin is asked for.
    return tuple(
        unit
        for unit, value in values.items()
        if value > min(values.values())
        and all(value - other >= rule.margin for each, other in values.items() if each != unit)
        and (unit not in bands or bands[unit].band == wanted)
    )


def numbers_of(measured: Measured, entries: Entries) -> dict[int, Given]:
    """One number of every unit for which it is known."""
    rows = {unit: entries.of(unit, measured.part) or {} for unit in entries.units}
    return {unit: row[measured.input] for unit, row in rows.items() if measured.input in row}


def bands_of(measured: Measured, entries: Entries) -> Mapping[int, Judged]:
    """Each share held against the average of the group: Wilson's interval, and the band by 99.8 %.

    The average is that of all the counts together. Numbers that are no shares have no band.
    """
    shares = {unit: each for unit, each in numbers_of(measured, entries).items() if each.whole}
    whole = sum(each.whole for each in shares.values())
    counted = sum((each.value * each.whole for each in shares.values()), Fraction())
    average = counted / (whole * WHOLE) if whole else counted
    return {unit: judge(each.part, each.whole, float(average)) for unit, each in shares.items()}


@dataclass(frozen=True)
class Ends:
    """How many units at either end may be named, and by how many points they lie beside the average."""

    first: int
    last: int
    margin: Fraction = Fraction()


# A unit lies clearly beside the average where no more than one draw in a thousand says otherwise.
_CLEARLY = 1000


def ahead_and_behind(rule: Ends, sheet: Sheet, ranks: Ranks) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Leading and lagging units (先进、后进): within the number at either end, clearly beside the average."""
    lines = [(line.unit, line.total, line.place) for line in sheet.ranked]
    totals = [total for _, total, _ in lines if total is not None]
    if not totals:
        return (), ()
    average = sum(totals, Fraction()) / len(totals)
    ahead, behind = [], []
    for unit, total, place in lines:
        if total is None or place is None:
            continue
        above, worse = ranks.of(unit).above, sum(other < total for other in totals)
        is_above = total - average >= rule.margin and (ranks.draws - above) * _CLEARLY <= ranks.draws
        is_below = average - total >= rule.margin and above * _CLEARLY <= ranks.draws
        if place <= rule.first and is_above:
            ahead.append(unit)
        elif worse < rule.last and is_below:
            behind.append(unit)
    return tuple(ahead), tuple(behind)
