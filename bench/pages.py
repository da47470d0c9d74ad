"""The pages of a ten times larger city, one visitor at a time: how long, and with how many queries."""

import json
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from bench import _ground as ground
from bench._load import BACKEND, Line, run, sign_in

TASKS = 12_000
# Milliseconds that the slowest in twenty may take.
BUDGETS = {
    "list": 120,
    "unit list": 120,
    "detail": 120,
    "leader's desk": 200,
    "mayor's desk": 200,
    "move": 120,
    "search": 100,
}
MOST_QUERIES = 12
FORM = "application/x-www-form-urlencoded"


def measure(db: str, tasks: int, seconds: float) -> dict[str, Any]:
    with ground.city(db, tasks) as size:
        visits, rows = _visits(), {}
        with ground.server() as port:
            queries = {name: _queries(who, path) for name, (who, path, body) in visits.items() if not body}
            for name, (who, path, body) in visits.items():
                headers = sign_in(who)
                ask = _asker(path, body)
                run(port, headers, ask, 1, 1.0)
                seen = run(port, headers, ask, 1, seconds)
                rows[name] = {
                    "p50": round(seen.at(50), 1),
                    "p95": round(seen.at(95), 1),
                    "budget": BUDGETS[name],
                    "queries": queries.get(name),
                    "visits": len(seen.times),
                    "failures": seen.failures,
                }
        return {"db": db, **size, "pages": rows, "machine": ground.machine()}


def _visits() -> dict[str, tuple[str, str, bytes]]:
    """Who opens which page, by name; a body makes it a move."""
    from bihuan.people.models import Person
    from bihuan.supervision.models import SupervisionItem

    head = Person.objects.get(username="juzhang")
    mine = SupervisionItem.objects.visible_to(head).filter(status="in_progress").order_by("-id")
    item = mine.filter(assignments__role="lead", assignments__unit__in=head.access.headed).first()
    assert item is not None
    urge = urlencode({"text": "请抓紧办理并反馈。"}).encode()
    return {
        "list": ("ducha", "/tasks/", b""),
        "unit list": ("juzhang", "/tasks/", b""),
        "detail": ("ducha", f"/tasks/{item.pk}/", b""),
        "leader's desk": ("fushizhang", "/", b""),
        "mayor's desk": ("shizhang", "/", b""),
        "move": ("ducha", f"/tasks/{item.pk}/urge/", urge),
        "search": ("ducha", f"/tasks/?q={quote('供水')}", b""),
    }


def _asker(path: str, body: bytes) -> Callable[[Line, int], int]:
    if body:
        return lambda line, _number: line.ask("POST", path, body, FORM)[0]
    return lambda line, _number: line.ask("GET", path)[0]


def _queries(who: str, path: str) -> int:
    """How many queries the page takes, counted in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bihuan.people.models import Person

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Person.objects.get(username=who), backend=BACKEND)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.tasks or TASKS, asked.seconds), ensure_ascii=False))
        return 0
    found = [ground.apart("bench.pages", db, TASKS) for db in ground.databases(asked)]
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        ground.say_machine(one["machine"])
        print(f"{one['db']}: {one['tasks']} tasks, {one['events']} events\n")
        rows = [
            [name, row["p50"], row["p95"], row["budget"], row["queries"] or "", "" if _holds(row) else "over"]
            for name, row in one["pages"].items()
        ]
        print(ground.table(["page", "p50 ms", "p95 ms", "budget", "queries", ""], rows), "\n")
    return 0 if all(_holds(row) for one in found for row in one["pages"].values()) else 1


def _holds(row: dict[str, Any]) -> bool:
    return row["p95"] <= row["budget"] and (row["queries"] or 0) <= MOST_QUERIES and not row["failures"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
