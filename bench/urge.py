"""How long it takes to urge a thousand tasks, in bulk as the list does it. Holds at five seconds."""

import json
import sys
import time
from typing import Any

from bench import _ground as ground

TASKS = 10_000
URGED = 1_000
MOST_SECONDS = 5.0


def measure(db: str, tasks: int) -> dict[str, Any]:
    with ground.city(db, tasks) as size:
        from bihuan.journal import clock
        from bihuan.people.models import Person, RoleGrant
        from bihuan.supervision import actions
        from bihuan.supervision.actions.taking import LARGEST_BULK
        from bihuan.supervision.models import Level, SupervisionItem
        from bihuan.supervision.rules.moves import URGEABLE

        office = Person.objects.get(
            pk=RoleGrant.objects.open().filter(role="supervisor").earliest("pk").person_id
        )
        items = list(SupervisionItem.objects.filter(status__in=URGEABLE).order_by("open_due", "pk")[:URGED])
        seconds = {}
        for level in (Level.HANDLER, Level.HEAD):
            begin, done = time.perf_counter(), 0
            for first in range(0, len(items), LARGEST_BULK):
                some, at = items[first : first + LARGEST_BULK], clock.now()
                done += sum(
                    outcome.ok
                    for outcome in actions.bulk(
                        verb="urge", items=some, by=office, at=at, text="请抓紧。", level=level
                    )
                )
            seconds[str(level)] = {"seconds": round(time.perf_counter() - begin, 2), "urged": done}
        return {"db": db, **size, "rungs": seconds, "machine": ground.machine()}


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks), ensure_ascii=False))
        return 0
    found = [ground.apart("bench.urge", db, asked.tasks or TASKS) for db in ground.databases(asked)]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    ground.say_machine(found[0]["machine"])
    rows = [
        [one["db"], level, said["urged"], said["seconds"]]
        for one in found
        for level, said in one["rungs"].items()
    ]
    print(ground.table(["database", "rung", "tasks urged", "seconds"], rows))
    return 0 if max(seconds for *_said, seconds in rows) <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
