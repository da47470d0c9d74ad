"""How long it takes to say which places are possible, and how often the true one is among them.

Ninety units, forty parts, ten thousand draws, in processor time: shares, numbers with an error, five methods
mixed, and points by place, which are the dearest. The same totals at small size by the exact engine, one draw
after the other. Then towns whose true numbers are known: in how many of a hundred cases the possible places
hold the true place and the interval of the score the true score, for truths that lie close together (a tenth
of the error) up to far apart (three times).

Holds when shares, errors and the mixture take at most two seconds, all totals are equal, the same seed gives
the same answer, and the true place is held in at least 95 of a hundred cases of every kind. How often the
score is held is told and not asked for: an efficacy coefficient measures against the worst and best of the
group, which are themselves unsure.
"""

import argparse
import json
import random
import statistics
import sys
import time
from fractions import Fraction
from typing import Any

from bihuan.standings.rules.drawing import Source
from bihuan.standings.rules.entries import Entries, Given, entries_of
from bihuan.standings.rules.methods import (
    ByFormula,
    Completion,
    Efficacy,
    GrowthAndTotal,
    Input,
    Method,
    Place,
    Way,
)
from bihuan.standings.rules.ranks import drawn_totals, simulate
from bihuan.standings.rules.schemes import Part, Scheme
from bihuan.standings.rules.scoring import score
from bihuan.standings.tests.plainly import plain_totals

UNITS, PARTS, DRAWS = 90, 40, 10_000
MOST_SECONDS, LEAST_HELD = 2.0, 0.95
ERROR, SHARE = 5.0, 0.85
SAMPLES = (40, 80, 200, 400)
FORMULA = ByFormula("min(a ÷ b, 1) × 2.5", (Input("a", "个"), Input("b", "个")))
METHODS: dict[str, Method] = {
    "share": Efficacy(),
    "error": Efficacy(Way.HUNDRED),
    "completion": Completion(),
    "formula": FORMULA,
    "growth": GrowthAndTotal(),
    "place": Place(3, Fraction(1, 10)),
}
MIXED = ("share", "error", "completion", "formula", "growth")
BUDGETED = {"shares": ("share",), "errors": ("error",), "mixed": MIXED}


def invented(kinds: tuple[str, ...], units: int, parts: int, seed: int) -> tuple[Entries, Scheme]:
    """A table of one or several kinds of parts."""
    chance = random.Random(seed)
    chosen = [kinds[number % len(kinds)] for number in range(parts)]
    parts_of = [
        Part(f"p{number}", f"p{number}", Fraction(5, 2), METHODS[kind]) for number, kind in enumerate(chosen)
    ]
    scheme = Scheme("bench", tuple(parts_of))
    rows = {
        unit: {
            part.code: {each.name: _given(kind, chance) for each in part.inputs}
            for part, kind in zip(scheme.parts, chosen, strict=True)
        }
        for unit in range(1, units + 1)
    }
    return entries_of("bench", rows), scheme


def _given(kind: str, chance: random.Random) -> Given:
    if kind == "share":
        return Given.share(chance.randint(100, 300), chance.randint(300, 400))
    return Given(Fraction(chance.randint(4000, 9900), 100), Fraction(3))


def speed(rounds: int) -> list[dict[str, Any]]:
    """Seconds of the processor for each kind, the median of several; whether it comes out the same again."""
    rows = []
    for name, kinds in {**BUDGETED, "by place": ("place",)}.items():
        entries, scheme = invented(kinds, UNITS, PARTS, seed=1)
        spent, answers = [], []
        for _ in range(rounds):
            begin = time.process_time()
            answers.append(simulate(entries, scheme, draws=DRAWS, seed=7))
            spent.append(time.process_time() - begin)
        rows.append(
            {
                "kind": name,
                "seconds": round(statistics.median(spent), 2),
                "longest": round(max(spent), 2),
                "same again": all(each == answers[0] for each in answers),
            }
        )
    return rows


def equality() -> dict[str, Any]:
    """Totals of every draw at small size: at once, and one by one with exact fractions."""
    units, parts, draws = 12, 12, 100
    entries, scheme = invented((*MIXED, "place"), units, parts, seed=2)
    sheet = score(entries, scheme)
    at_once = drawn_totals(entries, sheet, Source(3), draws)
    plainly = plain_totals(entries, scheme, draws, seed=3)
    alike = sum(
        int(total) == each * 10**scheme.places
        for line, row in zip(sheet.ranked, at_once, strict=True)
        for total, each in zip(row, plainly[line.unit], strict=True)
    )
    return {"totals": units * draws, "equal": alike}


def coverage(trials: int) -> list[dict[str, Any]]:
    """For every kind and closeness: how often truth was held, and how many places were possible."""
    cases = [
        {"kind": kind, "units": units, "parts": parts, "spread": spread}
        for kind in ("completion", "error", "share")
        for units, parts in ((8, 1), (8, 6), (30, 1), (30, 6))
        for spread in (0.1, 1.0, 3.0)
    ]
    return [{**case, **_held(**case, trials=trials)} for case in cases]


def _held(kind: str, units: int, parts: int, spread: float, trials: int) -> dict[str, float]:
    place, points, width = 0, 0, 0
    for trial in range(trials):
        true, seen, scheme = _planted(kind, units, parts, spread, trial)
        truth = {line.unit: line for line in score(true, scheme).lines}
        for each in simulate(seen, scheme, draws=1000, seed=trial).standings:
            line = truth[each.unit]
            place += each.best <= (line.place or 0) <= each.worst
            points += each.low <= (line.total or 0) <= each.high
            width += each.worst - each.best + 1
    whole = units * trials
    held = {"place held": place / whole, "score held": points / whole, "places possible": width / whole}
    return {name: round(value, 3) for name, value in held.items()}


def _planted(kind: str, units: int, parts: int, spread: float, seed: int) -> tuple[Entries, Entries, Scheme]:
    chance = random.Random(seed)
    codes = [f"p{number}" for number in range(parts)]
    scheme = Scheme(
        "planted", tuple(Part(code, code, Fraction(100, parts), METHODS[kind]) for code in codes), places=4
    )
    pairs = {unit: {code: _pair(kind, spread, chance) for code in codes} for unit in range(1, units + 1)}
    true, seen = (
        entries_of(
            "planted",
            {unit: {code: pair[index] for code, pair in row.items()} for unit, row in pairs.items()},
        )
        for index in (0, 1)
    )
    return true, seen, scheme


def _pair(kind: str, spread: float, chance: random.Random) -> tuple[dict[str, Given], dict[str, Given]]:
    """The true number of a unit, and what was seen of it."""
    if kind == "share":
        whole = chance.choice(SAMPLES)
        error = (SHARE * (1 - SHARE) / statistics.mean(SAMPLES)) ** 0.5
        share = min(max(chance.gauss(SHARE, error * spread), 0.02), 0.995)
        part = sum(chance.random() < share for _ in range(whole))
        return {"value": Given(Fraction(100 * share))}, {"value": Given.share(part, whole)}
    value = chance.gauss(70, ERROR * spread)
    true, seen = Given(Fraction(value)), Given(Fraction(chance.gauss(value, ERROR)), Fraction(ERROR))
    if kind == "completion":
        target = Given(Fraction(100))
        return {"actual": true, "target": target}, {"actual": seen, "target": target}
    return {"value": true}, {"value": seen}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trials", type=int, default=40)
    said = parser.parse_args(argv)
    found = {"speed": speed(said.rounds), "equality": equality(), "coverage": coverage(said.trials)}
    holds = (
        all(row["seconds"] <= MOST_SECONDS for row in found["speed"] if row["kind"] in BUDGETED)
        and all(row["same again"] for row in found["speed"])
        and found["equality"]["totals"] == found["equality"]["equal"]
        and all(row["place held"] >= LEAST_HELD for row in found["coverage"])
    )
    if said.json:
        print(json.dumps({**found, "holds": holds}))
    else:
        _print(found)
        print("Everything holds." if holds else "It does not hold.")
    return 0 if holds else 1


def _print(found: dict[str, Any]) -> None:
    print(f"{UNITS} units × {PARTS} parts × {DRAWS:,} draws, seconds of the processor")
    for row in found["speed"]:
        told = f"longest {row['longest']:5.2f}  same again {row['same again']}"
        print(f"  {row['kind']:10} {row['seconds']:5.2f}  {told}")
    equal = found["equality"]
    print(f"totals equal to the exact engine's: {equal['equal']} of {equal['totals']}")
    print("  kind        units parts spread  place held  score held  places possible")
    for row in found["coverage"]:
        print(
            f"  {row['kind']:10} {row['units']:6} {row['parts']:5} {row['spread']:6}"
            f"  {row['place held']:10.3f}  {row['score held']:10.3f}  {row['places possible']:15.1f}"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
