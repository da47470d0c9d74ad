"""Conduct: how often honest units are marked and planted ones found, and how fast ten million events count.

Cities of forty units are made in the columns of the extract, one thing of each measure at a time, and counted
by the room's own expressions and marks. One unit of a planted city behaves four times as badly as the others.
In clumped cities nothing is planted, and the things of a unit come in threes of one outcome: of one matter
where a measure counts several a matter, or of matters of one day. Of the urged response, whose ratio is held
against 1, the planted unit reports four times as readily in the five working days after an urge.
Holds when in none of these cities more than one honest unit in a hundred is marked, nine planted ones of ten
are found, and all measures over so many events (--tasks, ten million) take fifteen seconds and two gibibytes.
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

CITIES, UNITS, EACH, SHARE, TIMES = 100, 40, 60, 0.1, 4
# So many things of one outcome, so many days apart in a matter; how likely a report is on any one day.
CLUMP, GAP, DAILY = 3, 20, 0.1
MOST_FALSE, LEAST_FOUND, MOST_SECONDS, MOST_MB = 0.01, 0.9, 15.0, 2048
EVENTS, CHUNK, DAYS = 10_000_000, 20_000, 1_800
COLUMNS = ("clean", "planted", "found", "one day", "one matter")
# Events of a matter, on average.
LONG = 25
# Units of different cities have different numbers.
CITY = 1_000


def _cities(key: str, chance: np.random.Generator, share: float, together: str = "") -> pa.Table:
    """One measure's things in many cities, the first unit of each with this share of hits."""
    count = CITIES * UNITS * EACH
    thing = np.arange(count)
    unit = thing // EACH % UNITS + thing // (EACH * UNITS) * CITY
    odds = np.where(unit % CITY == 0, share, SHARE)
    outcome = thing - thing % CLUMP if together else thing
    hit = chance.random(count)[outcome] < odds
    first = made.ago(60) + chance.integers(0, 20, count)[outcome]
    if together == "matter":
        # One after the other, as it happens in a matter.
        first += (thing % CLUMP - 1) * GAP
    return made.Matters(unit, first, {"hit": hit}, clump=CLUMP if together == "matter" else 1).rows(
        made.THINGS[key]
    )


def _marks(key: str, rows: pa.Table) -> tuple[float, float]:
    """The share of honest units that are marked, and that of the first units."""
    from bihuan.conduct.rules.chance import Share, marked
    from bihuan.conduct.rules.clumps import spreads
    from bihuan.conduct.rules.measures import measure

    facts = _asked(measure(key).facts, rows)
    facts = facts.filter(pc.not_equal(facts["unit"], made.ELSEWHERE))
    days = pc.cast(facts["day"], pa.int32())
    unit, hit, *groups = (each.to_numpy() for each in (facts["unit"], facts["hit"], facts["case"], days))
    assert len(unit) == CITIES * UNITS * EACH
    found = []
    for city in range(CITIES):
        own = unit // CITY == city
        spread = spreads(unit[own], hit[own], *(each[own] for each in groups))
        k = np.bincount(unit[own] % CITY, hit[own])
        found.append(marked({each: Share(int(k[each % CITY]), EACH, spread[each]) for each in spread}))
    return _shares([{each % CITY for each in units} for units in found])


def _asked(expression: Any, rows: pa.Table) -> pa.Table:
    """What an expression of the room gives over these rows, but for rows without a unit."""
    import ibis

    from bihuan.conduct.queries.engine import connect
    from bihuan.conduct.rules.measures import Ground

    own = Ground(ibis.memtable(rows), ibis.memtable(made.days()), made.LAST)
    return connect().to_pyarrow(expression(own).filter(ibis._.unit.notnull()))


def _shares(found: list[set[int]]) -> tuple[float, float]:
    honest = sum(len(units - {0}) for units in found) / (CITIES * (UNITS - 1))
    return honest, sum(0 in units for units in found) / CITIES


def _pushed(chance: np.random.Generator, times: float) -> tuple[float, float]:
    """The same of the urged response: units whose ratio lies above 1 with its whole interval."""
    from bihuan.conduct.rules.measures import measure
    from bihuan.conduct.rules.ratio import rate_ratio

    matters = EACH // len(made.URGES)
    count = CITIES * UNITS * matters
    unit = np.arange(count) // matters % UNITS + np.arange(count) // (matters * UNITS) * CITY
    holds = {}
    for day in made.WORKED:
        is_pushed = any(0 <= day - urge <= 7 for urge in made.URGES)
        odds = np.where((unit % CITY == 0) & is_pushed, times * DAILY, DAILY)
        is_told, is_early = chance.random(count) < odds, chance.random(count) < 0.5
        holds |= {f"early{day}": is_told & is_early, f"told{day}": is_told & ~is_early}
    # Mondays, so that days of the matter are those of the week.
    first = made.ago(64) - 7 * chance.integers(0, 3, count)
    rows = made.Matters(unit, first, holds).rows(made.URGED)
    times_of = measure("urged_response").times
    assert times_of
    found: list[set[int]] = [set() for _city in range(CITIES)]
    for row in _asked(times_of, rows).to_pylist():
        city, own = divmod(row["unit"], CITY)
        ratio = rate_ratio(row["pushed"], row["days_pushed"], row["calm"], row["days_calm"])
        if ratio.low > 1:
            found[city].add(own)
    return _shares(found)


def judge() -> list[dict[str, Any]]:
    """Per measure: honest units marked in each kind of city, and planted ones found."""
    chance, lines = np.random.default_rng(20260630), []
    for key in made.THINGS:
        clean, _none = _marks(key, _cities(key, chance, SHARE))
        planted, power = _marks(key, _cities(key, chance, SHARE * TIMES))
        day, _none = _marks(key, _cities(key, chance, SHARE, "day"))
        line = {"measure": key, "clean": clean, "planted": planted, "found": power, "one day": day}
        if key in made.SEVERAL:
            line["one matter"], _none = _marks(key, _cities(key, chance, SHARE, "matter"))
        lines.append(line)
    clean, _none = _pushed(chance, 1)
    planted, power = _pushed(chance, TIMES)
    lines.append({"measure": "urged_response", "clean": clean, "planted": planted, "found": power})
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
    told = measured(connection, cleared(connection, whole))
    said = {
        "seconds": round(time.perf_counter() - begin, 1),
        "cpu_s": round(time.process_time() - before, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "findings": sum(len(each.findings) for each in told),
        "facts": sum(len(each.facts) for each in told),
    }
    print(json.dumps(said))


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
    honest = all(each.get(kind, 0) <= MOST_FALSE for each in judged for kind in COLUMNS if kind != "found")
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
        rows = [[each["measure"], *(_said(each.get(name)) for name in COLUMNS)] for each in judged]
        print(f"\n{CITIES} cities of each kind; honest units marked, planted ones found:\n")
        print(ground.table(["measure", *COLUMNS], rows))
        print("\n" + ground.table(list(speed), [list(speed.values())]))
    return 0 if _holds(judged, speed) else 1


def _said(share: float | None) -> str:
    return "" if share is None else f"{share:.2%}"


def _settle() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    django.setup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
