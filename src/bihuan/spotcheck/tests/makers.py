"""Whole draws on paper, without a database: for the rules, the verifiers and what tries to deceive them."""

import random
from typing import Any

from bihuan.spotcheck.rules import protocol
from bihuan.spotcheck.rules.plans import quotas
from bihuan.spotcheck.rules.protocol import BASE, MORE, Member

Files = dict[str, bytes]


def make_files(chance: random.Random, size: int = 20) -> Files:
    """The files of a published draw over a population of this size, by other numbers each time."""
    strata = [f"u{number}" for number in range(1, chance.randint(1, 5) + 1)]
    numbers = chance.sample(range(1, 10 * size), size)
    members = [Member(f"{chance.choice('tmpc')}{number}", chance.choice(strata)) for number in numbers]
    inspectors = [f"i{number}" for number in chance.sample(range(1, 99), chance.randint(4, 8))]
    # Two of them are free for everything, so that nobody lacks a pair.
    conflicts = sorted({(who, chance.choice(strata)) for who in inspectors[2:]})
    sizes: dict[str, int] = {}
    for each in members:
        sizes[each.stratum] = sizes.get(each.stratum, 0) + 1
    plan = {"base_n": chance.randint(1, size), "risk_n": chance.randint(1, size), "floor": 5, "accept": 1}
    plan |= {"more_n": chance.randint(0, size), "accept_2": 3}
    more = min(plan["more_n"], size - plan["base_n"])
    guests = [f"g{number}" for number in chance.sample(range(1, 99), chance.randint(0, 5))]
    weights = {name: chance.randint(100, 500) for name in sizes}
    quota = quotas(sizes, weights, plan["risk_n"], plan["floor"])
    tables = {
        "population.csv": protocol.population_text(members),
        "inspectors.csv": protocol.inspectors_text(inspectors),
        "conflicts.csv": protocol.conflicts_text(conflicts),
        "candidates.csv": protocol.candidates_text(guests),
        "rules.txt": protocol.RULES[2],
    }
    beacons: list[dict[str, Any]] = [
        {"kind": "ssq", "issue": str(chance.randint(2026001, 2026150)), "day": "2026-04-02"},
        {"kind": "ssq", "issue": str(chance.randint(2026001, 2026150)), "day": "2026-04-05"},
    ]
    commit = {
        "v": 2,
        "draw": f"云岭抽〔2026〕{chance.randint(1, 99)}号",
        "log_origin": "test",
        "log_size": chance.randint(1, 10**6),
        "log_root": protocol.sha256(str(chance.random())),
        "pop_sha256": protocol.sha256(tables["population.csv"]),
        "pop_size": size,
        "plan": plan,
        "weights": weights,
        "quota": {BASE: plan["base_n"], MORE: more, **quota},
        "rules_sha256": protocol.sha256(protocol.RULES[2]),
        "cand_sha256": protocol.sha256(tables["candidates.csv"]),
        "insp_sha256": protocol.sha256(tables["inspectors.csv"]),
        "conf_sha256": protocol.sha256(tables["conflicts.csv"]),
        "beacon": beacons[0],
        "fallback": beacons[1],
    }
    attempt = chance.randint(0, 1)
    reveal = {
        "dice": "".join(chance.choice("0123456789") for _n in range(20)),
        "beacon": beacons[attempt],
        "attempt": attempt,
        "lottery": "03 11 17 20 25 31+09",
    }
    seed = protocol.seed_of(commit, reveal)
    tables["list.csv"] = protocol.list_text(
        protocol.draw(seed, members, commit["quota"], sorted(inspectors), conflicts)
    )
    result = {"v": 2, "seed": seed, "list_sha256": protocol.sha256(tables["list.csv"])}
    result["guest"] = protocol.guest(seed, guests)
    records = {"commit.json": commit, "reveal.json": reveal, "result.json": result}
    texts = {**{name: protocol.record_text(said) for name, said in records.items()}, **tables}
    return {name: text.encode() for name, text in texts.items()}
