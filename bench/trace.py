"""A number followed down in a ten times larger city, step by step; all figures compared with their rows."""

import json
import sys
import time
from typing import Any

from bench import _ground as ground
from bench._load import run, sign_in
from bench.pages import TASKS, _asker, _queries
from bench.projects import multiply

# Milliseconds that the slowest in twenty may take, and seconds for all figures of two readers.
STEP, FIGURES = 200, 60
READERS = ("shizhang", "juzhang")


def measure(db: str, tasks: int, seconds: float) -> dict[str, Any]:
    with ground.city(db, tasks) as size:
        size |= multiply()
        steps, rows = _steps(), {}
        figures = _figures()
        with ground.server() as port:
            for name, (who, path) in steps.items():
                ask, headers = _asker(path, b""), sign_in(who)
                queries = _queries(who, path)
                run(port, headers, ask, 1, 1.0)
                seen = run(port, headers, ask, 1, seconds)
                rows[name] = {
                    "p50": round(seen.at(50), 1),
                    "p95": round(seen.at(95), 1),
                    "queries": queries,
                    "visits": len(seen.times),
                    "failures": seen.failures,
                }
        return {"db": db, **size, "steps": rows, "figures": figures, "machine": ground.machine()}


def _steps() -> dict[str, tuple[str, str]]:
    """The addresses of one path, each a step further, and two figures opened."""
    from bihuan.journal import clock
    from bihuan.people.models import Person
    from bihuan.trace.queries.path import trace

    found = trace(Person.objects.get(username="shizhang"), {}, clock.today())
    if found is None or found.indicator is None or found.area is None:
        raise SystemExit("No number of this city can be followed down.")
    first = f"/trace/?indicator={found.indicator.code}"
    area = f"{first}&area={found.area.pk}"
    steps = {"number": first, "area": area}
    if found.project and found.party and found.party.unit:
        steps["project"] = f"{area}&project={found.project.pk}"
        steps["unit"] = f"{steps['project']}&unit={found.party.unit.pk}"
    steps |= {
        "figure: matters in hand": "/trace/figures/supervision.open/",
        "figure: done this year": "/trace/figures/projects.done/",
    }
    return {name: ("shizhang", path) for name, path in steps.items()}


def _figures() -> dict[str, Any]:
    """Make every figure for two readers, compute it again from its rows, and tell its groups apart."""
    from bihuan.journal import clock
    from bihuan.kernel.figures import kinds
    from bihuan.people.models import Person
    from bihuan.trace.queries.groups import told_apart

    today, wrong, count, started = clock.today(), [], 0, time.monotonic()
    for who in READERS:
        person = Person.objects.get(username=who)
        for kind in kinds():
            figure = kind.make(person, today, {})
            if not figure.is_true():
                wrong.append(f"{who} {kind.name}")
            for way in list(kind.groups)[:1]:
                told_apart(kind, figure, way, person)
            count += 1
    return {"compared": count, "wrong": wrong, "seconds": round(time.monotonic() - started, 1)}


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks or TASKS, asked.seconds), ensure_ascii=False))
        return 0
    found = [ground.apart("bench.trace", db, TASKS) for db in ground.databases(asked)]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        ground.say_machine(one["machine"])
        print(f"{one['db']}: {one['tasks']} tasks, {one['projects']} projects\n")
        rows = [
            [name, row["p50"], row["p95"], STEP, row["queries"], "" if _holds(row) else "over"]
            for name, row in one["steps"].items()
        ]
        print(ground.table(["step", "p50 ms", "p95 ms", "budget", "queries", ""], rows), "\n")
        told = one["figures"]
        print(
            f"{told['compared']} figures compared with their rows in {told['seconds']} s (budget {FIGURES});"
        )
        print(f"not true: {', '.join(told['wrong']) or 'none'}\n")
    return 0 if all(_is_good(one) for one in found) else 1


def _holds(row: dict[str, Any]) -> bool:
    return row["p95"] <= STEP and not row["failures"]


def _is_good(one: dict[str, Any]) -> bool:
    told = one["figures"]
    return all(map(_holds, one["steps"].values())) and told["seconds"] <= FIGURES and not told["wrong"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
