"""Sealing the record: how fast events are sealed, copied and verified, and appended while they are sealed.

A log of so many events (--sizes, default a million) is made by the real tile code; verify_journal.py checks
the copy in a process of its own. Appending is measured on each database with eight writers, one event a
transaction. Holds when a million events verify within twenty seconds, and appending reaches a thousand events
a second on PostgreSQL, seven hundred on SQLite.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from reliability._ground import installation
from reliability._writers import Load, appending, made_log

from bench import _ground as ground

EVENTS, MOST_SECONDS, WRITERS = 1_000_000, 20.0, 8
LEAST = {"pg": 1000, "sqlite": 700}
PROGRAM = ground.ROOT / "src" / "bihuan" / "journal" / "verify_journal.py"


def measure_files(count: int) -> dict[str, Any]:
    """A log of so many events: made, copied, checked."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-bench-"))
    try:
        found: dict[str, Any] = made_log(folder / "log", count)
        begin = time.perf_counter()
        shutil.copytree(folder / "log", folder / "copy")
        found["copied_s"] = round(time.perf_counter() - begin, 1)
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-I", PROGRAM, folder / "copy"], check=True, capture_output=True)
        found["verified_s"] = round(time.perf_counter() - begin, 1)
        size = sum(path.stat().st_size for path in (folder / "log").rglob("*") if path.is_file())
        return found | {"megabytes": round(size / 10**6)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(db: str, seconds: float) -> dict[str, Any]:
    with installation(db) as folder:
        return {"db": db, **appending(Load(WRITERS, seconds), folder / "notes"), "machine": ground.machine()}


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.seconds), ensure_ascii=False))
        return 0
    files = measure_files(asked.tasks or EVENTS)
    found = [ground.apart("bench.sealing", db, 0) for db in ground.databases(asked)]
    if asked.json:
        print(json.dumps({"files": files, "appending": found}, ensure_ascii=False))
    else:
        ground.say_machine(found[0]["machine"])
        print("\n" + ground.table(list(files), [list(files.values())]) + "\n")
        rows = [[one[name] for name in one if name != "machine"] for one in found]
        print(ground.table([name for name in found[0] if name != "machine"], rows))
    quick = files["verified_s"] <= MOST_SECONDS * files["events"] / EVENTS or files["events"] < EVENTS
    return 0 if quick and all(one["events_per_s"] >= LEAST[one["db"]] for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
