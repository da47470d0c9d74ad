"""How long the bulletin of a month takes in the ten times larger city: drawn up, computed again, as files."""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench import _ground as ground

TASKS = 12_000
MOST_SECONDS = 10.0


def measure(db: str, tasks: int) -> dict[str, Any]:
    with ground.city(db, tasks) as size:
        from bihuan.journal import clock
        from bihuan.kernel.periods import month_of, year_of
        from bihuan.people.models import Person
        from bihuan.reports import actions
        from bihuan.reports.queries.comparing import compared, paper
        from bihuan.reports.rendering.typeset import pdf
        from bihuan.reports.rendering.word import word

        office, today = Person.objects.get(username="ducha"), clock.today()
        month = month_of(today.replace(day=1) - timedelta(1))
        seconds: dict[str, float] = {}

        def timed(name: str, work: Callable[[], Any]) -> Any:
            begin = time.perf_counter()
            made = work()
            seconds[name] = round(time.perf_counter() - begin, 2)
            return made

        bulletin = timed(
            "month drawn up", lambda: actions.draft_bulletin(period=month, by=office, at=clock.now())
        )
        timed("asked again", lambda: compared(bulletin, office, today, again=True))
        made = paper(bulletin, today)
        timed("as docx", lambda: word(made))
        timed("as pdf", lambda: pdf(made))
        year = year_of(today)
        timed("year drawn up", lambda: actions.draft_bulletin(period=year, by=office, at=clock.now()))
        return {"db": db, **size, "seconds": seconds, "machine": ground.machine()}


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks), ensure_ascii=False))
        return 0
    found = [ground.apart("bench.bulletin", db, asked.tasks or TASKS) for db in ground.databases(asked)]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    ground.say_machine(found[0]["machine"])
    rows = [
        [one["db"], one["tasks"], name, seconds] for one in found for name, seconds in one["seconds"].items()
    ]
    print(ground.table(["database", "tasks", "step", "seconds"], rows))
    month = ("month drawn up", "as docx", "as pdf")
    worst = max(sum(one["seconds"][name] for name in month) for one in found)
    return 0 if worst <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
