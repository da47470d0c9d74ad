"""The ledger of a ten times larger city: its pages, and a workbook of 400 rows.

The demo city's projects are copied with their months until there are 4,200 projects and some 100,000 months:
rows alone, as only reading is measured. The workbook is made, filled in and checked in this process.
"""

import json
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from bench import _ground as ground
from bench._load import run, sign_in
from bench.pages import _asker, _queries

PROJECTS, MONTHS = 4_200, 24
ROWS = 400
# Milliseconds that the slowest in twenty may take.
BUDGETS = {
    "list": 120,
    "unit list": 120,
    "month grid": 300,
    "timeline": 400,
    "conditions": 400,
    "detail": 200,
    "what-if": 300,
}
CHECK_SECONDS = 2.0
MOST_QUERIES = 24


def measure(db: str, _tasks: int, seconds: float) -> dict[str, Any]:
    with ground.city(db, 1_200):
        size = multiply()
        visits, rows = _visits(), {}
        check = check_workbook()
        with ground.server() as port:
            for name, (who, path) in visits.items():
                ask = _asker(path, b"")
                queries, headers = _queries(who, path), sign_in(who)
                run(port, headers, ask, 1, 1.0)
                seen = run(port, headers, ask, 1, seconds)
                rows[name] = {
                    "p50": round(seen.at(50), 1),
                    "p95": round(seen.at(95), 1),
                    "budget": BUDGETS[name],
                    "queries": queries,
                    "visits": len(seen.times),
                    "failures": seen.failures,
                }
        return {"db": db, **size, "pages": rows, "check_s": check, "machine": ground.machine()}


def multiply() -> dict[str, int]:
    """Copy projects and months in bulk until the ledger is ten times as large."""
    from bihuan.projects.models import DispatchRound, MonthRow, Project

    rounds = {row.month: row for row in DispatchRound.objects.all()}
    originals = list(Project.objects.counted().order_by("pk"))
    copies = -(-PROJECTS // len(originals)) - 1
    for number in range(copies):
        made = [_copy(row, number) for row in originals]
        Project.objects.bulk_create(made, batch_size=500)
    missing = [
        MonthRow(
            project_id=pk,
            round=round_,
            month=month,
            done=0,
            percent=1,
            progress="施工",
            by_id=1,
            at=round_.opened_at,
        )
        for pk in Project.objects.counted().values_list("pk", flat=True)
        for month, round_ in rounds.items()
    ]
    MonthRow.objects.bulk_create(missing, batch_size=2000, ignore_conflicts=True)
    return {"projects": Project.objects.count(), "months": MonthRow.objects.count()}


def _copy(row: Any, number: int) -> Any:
    from bihuan.projects.models import Project

    values = {field.attname: getattr(row, field.attname) for field in Project._meta.concrete_fields}
    name = f"{row.name}之{number + 2}"[:120]
    return Project(**values | {"id": None, "code": None, "name": name, "sought": name, "parent_id": None})


def _visits() -> dict[str, tuple[str, str]]:
    from bihuan.projects.models import Project, YearPlan

    planned = YearPlan.objects.filter(source="city").values_list("project_id", flat=True)
    project = Project.objects.filter(pk__in=planned, status="prelim").first()
    assert project is not None
    return {
        "list": ("fagai", "/projects/"),
        "unit list": ("juzhang", "/projects/"),
        "month grid": ("fagai", f"/projects/months/?unit={project.lead_id}"),
        "timeline": ("fagai", "/projects/timeline/"),
        "conditions": ("fagai", "/projects/readiness/"),
        "detail": ("fagai", f"/projects/{project.pk}/"),
        "what-if": ("caizheng", f"/fiscal/what-if/?project={project.pk}"),
    }


def check_workbook() -> float:
    """Seconds for reading and judging a workbook of 400 rows, each of them filled in."""
    from openpyxl import load_workbook

    from bihuan.journal import clock
    from bihuan.people.models import Person
    from bihuan.projects.models import DispatchRound
    from bihuan.projects.queries.dispatch import round_workbook
    from bihuan.projects.queries.handing import check

    keeper = Person.objects.get(username="fagai")
    round_ = DispatchRound.objects.filter(status="open").latest("month")
    book = load_workbook(BytesIO(round_workbook(keeper, round_, clock.today())))
    sheet = book.active
    sheet.delete_rows(ROWS + 10, sheet.max_row)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        book.save(file.name)
        started = time.perf_counter()
        check(Path(file.name), "xlsx", keeper, round_)
        return round(time.perf_counter() - started, 2)


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, 0, asked.seconds), ensure_ascii=False))
        return 0
    found = [ground.apart("bench.projects", db, PROJECTS) for db in ground.databases(asked)]
    for one in found:
        ground.say_machine(one["machine"])
        print(f"{one['db']}: {one['projects']} projects, {one['months']} months\n")
        rows = [
            [name, row["p50"], row["p95"], row["budget"], row["queries"], "" if _holds(row) else "over"]
            for name, row in one["pages"].items()
        ]
        print(ground.table(["page", "p50 ms", "p95 ms", "budget", "queries", ""], rows), "\n")
        print(f"check of a workbook of {ROWS} rows: {one['check_s']} s (of {CHECK_SECONDS})\n")
    is_fast = all(one["check_s"] <= CHECK_SECONDS for one in found)
    return 0 if is_fast and all(_holds(row) for one in found for row in one["pages"].values()) else 1


def _holds(row: dict[str, Any]) -> bool:
    return row["p95"] <= row["budget"] and row["queries"] <= MOST_QUERIES and not row["failures"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
