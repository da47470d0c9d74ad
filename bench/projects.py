"""The ledger of a ten times larger city: its pages, and a workbook of 400 rows.

The demo city's projects are copied in bulk, each with its months, plans and milestones, until there are 4,200
projects and some 100,000 months: rows alone, without a record, as only reading is measured. One unit leads
400 of them: its grid and its workbook have 400 rows. The workbook is made, filled in and checked here.
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
    "month grid of 400": 300,
    "month grid of all": 600,
    "timeline": 400,
    "conditions": 400,
    "detail": 200,
    "what-if": 300,
}
CHECK_SECONDS = 2.0
MOST_QUERIES = 24
TURNS = 3


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
    """Copy projects in bulk, with what lists read of them, until the ledger is ten times as large."""
    from bihuan.projects.models import DispatchRound, Milestone, MonthRow, Project, YearPlan

    originals = list(Project.objects.counted().order_by("pk"))
    parts = {model: list(model._default_manager.order_by("pk")) for model in (MonthRow, YearPlan, Milestone)}
    for number in range(-(-PROJECTS // len(originals)) - 1):
        made = [_copy(row, id=None, **_named(row, number)) for row in originals]
        Project.objects.bulk_create(made, batch_size=500)
        copy_of = {row.pk: copy.pk for row, copy in zip(originals, made, strict=True)}
        for model, rows in parts.items():
            copies = [
                _copy(row, id=None, project_id=copy_of[row.project_id])
                for row in rows
                if row.project_id in copy_of
            ]
            model._default_manager.bulk_create(copies, batch_size=2000)
    keys = list(Project.objects.counted().values_list("pk", flat=True))
    for round_ in DispatchRound.objects.filter(status="frozen"):
        said: dict[str, Any] = {"done": 0, "percent": 1, "progress": "施工", "by_id": 1}
        rows = [
            MonthRow(project_id=pk, round=round_, month=round_.month, at=round_.opened_at, **said)
            for pk in keys
        ]
        MonthRow.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    _give_to_one_unit()
    return {"projects": Project.objects.count(), "months": MonthRow.objects.count()}


def _named(row: Any, number: int) -> dict[str, Any]:
    name = f"{row.name}之{number + 2}"[:120]
    return {"code": None, "name": name, "sought": name, "parent_id": None}


def _copy(row: Any, **changes: Any) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in type(row)._meta.concrete_fields}
    return type(row)(**values | changes)


def _give_to_one_unit() -> None:
    """Let the bureau that fills in the workbook lead as many projects as it has rows; all owe the month."""
    from bihuan.projects.models import DispatchRound, Project
    from bihuan.projects.rules.owing import has_month, owes

    month = DispatchRound.objects.filter(status="open").latest("month").month
    unit = _bureau().access.headed
    owing = Project.objects.filter(owes(month)).exclude(has_month(month)).order_by("-pk")
    Project.objects.filter(pk__in=list(owing.values_list("pk", flat=True)[:ROWS])).update(lead=min(unit))


def _bureau() -> Any:
    from bihuan.people.models import Person

    return Person.objects.get(username="juzhang")


def _visits() -> dict[str, tuple[str, str]]:
    from bihuan.projects.models import Project, YearPlan

    planned = YearPlan.objects.filter(source="city").values_list("project_id", flat=True)
    project = Project.objects.filter(pk__in=planned, status="prelim").first()
    assert project is not None
    return {
        "list": ("fagai", "/projects/"),
        "unit list": ("juzhang", "/projects/"),
        "month grid of 400": ("fagai", f"/projects/months/?unit={min(_bureau().access.headed)}"),
        "month grid of all": ("fagai", "/projects/months/"),
        "timeline": ("fagai", "/projects/timeline/"),
        "conditions": ("fagai", "/projects/readiness/"),
        "detail": ("fagai", f"/projects/{project.pk}/"),
        "what-if": ("caizheng", f"/fiscal/what-if/?project={project.pk}"),
    }


def check_workbook() -> float:
    """Seconds for reading and judging a workbook of 400 rows, each filled in: the slowest of some."""
    from openpyxl import load_workbook

    from bihuan.journal import clock
    from bihuan.projects.models import DispatchRound
    from bihuan.projects.queries.dispatch import HEAD_ROW, round_workbook
    from bihuan.projects.queries.handing import check

    head, round_ = _bureau(), DispatchRound.objects.filter(status="open").latest("month")
    book = load_workbook(BytesIO(round_workbook(head, round_, clock.today())))
    sheet = book.active
    sheet.delete_rows(HEAD_ROW + ROWS + 1, sheet.max_row)
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        _fill(sheet, row)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        book.save(file.name)
        times = []
        for _turn in range(TURNS):
            started = time.perf_counter()
            found = check(Path(file.name), "xlsx", head, round_)
            times.append(time.perf_counter() - started)
        if len(found.good) + len(found.bad) != ROWS:
            raise SystemExit(f"{len(found.good)} + {len(found.bad)} rows of {ROWS} say something.")
        return round(max(times), 2)


def _fill(sheet: Any, row: int) -> None:
    """A month as people fill it in; every tenth is in another unit than the rest."""
    from bihuan.projects.queries.dispatch import BACKS

    said = {
        "done": 1_000_000 if row % 10 == 0 else 100 + row,
        "percent": 90,
        "progress": f"主体施工至{row}层",
    }
    said |= {"problem": "管线迁改尚未完成", "need": "请供电公司协调"}
    for name, value in said.items():
        sheet.cell(row, sheet.max_column - BACKS[name]).value = value


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
