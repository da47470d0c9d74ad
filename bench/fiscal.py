"""How long it takes to choose among two hundred projects over ten years, and to say why not another one.

Invented cities: projects of one to five years, from a few million to a few thousand million 元, scores with
and without a tie to size, money for a third to two thirds of what is asked, must-haves, exclusions and
needs. Holds when every answer takes at most five seconds, is proven to be the best, fits to the last 分, and
comes out the same a second time.
"""

import argparse
import json
import random
import statistics
import sys
import time
from typing import Any

from bihuan.fiscal.rules.portfolio import Candidate, Question, choose, why_not
from bihuan.kernel.money import WAN

PROJECTS, YEARS, FIRST = 200, 10, 2026
MOST_SECONDS = 5.0
CITIES = 20


def city(seed: int) -> Question:
    """One invented city's question."""
    chance = random.Random(seed)
    candidates = [_project(number, chance, is_sized=bool(seed % 2)) for number in range(1, PROJECTS + 1)]
    asked = {
        year: sum(each.costs.get(year, 0) for each in candidates) for year in range(FIRST, FIRST + YEARS)
    }
    limits = {year: int(whole * chance.uniform(0.33, 0.67)) for year, whole in asked.items()}
    pairs = [tuple(sorted(chance.sample(range(1, PROJECTS + 1), 2))) for _ in range(20)]
    return Question(
        tuple(candidates),
        limits,
        excludes=frozenset((one, other) for one, other in pairs[:10]),
        needs=frozenset((one, other) for one, other in pairs[10:]),
    )


def _project(number: int, chance: random.Random, *, is_sized: bool) -> Candidate:
    start, length = chance.randrange(YEARS), chance.randint(1, 5)
    total = int(10 ** chance.uniform(2.5, 5.5))
    costs = {
        FIRST + year: (total // length + chance.randint(0, total // 10)) * WAN
        for year in range(start, min(start + length, YEARS))
    }
    score = max(1, int(total**0.5 / 4) + chance.randint(-10, 10)) if is_sized else chance.randint(1, 100)
    return Candidate(number, score, costs, is_must=number <= PROJECTS // 40)


def measure(cities: int) -> list[dict[str, Any]]:
    rows = []
    for seed in range(cities):
        question = city(seed)
        begin = time.process_time()
        answer = choose(question)
        seconds = time.process_time() - begin
        left_out = next(each for each in question.by_id if each not in answer.chosen)
        begin = time.process_time()
        why_not(question, answer, left_out)
        reason = time.process_time() - begin
        rows.append(
            {
                "city": seed,
                "chosen": len(answer.chosen),
                "score": answer.score,
                "seconds": round(seconds, 2),
                "why not": round(reason, 2),
                "proven": answer.is_proven,
                "fits": not question.short(answer.chosen),
                "same again": seed >= 3 or choose(question) == answer,
            }
        )
    return rows


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=CITIES)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    rows = measure(asked.cities)
    if asked.json:
        print(json.dumps(rows))
        return 0
    print("".join(f"{name:>12}" for name in rows[0]))
    for row in rows:
        print("".join(f"{value!s:>12}" for value in row.values()))
    times = [max(row["seconds"], row["why not"]) for row in rows]
    told = f"median {statistics.median(times):.2f} s, most {max(times):.2f} s"
    print(f"\n{PROJECTS} projects, {YEARS} years: {told} of one core")
    holds = all(row["proven"] and row["fits"] and row["same again"] for row in rows)
    return 0 if holds and max(times) <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
