"""What programs ask most, over the API: requests per second by size of the city and number of clients."""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from bench import _ground as ground
from bench._breakdown import form_of, workbook
from bench._load import Line, run

CLIENTS = (1, 8, 16)
# Wanted on PostgreSQL with 8 clients and 100,000 tasks: requests per second, or seconds at most.
RATES = {"overdue list": 210, "detail": 225, "create": 60, "change": 145, "search": 135}
SECONDS = {"report": 0.1, "export": 2.0, "import": 8.0}
PHRASES = ("老旧小区", "供水", "高标准农田", "消防通道", "营商环境", "加装电梯", "扬尘", "学位")
API = "/api/v1/tasks"
EXPORTED = IMPORTED = 10_000


def measure(db: str, tasks: int, seconds: float) -> dict[str, Any]:
    with ground.city(db, tasks) as size:
        scenes, tokens = _scenes(), _tokens()
        rows: dict[str, dict[str, Any]] = {}
        with ground.server() as port:
            for name, (who, ask) in scenes.items():
                headers = {"Authorization": f"Bearer {tokens[who]}"}
                run(port, headers, ask, 2, 0.5)
                rows[name] = {}
                for clients in CLIENTS if name not in SECONDS else (1,):
                    seen = run(port, headers, ask, clients, seconds)
                    rows[name][str(clients)] = {
                        "rate": round(seen.rate, 1),
                        "p50": round(seen.at(50), 1),
                        "p95": round(seen.at(95), 1),
                        "failures": seen.failures,
                    }
            rows["import"] = {"1": _import(Line(port, {"Authorization": f"Bearer {tokens['ducha']}"}))}
        return {"db": db, **size, "scenes": rows, "machine": ground.machine()}


def _import(line: Line) -> dict[str, Any]:
    """A table of 10,000 rows, once: handed in as xlsx, checked, confirmed, dispatched."""
    from bihuan.journal import clock
    from bihuan.people.models import Unit, UnitKind

    units = Unit.objects.active().filter(kind=UnitKind.DEPARTMENT).order_by("id")
    content = workbook(IMPORTED, list(units.values_list("short_name", flat=True)))
    year = clock.today().year + 1
    said = {
        "source_type": "gov_report",
        "confirmed_unclassified": "true",
        "issued_date": f"{year}-01-01",
        "finish_due": f"{year}-12-31",
    }
    body, kind = form_of(said, content)
    started = time.perf_counter()
    status, told, _head = line.ask("POST", "/api/v1/breakdowns/file", body, kind)
    failures = [] if status == 201 else [status]
    if not failures:
        path = f"/api/v1/breakdowns/{json.loads(told)['id']}/confirm"
        status, told, _head = line.ask("POST", path, b"{}")
        failures = [] if status == 200 and len(json.loads(told)["made"]) == IMPORTED else [status]
    took = (time.perf_counter() - started) * 1000
    return {"rate": round(1000 / took, 2), "p50": round(took), "p95": round(took), "failures": failures}


def _tokens() -> dict[str, str]:
    from bihuan.journal import clock
    from bihuan.people import actions
    from bihuan.people.models import Person

    return {
        who: actions.issue_token(name="bench", by=Person.objects.get(username=who), at=clock.now())[1]
        for who in ("ducha", "juzhang")
    }


def _scenes() -> dict[str, tuple[str, Callable[[Line, int], int]]]:
    """Who asks what. Details and changes walk over many matters, as different people would."""
    from bihuan.journal import clock
    from bihuan.people.models import Person
    from bihuan.supervision.models import SupervisionItem

    head = Person.objects.get(username="juzhang")
    unit = next(iter(head.access.headed))
    items = list(
        SupervisionItem.objects.filter(closed_at=None).order_by("?").values_list("pk", flat=True)[:2000]
    )
    working = list(
        SupervisionItem.objects.filter(status="in_progress").order_by("?").values_list("pk", flat=True)[:2000]
    )
    order = {
        "title": "关于完善市政设施巡查机制的批示",
        "requirement": "对全市市政设施开展一次巡查，建立台账，限期整改，结果书面报告。",
        "source_type": "instruction",
        "lead_ids": [unit],
        "is_open": True,
        "finish_due": (clock.today() + timedelta(days=30)).isoformat(),
    }
    made = json.dumps(order).encode()
    said = json.dumps({"text": "请抓紧办理，两个工作日内反馈进展。"}).encode()

    def get(path: str) -> Callable[[Line, int], int]:
        return lambda line, _number: line.ask("GET", path)[0]

    return {
        "overdue list": ("juzhang", get(f"{API}?group=overdue&unit_id={unit}&limit=50")),
        "detail": ("ducha", lambda line, n: line.ask("GET", f"{API}/{items[n % len(items)]}")[0]),
        "create": ("ducha", lambda line, _n: line.ask("POST", API, made)[0]),
        "change": (
            "ducha",
            lambda line, n: line.ask("POST", f"{API}/{working[n % len(working)]}/urge", said)[0],
        ),
        "search": (
            "ducha",
            lambda line, n: line.ask("GET", f"{API}?q={quote(PHRASES[n % len(PHRASES)])}")[0],
        ),
        "report": ("ducha", get(f"{API}/report")),
        "export": ("ducha", get(f"{API}/export.csv?{_about_ten_thousand()}")),
    }


def _about_ten_thousand() -> str:
    """The source whose matters come nearest to 10,000 rows; in a small city, all matters."""
    from django.db.models import Count

    from bihuan.supervision.models import SupervisionItem

    if SupervisionItem.objects.count() <= EXPORTED:
        return ""
    sources = SupervisionItem.objects.values_list("source_type").annotate(rows=Count("pk"))
    source, _rows = min(sources, key=lambda one: abs(one[1] - EXPORTED))
    return f"source_type={source}"


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks, asked.seconds), ensure_ascii=False))
        return 0
    sizes = [ground.SIZES[name] for name in asked.sizes.split(",")]
    found = [ground.apart("bench.scenarios", db, size) for db in ground.databases(asked) for size in sizes]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        ground.say_machine(one["machine"])
        print(f"{one['db']}: {one['tasks']} tasks, {one['events']} events, loaded in {one['loaded_s']} s\n")
        print(
            ground.table(
                ["scene", *(f"{n} clients" for n in CLIENTS), "p95 at 8", "wanted at 100k, 8"], _rows(one)
            ),
            "\n",
        )
    return 0


def _rows(one: dict[str, Any]) -> list[list[Any]]:
    rows = []
    for name, seen in one["scenes"].items():
        if name in SECONDS:
            rows.append([name, f"{seen['1']['p50'] / 1000:.2f} s", "", "", "", f"≤ {SECONDS[name]} s"])
        else:
            rates = [f"{seen[str(n)]['rate']:.0f}/s" for n in CLIENTS]
            rows.append([name, *rates, f"{seen['8']['p95']:.0f} ms", f"≥ {RATES[name]}/s"])
        if failures := {code for each in seen.values() for code in each["failures"]}:
            rows[-1][-1] += f" (answers {failures})"
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
