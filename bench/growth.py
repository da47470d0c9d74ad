"""Whether pages stay as quick as the city grows: list and detail from one year to a hundred."""

import json
import sys
from typing import Any

from bench import _ground as ground
from bench import pages
from bench._load import run, sign_in

SIZES = (1_000, 12_000, 120_000)
SHOWN = ("list", "unit list", "detail", "search")
MOST = 1.5


def measure(db: str, tasks: int, seconds: float) -> dict[str, Any]:
    with ground.city(db, tasks) as size, ground.server() as port:
        rows = {}
        for name, (who, path, body) in pages._visits().items():
            if name in SHOWN:
                headers, ask = sign_in(who), pages._asker(path, body)
                run(port, headers, ask, 1, 1.0)
                seen = run(port, headers, ask, 1, seconds)
                rows[name] = {"p50": round(seen.at(50), 1), "p95": round(seen.at(95), 1)}
        return {"db": db, **size, "pages": rows, "machine": ground.machine()}


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks, asked.seconds), ensure_ascii=False))
        return 0
    found = {db: [ground.apart("bench.growth", db, size) for size in SIZES] for db in ground.databases(asked)}
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    grown = []
    for db, sizes in found.items():
        ground.say_machine(sizes[0]["machine"])
        print(f"\n{db}, p50 in ms")
        rows = []
        for name in SHOWN:
            times = [one["pages"][name]["p50"] for one in sizes]
            grown.append(times[-1] / times[0])
            rows.append([name, *times, f"× {grown[-1]:.2f}"])
        print(ground.table(["page", *(f"{one['tasks']} tasks" for one in sizes), "growth"], rows), "\n")
    return 0 if max(grown) <= MOST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
