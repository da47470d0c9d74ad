"""Conduct: how often honest units are marked and planted ones found, and how fast ten million events count.

Cities of forty units are made in the columns of the extract, one thing of each measure at a time, and counted
by the room's own expressions and marks. One unit of a planted city behaves four times as badly as the others;
in clumped cities the things of a unit come in threes of one outcome, which no test of the room knows of.
Holds when no more than one honest unit in a hundred is marked, nine planted ones of ten are found, and all
measures over so many events (--tasks, ten million) take fifteen seconds and two gibibytes.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench import _conduct as made
from bench import _ground as ground

CITIES, UNITS, EACH, SHARE, TIMES, CLUMP = 100, 40, 60, 0.1, 4, 3
MOST_FALSE, LEAST_FOUND, MOST_SECONDS, MOST_MB = 0.01, 0.9, 15.0, 2048
EVENTS, CHUNK, DAYS = 10_000_000, 20_000, 1_800
# Events of a matter, on average.
LONG = 25
# Units of different cities have different numbers.
CITY = 1_000


def _cities(key: str, chance: np.random.Generator, share: float, clump: int = 1) -> pa.Table:
    """One measure's things in many cities, the first unit of each with this share of hits."""
    count = CITIES * UNITS * EACH
    thing = np.arange(count)
    unit = thing // EACH % UNITS + thing // (EACH * UNITS) * CITY
    odds = np.where(unit % CITY == 0, share, SHARE)
    dice = chance.random(count)[thing - thing % clump]
    first = made.ago(60) + chance.integers(0, 20, count)
    return made.Matters(unit, first, {"hit": dice < odds}).rows(made.THINGS[key])


def _marks(key: str, rows: pa.Table) -> tuple[float, float]:
    """The share of honest units that are marked, and that of the first units."""
    import ibis

    from bihuan.conduct.queries.engine import connect, counted
    from bihuan.conduct.rules.chance import marked
    from bihuan.conduct.rules.measures import Ground, measure

    own = Ground(ibis.memtable(rows), ibis.memtable(made.days()), made.LAST)
    cities: dict[int, dict[int, tuple[int, int]]] = {}
    for row in connect().to_pyarrow(counted(measure(key), own)).to_pylist():
        city, unit = divmod(row["unit"], CITY)
        if unit != made.ELSEWHERE:
            cities.setdefault(city, {})[unit] = (row["k"], row["n"])
    assert all(n == EACH for city in cities.values() for _k, n in city.values())
    found = [marked(city) for city in cities.values()]
    honest = sum(len(units - {0}) for units in found) / (CITIES * (UNITS - 1))
    return honest, sum(0 in units for units in found) / CITIES


def judge() -> list[dict[str, Any]]:
    """Per measure: honest units marked in clean, planted and clumped cities, and planted ones found."""
    chance, lines = np.random.default_rng(20260630), []
    for key in made.THINGS:
        clean, _none = _marks(key, _cities(key, chance, SHARE))
        planted, power = _marks(key, _cities(key, chance, SHARE * TIMES))
        clumped, _none = _marks(key, _cities(key, chance, SHARE, CLUMP))
        lines.append({"measure": key, "clean": clean, "planted": planted, "found": power, "clumped": clumped})
    return lines


# A matter from its order to its look-back, as the demo city's are on average: some twenty-five events.
LIFE = (
    made.line("file", state="draft", finish=75),
    made.line("file", unit="own", word="waiting", **made.LEAD),
    made.line("approve", state="approved"),
    made.line("dispatch", 1, state="dispatched"),
    made.line("dispatch", 1, part="assignment", word="dispatched", sign=3),
    made.line("dispute", 2, "own", "hit", state="disputed"),
    made.line("dispute", 2, "own", "hit", part="ownershipdispute", word="pending"),
    made.line("rule", 4, when="hit", state="dispatched"),
    made.line("rule", 4, when="hit", part="ownershipdispute", word="refused"),
    made.line("acknowledge", 5, "own", state="accepted", report=20),
    made.line("acknowledge", 5, part="assignment", word="accepted"),
    *(
        each
        for month, due in enumerate((20, 30, 40, 50, 60, 70))
        for each in (
            made.line("report_overdue", due + 1, "own", f"late{month}", due=due),
            made.line("urge", due + 1, when=f"late{month}"),
            made.line("urge", due + 1, "own", f"late{month}", part="reminder"),
            made.line("sign_urge", due + 1, "own"),
            made.line("report", due + 2, "own", state="in_progress"),
            made.line("report", due + 2, "own", part="report", word="progress", late=0, due=due, alike=30),
            made.line("report", due + 2, "own", f"late{month}", part="file", due=due, claimed=due - 9),
        )
    ),
    made.line("request_extension", 65, "own", "hit", state="extending"),
    made.line("request_extension", 65, "own", "hit", part="extensionrequest", word="pending"),
    made.line("decide_extension", 67, when="hit", state="in_progress", finish=90),
    made.line("decide_extension", 67, when="hit", part="extensionrequest", word="granted"),
    made.line("due_soon", 73),
    made.line("finish_overdue", 76, "own", "late0", due=75),
    made.line("submit", 77, "own", state="submitted"),
    made.line("submit", 77, "own", part="report", word="final", late=0, due=77),
    made.line("send_back", 79, when="late1", state="returned"),
    made.line("submit", 84, "own", "late1", state="submitted"),
    made.line("verify", 85),
    made.line("verify", 85, part="verification", word="true"),
    made.line("conclude", 87, state="concluded", done=77),
    made.line("close", 88, state="closed"),
    made.line("close", 88, part="lookback", due=178),
    made.line("look_back", 170),
    made.line("look_back", 170, part="lookback", word="done"),
)


def _write(folder: Path, events: int) -> int:
    """Write about so many events of five years into files; how many there are."""
    chance, written = np.random.default_rng(7), 0
    matters = events // LONG
    for offset in range(0, matters, CHUNK):
        number = np.arange(offset, min(offset + CHUNK, matters))
        first = made.ago(DAYS) + number * DAYS // matters
        holds = {f"late{month}": chance.random(len(number)) < 0.2 for month in range(6)}
        holds["hit"] = chance.random(len(number)) < 0.05
        unit = chance.integers(1, 100, len(number))
        rows = made.shuffled(made.Matters(unit, first, holds, offset).rows(LIFE))
        rows = rows.filter(pc.less_equal(rows["day"], pa.scalar(made.LAST)))
        written += pc.sum(pc.equal(rows["part"], "")).as_py()
        pq.write_table(rows, folder / f"{offset:012d}.parquet", compression="zstd")
    return written


def count(folder: str) -> None:
    """Say what all measures over the files take: seconds, memory at its highest, how many findings."""
    _settle()
    import ibis

    from bihuan.conduct.queries.engine import cleared, connect, measured, opened
    from bihuan.conduct.rules.measures import Ground

    begin, before = time.perf_counter(), time.process_time()
    connection = connect()
    log = opened(connection, sorted(Path(folder).glob("*.parquet")))
    whole = Ground(log, ibis.memtable(made.days()), made.LAST)
    found = measured(connection, cleared(connection, whole))
    told = {
        "seconds": round(time.perf_counter() - begin, 1),
        "cpu_s": round(time.process_time() - before, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "findings": len(found),
    }
    print(json.dumps(told))


def measure_speed(events: int) -> dict[str, Any]:
    """Ten million events written, then counted by a process of its own."""
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as name:
        written = _write(Path(name), events)
        size = sum(path.stat().st_size for path in Path(name).iterdir()) // 10**6
        run = "import sys; from bench import conduct; conduct.count(sys.argv[1])"
        told = subprocess.run(
            [sys.executable, "-c", run, name], cwd=ground.ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
        return {"events": written, "megabytes": size, **json.loads(told.stdout.splitlines()[-1])}


def _holds(judged: list[Mapping[str, Any]], speed: Mapping[str, Any]) -> bool:
    honest = all(max(each["clean"], each["planted"]) <= MOST_FALSE for each in judged)
    found = all(each["found"] >= LEAST_FOUND for each in judged)
    return honest and found and speed["seconds"] <= MOST_SECONDS and speed["peak_mb"] <= MOST_MB


def main(argv: list[str]) -> int:
    asked = ground.options(__doc__ or "", argv)
    _settle()
    judged, speed = judge(), measure_speed(asked.tasks or EVENTS)
    if asked.json:
        print(json.dumps({"judged": judged, "speed": speed, "machine": ground.machine()}, ensure_ascii=False))
    else:
        ground.say_machine(ground.machine())
        rows = [[each["measure"], *(f"{each[name]:.2%}" for name in list(each)[1:])] for each in judged]
        print("\n" + ground.table(list(judged[0]), rows))
        print("\n" + ground.table(list(speed), [list(speed.values())]))
    return 0 if _holds(judged, speed) else 1


def _settle() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    django.setup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
