"""Ground to measure on: a demo city of some size on either database, and the real server in front of it."""

import argparse
import json
import os
import platform
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
WAIT = 120
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}


@contextmanager
def city(db: str, tasks: int) -> Iterator[dict[str, Any]]:
    """Make a city of about that many tasks and set Django up on it; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-bench-", dir=os.environ.get("BIHUAN_BENCH_DIR")))
    os.environ |= {"BIHUAN_DATA": str(folder), "BIHUAN_DEMO": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "bihuan.config.settings"
    os.environ.pop("BIHUAN_DATABASE", None)
    try:
        if db == "sqlite":
            yield _populate(tasks)
        else:
            _populate(1)
            with postgres.cluster() as address:
                os.environ["BIHUAN_DATABASE"] = address
                _found()
                yield _populate(tasks)
                from django.db import connections

                connections.close_all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _populate(tasks: int) -> dict[str, Any]:
    """Let the city live (or fetch it from this machine's cache) and multiply; what it then holds."""
    started = time.monotonic()
    if "BIHUAN_DATABASE" not in os.environ:
        _found()
    _manage("make_city", "--tasks", str(tasks), "-v0")
    if tasks == 1:
        return {}
    import django

    django.setup()
    from bihuan.journal.models import Event
    from bihuan.supervision.models import SupervisionItem

    return {
        "tasks": SupervisionItem.objects.count(),
        "events": Event.objects.count(),
        "loaded_s": round(time.monotonic() - started),
    }


def _found() -> None:
    """Mark the empty database as the demo's before it holds anything, then make the tables."""
    begin = (
        "import django; django.setup(); from bihuan.config import city; from bihuan.journal import founding; "
        "city.recognise(); founding.make_tables()"
    )
    subprocess.run([sys.executable, "-c", begin], check=True, cwd=ROOT)


def _manage(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "django", *words], check=True, cwd=ROOT)


@contextmanager
def server() -> Iterator[int]:
    """The real server with its two workers, without the timer; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "django", "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + WAIT
        while not _listens(port):
            if time.monotonic() > end or process.poll() is not None:
                raise SystemExit("The server did not start; the lines above say why.")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def machine() -> dict[str, Any]:
    """What was measured on."""
    import django

    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(),
    }


def _postgresql() -> str:
    folder = postgres.binaries()
    if folder is None:
        return "none"
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    return told.stdout.strip().rpartition(") ")[2].split(" ")[0]


def apart(module: str, db: str, tasks: int) -> dict[str, Any]:
    """Measure one database at one size in a process of its own, because Django is set up only once."""
    told = subprocess.run(
        [sys.executable, "-m", module, "--one", db, "--tasks", str(tasks), "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if told.returncode:
        raise SystemExit(f"{module} failed on {db} with {tasks} tasks.")
    found: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return found


def options(description: str, argv: list[str]) -> argparse.Namespace:
    """What every measurement can be asked."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--db", choices=("sqlite", "pg", "both"), default="both")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    parser.add_argument("--one", choices=("sqlite", "pg"), help=argparse.SUPPRESS)
    parser.add_argument("--tasks", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", default="1k,10k,100k", help="which sizes, for measurements over sizes")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each figure is measured")
    return parser.parse_args(argv)


def databases(asked: argparse.Namespace) -> list[str]:
    """The databases to measure; PostgreSQL only where there is one."""
    wanted = ["sqlite", "pg"] if asked.db == "both" else [asked.db]
    if "pg" in wanted and postgres.binaries() is None:
        print("No PostgreSQL 15 or newer was found: measured on SQLite only.", file=sys.stderr)
        wanted.remove("pg")
    return wanted


def table(heads: list[str], rows: list[list[Any]]) -> str:
    """A plain table; widths count Chinese characters twice."""
    lines = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(_width(row[n]) for row in lines) for n in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in lines
    )


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def say_machine(found: dict[str, Any]) -> None:
    print(", ".join(f"{name} {value}" for name, value in found.items()))
