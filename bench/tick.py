"""What the timer costs over many open tasks: the first tick of a day, again, and on the days after.

The city is multiplied until it has so many tasks; those that had ended are taken up again by plain updates,
with finish dates over the next months and reports due over the next weeks. Holds when each tick takes at most
ten seconds and the second one of a day changes nothing.
"""

import json
import sys
import time
from datetime import date, timedelta
from typing import Any

from bench import _ground as ground

OPEN = 100_000
MOST_SECONDS = 10.0
DAYS = 3
# Finish dates lie over so many days from the first on, dates of reports over so many.
FINISHING, REPORTING = 120, 30


def measure(db: str, tasks: int) -> dict[str, Any]:
    with ground.city(db, tasks) as size:
        from bihuan.home.city import multiply
        from bihuan.journal import clock
        from bihuan.journal.models import Event
        from bihuan.supervision.models import OPEN as STATES
        from bihuan.supervision.models import Rung, SupervisionItem

        multiply.be_patient()
        first = clock.today()
        _take_up(first)
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


def _take_up(first: date) -> None:
    """Put what had ended into the hands of its units again."""
    from django.db.models import F

    from bihuan.supervision.models import DONE, Assignment, Status, SupervisionItem

    ended = SupervisionItem.objects.filter(status__in=DONE)
    ended.update(status=Status.IN_PROGRESS, closed_at=None, concluded_at=None, done_date=None)
    working = SupervisionItem.objects.filter(status=Status.IN_PROGRESS)
    for number in range(FINISHING):
        day = first + timedelta(number + 1)
        some = working.annotate(turn=F("pk") % FINISHING).filter(turn=number)
        some.update(finish_due=day)
        parts = Assignment.objects.live().annotate(turn=F("item") % FINISHING).filter(turn=number)
        parts.filter(item__status=Status.IN_PROGRESS).update(open_due=day)
    for number in range(REPORTING):
        some = working.annotate(turn=F("pk") % REPORTING).filter(turn=number)
        some.update(report_due=first + timedelta(number + 1))


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
