"""From rows to a score and back: the scheme and the entries as the engine reads them, the lines as kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bihuan.indicators.models import SCALE
from bihuan.kernel.intervals import Judged
from bihuan.standings.models import Band, Entry, Lacking, Origin, PartInput, SchemePart, SchemeVersion
from bihuan.standings.rules.ends import Ends, Measured, ahead_and_behind, bands_of
from bihuan.standings.rules.entries import Entries, Given, Group
from bihuan.standings.rules.language.computing import half_up
from bihuan.standings.rules.methods import Cell
from bihuan.standings.rules.ranks import DRAWS, Ranks, simulate
from bihuan.standings.rules.records import read_scheme
from bihuan.standings.rules.schemes import Scheme
from bihuan.standings.rules.scoring import Line, Sheet, score

HUNDRED = 100


@dataclass(frozen=True)
class Plan:
    """A version of a scheme with its parts and their inputs, read once."""

    version: SchemeVersion
    parts: Sequence[SchemePart]
    inputs: Mapping[int, Sequence[PartInput]]

    @property
    def scheme(self) -> Scheme:
        """The same as the engine reads it."""
        return read_scheme(record_of(self.version, self.parts))

    @property
    def rate(self) -> PartInput | None:
        """The one number that decides everything, where there is one; mostly a share."""
        asked = [each for part in self.parts for each in self.inputs[part.pk] if each.origin != Origin.FIXED]
        return asked[0] if len(self.parts) == 1 and len(asked) == 1 else None


def points(number: int | None) -> Fraction | None:
    return None if number is None else Fraction(number, SCALE)


def kept(value: Fraction) -> int:
    """A number as it is kept: in ten-thousandths, halves up."""
    return int(half_up(value * SCALE, 0))


def record_of(version: SchemeVersion, parts: Iterable[SchemePart]) -> dict[str, Any]:
    """A version as the record from which the engine reads a scheme."""
    most = points(version.most_bonus)
    return {
        "name": version.scheme.name,
        "lacking": "spread" if version.lacking == Lacking.SPREAD else "list",
        "places": version.places,
        "most_bonus": None if most is None else str(most),
        "parts": [
            {
                "code": part.code,
                "name": part.name,
                "weight": str(points(part.weight)),
                "unit": part.unit_name,
                "is_bonus": part.is_bonus,
                "method": part.method,
                "settings": part.said,
            }
            for part in parts
        ],
    }


def given(entry: Entry) -> Given:
    """One entry as the engine reads it; it is not missing."""
    if entry.whole:
        return Given.share(entry.counted or 0, entry.whole)
    return Given(Fraction(entry.number or 0, SCALE), Fraction(entry.error, SCALE))


def entries_of(plan: Plan, name: str, units: Iterable[int], entries: Iterable[Entry]) -> Entries:
    """What went in for the units of a group. A part in which something is said to be missing is missing."""
    found: dict[int, dict[str, dict[str, Given]]] = defaultdict(lambda: defaultdict(dict))
    lacking = set()
    codes = {part.pk: part.code for part in plan.parts}
    names = {each.pk: each.name for part in plan.parts for each in plan.inputs[part.pk]}
    members = frozenset(units)
    for entry in entries:
        code = codes[entry.part_id]
        if entry.is_missing:
            lacking.add((entry.unit_id, code))
        elif entry.unit_id in members:
            found[entry.unit_id][code][names[entry.input_id]] = given(entry)
    for part in plan.parts:
        fixed = {
            each.name: Given(Fraction(each.number or 0, SCALE))
            for each in plan.inputs[part.pk]
            if each.origin == Origin.FIXED
        }
        for unit in members:
            found[unit][part.code] |= fixed
    rows = {
        unit: {code: row for code, row in parts.items() if (unit, code) not in lacking}
        for unit, parts in found.items()
    }
    return Entries(Group(name, members), rows)


@dataclass(frozen=True)
class Told:
    """What came out for one unit: its line as it is kept, and its points part by part."""

    unit: int
    band: str
    score: int | None = None
    low: int | None = None
    high: int | None = None
    place: int | None = None
    best: int | None = None
    worst: int | None = None
    whole: int | None = None
    alike: tuple[int, ...] = ()
    cells: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """A table as it comes out: its lines in their order, the average of the group, the draws it rests on."""

    sheet: Sheet
    lines: tuple[Told, ...]
    average: int | None
    draws: int
    seed: int


def come_out(plan: Plan, entries: Entries, seed: int, draws: int = DRAWS) -> Outcome:
    """Score a group, draw what its scores could have been, and say what may be said of each unit."""
    scheme = plan.scheme
    sheet = score(entries, scheme)
    ranks = simulate(entries, scheme, draws=draws, seed=seed)
    shares = _shares(plan, entries)
    scores = [line.total for line in sheet.ranked if line.total is not None]
    average = sum(scores, Fraction()) / len(scores) if scores else None
    for judged in shares.values():
        average = _exact(judged.average) * scheme.full / HUNDRED
    margin = Fraction(plan.version.margin, SCALE)
    ahead, behind = ahead_and_behind(Ends(len(scores), len(scores), margin), sheet, ranks)
    bands = dict.fromkeys(ahead, Band.ABOVE) | dict.fromkeys(behind, Band.BELOW)
    if average is not None and shares:
        bands = _by_shares(sheet, shares, average, margin)
    lines = tuple(
        _told(entries, line, ranks, shares.get(line.unit), bands.get(line.unit, Band.NEAR), scheme.full)
        for line in sheet.lines
    )
    return Outcome(sheet, lines, None if average is None else kept(average), draws, seed)


def _exact(value: float) -> Fraction:
    return Fraction(value).limit_denominator(SCALE * SCALE)


def _shares(plan: Plan, entries: Entries) -> Mapping[int, Judged]:
    """Each unit's share against that of all together, where a scheme ranks by a single rate."""
    rate = plan.rate
    return bands_of(Measured(plan.parts[0].code, rate.name), entries) if rate else {}


def _by_shares(
    sheet: Sheet, shares: Mapping[int, Judged], average: Fraction, margin: Fraction
) -> dict[int, Band]:
    """Where shares lie outside the strict interval of Wilson around the average, and beyond the margin."""
    outer = {"above": Band.ABOVE, "below": Band.BELOW}
    return {
        line.unit: outer[shares[line.unit].band.value]
        for line in sheet.ranked
        if line.total is not None
        and line.unit in shares
        and shares[line.unit].band.value in outer
        and abs(line.total - average) >= margin
    }


def _told(
    entries: Entries, line: Line, ranks: Ranks, judged: Judged | None, band: Band, full: Fraction
) -> Told:
    whole = _least_whole(entries, line.unit)
    if line.total is None or line.place is None:
        return Told(line.unit, Band.LISTED, whole=whole, cells=line.cells)
    standing = ranks.of(line.unit)
    low, high = standing.low, standing.high
    if judged:
        low, high = (_exact(end) * full / HUNDRED for end in (judged.low, judged.high))
    pairs = [pair for pair in ranks.alike if line.unit in pair]
    return Told(
        unit=line.unit,
        band=band,
        score=kept(line.total),
        low=min(kept(low), kept(line.total)),
        high=max(kept(high), kept(line.total)),
        place=line.place,
        best=standing.best,
        worst=standing.worst,
        whole=whole,
        alike=tuple(sorted({unit for pair in pairs for unit in pair} - {line.unit})),
        cells=line.cells,
    )


def _least_whole(entries: Entries, unit: int) -> int | None:
    """The smallest number that a share of this unit was counted of."""
    rows = entries.rows.get(unit, {}).values()
    return min((each.whole for row in rows for each in row.values() if each.whole), default=None)
