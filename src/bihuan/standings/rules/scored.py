"""From rows to a score and back: the scheme and the entries as the engine reads them, the lines as kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bihuan.indicators.models import SCALE
from bihuan.kernel.intervals import Judged, band_of, judge
from bihuan.standings.models import Band, Entry, Lacking, Origin, PartInput, SchemePart, SchemeVersion
from bihuan.standings.rules.entries import Entries, Given, Group
from bihuan.standings.rules.language.computing import half_up
from bihuan.standings.rules.methods import Cell
from bihuan.standings.rules.ranks import DRAWS, Ranks, simulate
from bihuan.standings.rules.records import read_scheme
from bihuan.standings.rules.schemes import Scheme
from bihuan.standings.rules.scoring import Line, Sheet, score

HUNDRED = 100
# Of a thousand draws so many may lie on the other side of the average: an interval of 99.8 %.
BESIDE = 1000


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
        """The one share that decides everything, where a scheme ranks by a single rate."""
        asked = [each for part in self.parts for each in self.inputs[part.pk] if each.origin != Origin.FIXED]
        return asked[0] if len(self.parts) == 1 and len(asked) == 1 and asked[0].whole else None


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
    rates = _rates(plan, entries)
    scores = [line.total for line in sheet.ranked if line.total is not None]
    average = sum(scores, Fraction()) / len(scores) if scores else None
    if rates:
        counted, whole = (sum(each) for each in zip(*rates.values(), strict=True))
        average = Fraction(counted, whole) * scheme.full if whole else None
    lines = tuple(_told(plan, entries, line, ranks, rates, average) for line in sheet.lines)
    return Outcome(sheet, lines, None if average is None else kept(average), draws, seed)


def _rates(plan: Plan, entries: Entries) -> dict[int, tuple[int, int]]:
    """How many of how many, by unit, where a scheme ranks by a single rate."""
    rate = plan.rate
    if rate is None:
        return {}
    code = plan.parts[0].code
    rows = {unit: (entries.of(unit, code) or {}).get(rate.name) for unit in entries.units}
    return {unit: (each.part, each.whole) for unit, each in rows.items() if each and each.whole}


def _told(
    plan: Plan,
    entries: Entries,
    line: Line,
    ranks: Ranks,
    rates: Mapping[int, tuple[int, int]],
    average: Fraction | None,
) -> Told:
    whole = rates[line.unit][1] if line.unit in rates else _least_whole(entries, line.unit)
    if line.total is None or line.place is None or average is None:
        return Told(line.unit, Band.LISTED, whole=whole, cells=line.cells)
    standing = ranks.of(line.unit)
    low, high = standing.low, standing.high
    full = plan.scheme.full
    if line.unit in rates:
        judged = judge(*rates[line.unit], float(average / full))
        low, high = (Fraction(end).limit_denominator(SCALE * SCALE) * full / HUNDRED for end in _ends(judged))
    alike = sorted({*(pair[0] for pair in ranks.alike if pair[1] == line.unit)} | _after(ranks, line.unit))
    return Told(
        unit=line.unit,
        band=_band(plan, line.total, average, standing.above / ranks.draws, rates.get(line.unit)),
        score=kept(line.total),
        low=min(kept(low), kept(line.total)),
        high=max(kept(high), kept(line.total)),
        place=line.place,
        best=standing.best,
        worst=standing.worst,
        whole=whole,
        alike=tuple(alike),
        cells=line.cells,
    )


def _ends(judged: Judged) -> tuple[float, float]:
    return judged.low, judged.high


def _after(ranks: Ranks, unit: int) -> set[int]:
    return {lower for upper, lower in ranks.alike if upper == unit}


def _band(plan: Plan, total: Fraction, average: Fraction, above: float, rate: tuple[int, int] | None) -> str:
    """Ahead or behind only beyond the margin, and beyond what chance explains; else near the average."""
    if abs(total - average) < Fraction(plan.version.margin, SCALE):
        return Band.NEAR
    if rate:
        return str(band_of(*rate, float(average / plan.scheme.full)))
    if total > average:
        return Band.ABOVE if above * BESIDE >= BESIDE - 1 else Band.NEAR
    return Band.BELOW if above * BESIDE <= 1 and total < average else Band.NEAR


def _least_whole(entries: Entries, unit: int) -> int | None:
    """The smallest number that a share of this unit was counted of."""
    rows = entries.rows.get(unit, {}).values()
    return min((each.whole for row in rows for each in row.values() if each.whole), default=None)
