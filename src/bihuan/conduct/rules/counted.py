"""What a count hands over to be frozen: plain values, nothing of how they were found."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bihuan.conduct.models import SCALE
from bihuan.conduct.rules.chance import FEWEST, Bands, Share, bands
from bihuan.conduct.rules.clumps import of_facts
from bihuan.kernel.intervals import wilson

SHARE = "share"


@dataclass(frozen=True)
class Fact:
    """One event that was counted; a hit where it is one of the k."""

    case: int
    event: int
    day: date
    is_hit: bool


@dataclass(frozen=True)
class Found:
    """One measure of one unit. `value` with its interval and the band of chance are in ten-thousandths."""

    measure: str
    unit: int
    k: int
    n: int
    value: int | None = None
    low: int | None = None
    high: int | None = None
    band_low: int | None = None
    band_high: int | None = None
    left_out: int = 0
    is_marked: bool = False
    state: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def facts_sha(self) -> str:
        """What seals the facts: the hash of their numbers, days and hits in their order."""
        rows = [[each.case, each.event, each.day.isoformat(), each.is_hit] for each in self.facts]
        return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Counted:
    """A whole count: the window, the position of the record, the measures as printed, and what was found.

    `printed` holds for each language and measure its word, kind, title, rule and sentence.
    """

    last: date
    days: int
    place: str
    printed: Mapping[str, Mapping[str, Mapping[str, str]]]
    found: tuple[Found, ...]

    @property
    def formulas(self) -> str:
        return json.dumps(self.printed, ensure_ascii=False)

    def is_share(self, measure: str) -> bool:
        """Whether a measure of this count is k of n; one that is no longer counted is not."""
        said = next(iter(self.printed.values())).get(measure)
        return said is not None and said["kind"] == SHARE


def kept(number: float) -> int:
    """A share, a number of days or a ratio, in ten-thousandths."""
    return round(SCALE * number)


def interval(k: int, n: int) -> tuple[int | None, int | None, int | None]:
    """A share with its Wilson interval in ten-thousandths; of fewer than ten nothing is said."""
    if n < FEWEST:
        return None, None, None
    found = wilson(k, n)
    return kept(k / n), kept(found.low), kept(found.high)


def without(counted: Counted, struck: set[tuple[str, int, int]]) -> tuple[Found, ...]:
    """What was found but for events that earlier appeals have struck out: by measure, unit and event.

    A share so changed is told anew, and so are the bands and marks of its measure.
    """
    touched = {measure for measure, _unit, _event in struck if counted.is_share(measure)}
    found = tuple(_less(each, struck) if each.measure in touched else each for each in counted.found)
    if found == counted.found:
        return found
    held = {
        measure: bands(shares([each for each in found if each.measure == measure])) for measure in touched
    }
    return tuple(_banded(each, held[each.measure]) if each.measure in held else each for each in found)


def shares(found: Sequence[Found]) -> dict[int, Share]:
    """What was found by one measure, by unit, with how far its facts hang together."""
    spread = of_facts((each.unit, fact) for each in found for fact in each.facts)
    return {each.unit: Share(each.k, each.n, spread.get(each.unit, 1.0)) for each in found}


def _banded(found: Found, held: Mapping[int, Bands]) -> Found:
    if band := held.get(found.unit):
        return replace(found, band_low=kept(band.low), band_high=kept(band.high), is_marked=band.is_above)
    return replace(found, band_low=None, band_high=None, is_marked=False)


def _less(found: Found, struck: set[tuple[str, int, int]]) -> Found:
    kept = tuple(each for each in found.facts if (found.measure, found.unit, each.event) not in struck)
    gone = len(found.facts) - len(kept)
    if not gone:
        return found
    hits = sum(each.is_hit for each in found.facts) - sum(each.is_hit for each in kept)
    k, n = found.k - hits, found.n - gone
    value, low, high = interval(k, n)
    return replace(
        found, k=k, n=n, value=value, low=low, high=high, left_out=found.left_out + gone, facts=kept
    )
