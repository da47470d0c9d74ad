"""What the timer costs over many open tasks: the first tick of a day, again, and on the days after.

Everything that is in hand in the city is multiplied until so many tasks are open. Holds when each tick
most ten seconds and the second one of a day changes nothing.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any

from bench import _ground as ground

OPEN = 100_000
MOST_SECONDS = 10.0
DAYS = 3


def measure(db: str, tasks: int) -> dict[str, Any]:
    with ground.city(db, tasks) as size:
        from bihuan.home.city import multiply
        from bihuan.journal import clock
        from bihuan.journal.models import Event
        from bihuan.supervision.models import OPEN as STATES
        from bihuan.supervision.models import Rung, SupervisionItem

        multiply.be_patient()
        first = clock.today()
        size |= {"open": SupervisionItem.objects.filter(status__in=STATES).count()}
        # What the city's last day left over is said before it is measured.
        _tick(first)
        rows = [
            {"day": f"{day} {word}", **_tick(first + timedelta(day))}
            for day in range(1, DAYS + 1)
            for word in ("first", "again")
        ]
        same = all(row["written"] == 0 for row in rows if row["day"].endswith("again"))
        told = {"events": Event.objects.count(), "rungs": Rung.objects.count()}
        return {"db": db, **size, **told, "rows": rows, "idempotent": same, "machine": ground.machine()}


def _tick(day: Any) -> dict[str, Any]:
    from bihuan.home.city.days import WorkTime
    from bihuan.journal import clock
    from bihuan.supervision import actions

    at = WorkTime.opening(day)
    with clock.moving(at):
        begin = time.perf_counter()
        written = actions.tick(at=at)
        return {"seconds": round(time.perf_counter() - begin, 2), "written": written}


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks), ensure_ascii=False))
        return 0
    found = [ground.apart("bench.tick", db, asked.tasks or OPEN) for db in ground.databases(asked)]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        ground.say_machine(one["machine"])
        print(f"\n{one['db']}: {one['tasks']} tasks, {one['open']} open, {one['rungs']} rungs at the end")
        print(ground.table(["tick", "seconds", "events"], [list(row.values()) for row in one["rows"]]), "\n")
    slowest = max(row["seconds"] for one in found for row in one["rows"])
    return 0 if slowest <= MOST_SECONDS and all(one["idempotent"] for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
