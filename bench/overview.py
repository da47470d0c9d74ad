"""The overview of a ten times larger city: read again, and read first after something has been written."""

import json
import sys
import time
from typing import Any
from urllib.parse import urlencode

from bench import _ground as ground
from bench._load import Line, Run, sign_in

TASKS = 12_000
ROUNDS = 40
# Milliseconds that the slowest in twenty may take.
BUDGETS = {"warm": 250, "after a write": 800}
FORM = "application/x-www-form-urlencoded"
OVERVIEW = "/overview/"


def measure(db: str, tasks: int, _seconds: float) -> dict[str, Any]:
    with ground.city(db, tasks) as size, ground.server() as port:
        from bihuan.supervision.models import SupervisionItem

        items = list(
            SupervisionItem.objects.filter(status="in_progress").values_list("pk", flat=True)[:ROUNDS]
        )
        reader, office = Line(port, sign_in("shizhang")), Line(port, sign_in("ducha"))
        urge = urlencode({"text": "请抓紧办理并反馈。"}).encode()
        reader.ask("GET", OVERVIEW)
        rows: dict[str, Run] = {name: Run(1, 0.0) for name in BUDGETS}
        for number in range(ROUNDS):
            office.ask("POST", f"/tasks/{items[number % len(items)]}/urge/", urge, FORM)
            for name in ("after a write", "warm"):
                begin = time.perf_counter()
                status, _body, _head = reader.ask("GET", OVERVIEW)
                rows[name].times.append(time.perf_counter() - begin)
                if status != 200:
                    rows[name].failures[status] = rows[name].failures.get(status, 0) + 1
        pages = {
            name: {
                "p50": round(row.at(50), 1),
                "p95": round(row.at(95), 1),
                "budget": BUDGETS[name],
                "failures": row.failures,
            }
            for name, row in rows.items()
        }
        return {"db": db, **size, "pages": pages, "machine": ground.machine()}


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks or TASKS, asked.seconds), ensure_ascii=False))
        return 0
    found = [ground.apart("bench.overview", db, TASKS) for db in ground.databases(asked)]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        ground.say_machine(one["machine"])
        print(f"{one['db']}: {one['tasks']} tasks, {one['events']} events\n")
        rows = [[name, row["p50"], row["p95"], row["budget"]] for name, row in one["pages"].items()]
        print(ground.table(["overview", "p50 ms", "p95 ms", "budget"], rows), "\n")
    return 0 if all(_holds(row) for one in found for row in one["pages"].values()) else 1


def _holds(row: dict[str, Any]) -> bool:
    return row["p95"] <= row["budget"] and not row["failures"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
