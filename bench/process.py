"""The process view against pm4py: a million synthetic events, the same questions, the same answers.

Whole ways, steps done again, hand-overs between units and how long each matter took, from one Parquet file.
pm4py is no part of Bihuan: name a Python that has it (--pm4py /path/to/python), else only ours is measured.
Each runs alone in a process of its own. Holds when the answers agree and ours is twenty times as fast.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import _ground as ground

EVENTS, FACTOR = 1_000_000, 20
UNITS, LENGTH = 26, 10
# From the last step to the next: a loop in which everything may come again.
NEXT = {
    "dispatch": ("acknowledge",),
    "acknowledge": ("report", "report", "submit"),
    "report": ("report", "urge", "submit", "submit"),
    "urge": ("report", "submit"),
    "submit": ("conclude", "conclude", "verify", "send_back"),
    "send_back": ("submit", "report"),
    "verify": ("conclude", "conclude", "send_back"),
    "conclude": ("close",),
    "close": ("reopen", "look_back"),
    "reopen": ("dispatch",),
    "look_back": ("look_back",),
}
ASKED = ("ways", "again", "hands", "took")
# The other side, in its own words and process: reading, then each question.
THEIRS = """
import json, logging, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd, pm4py
begin = time.perf_counter()
pd.options.future.infer_string = False
log = pd.read_parquet(sys.argv[1], columns=["case", "activity", "at", "unit"])
log.columns = ["case:concept:name", "concept:name", "time:timestamp", "org:resource"]
for name in ("case:concept:name", "concept:name", "org:resource"):
    log[name] = log[name].astype(str).astype(object)
log = pm4py.format_dataframe(log)
spent = {"read": time.perf_counter() - begin}
def timed(name, run):
    begin = time.perf_counter()
    found = run()
    spent[name] = time.perf_counter() - begin
    return found
ways = timed("ways", lambda: pm4py.get_variants(log))
again = timed("again", lambda: pm4py.get_rework_cases_per_activity(log))
hands = timed("hands", lambda: pm4py.discover_handover_of_work_network(log, beta=0))
took = timed("took", lambda: pm4py.get_all_case_durations(log))
pairs = len(log) - log["case:concept:name"].nunique()
strip = lambda verb: verb.removeprefix("item.")
told = {
    "ways": sorted((" ".join(map(strip, way)), int(count)) for way, count in ways.items()),
    "again": sorted((strip(verb), int(count)) for verb, count in again.items()),
    "hands": sorted((a, b, round(share * pairs)) for (a, b), share in hands.connections.items() if a != b),
    "took": sorted(round(each) for each in took),
}
json.dump({"version": pm4py.__version__, "spent": spent, "told": told}, open(sys.argv[2], "w"))
"""


def make(path: Path, count: int) -> None:
    """A record of about so many events in the columns of the extract."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from bihuan.conduct.rules.extract import SCHEMA

    chance = np.random.default_rng(7)
    lengths = chance.poisson(LENGTH - 1, count // LENGTH) + 1
    verbs = list(NEXT)
    choices = np.array([[verbs.index(then[n % len(then)]) for n in range(12)] for then in NEXT.values()])
    total = int(lengths.sum())
    case = np.repeat(np.arange(len(lengths)), lengths)
    nth = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    steps = np.zeros(total, dtype=np.int64)
    for place in range(1, int(lengths.max())):
        here = np.flatnonzero(nth == place)
        steps[here] = choices[steps[here - 1], chance.integers(0, 12, len(here))]
    waits = np.where(nth == 0, 0, chance.integers(60, 10 * 86_400, total))
    run = np.cumsum(waits)
    begun = 1_767_225_600 + chance.integers(0, 200 * 86_400, len(lengths))
    seconds = run - np.repeat(run[nth == 0], lengths) + np.repeat(begun, lengths)
    # The record is in the order of time, not of matters.
    order = np.argsort(seconds, kind="stable")
    columns: dict[str, Any] = {
        "year": np.full(total, 2026),
        "place": np.arange(total),
        "event": np.arange(total),
        "case": case[order],
        "activity": pa.array([f"item.{verb}" for verb in verbs]).take(pa.array(steps[order])),
        "state": pa.array(["accepted"] * total),
        "at": pa.array(seconds[order] * 1_000_000).cast(pa.timestamp("us", tz="UTC")),
        "unit": chance.integers(1, UNITS + 1, total),
        "part": pa.array([""] * total),
    }
    blank = {each.name: pa.nulls(total, each.type) for each in SCHEMA if each.name not in columns}
    whole = {name: pa.array(values) for name, values in (columns | blank).items()}
    rows = pa.table([whole[each.name].cast(each.type) for each in SCHEMA], schema=SCHEMA)
    pq.write_table(rows, path, compression="zstd")


def ours(path: Path, out: Path) -> None:
    """Ask the same by the expressions of the process view."""
    import ibis

    from bihuan.conduct.queries import engine
    from bihuan.conduct.rules import process as rules

    begin = time.perf_counter()
    connection = engine.connect()
    log = engine.opened(connection, [path])
    grounds = rules.ground(log, _day())
    for name, table in (("acts", grounds.acts), ("steps", grounds.steps)):
        connection.raw_sql(f"CREATE TEMP TABLE {name} AS {ibis.to_sql(table, dialect='duckdb')}")
    acts = ibis.table(grounds.acts.schema(), name="acts")
    steps = ibis.table(grounds.steps.schema(), name="steps")
    spent, told = {"read": time.perf_counter() - begin}, {}
    ends = steps.group_by("case").agg(days=(steps.at.max().epoch_seconds() - steps.at.min().epoch_seconds()))
    # What pm4py counts, and no more: medians and different matters, which the page has besides, are left out.
    asked = {
        "ways": rules.variants(steps).group_by("way").agg(n=ibis._.count()),
        "again": rules.rework(steps).group_by("step").agg(n=ibis._.count()),
        "hands": rules.handovers(acts).group_by("giver", "taker").agg(n=ibis._.count()),
        "took": ends.select("days"),
    }
    for name, expression in asked.items():
        begin = time.perf_counter()
        found = engine.Question.of(expression).ask(connection)
        spent[name] = time.perf_counter() - begin
        told[name] = list(zip(*(column.to_pylist() for column in found.columns), strict=True))
    names = {step: verb.removeprefix("item.") for verb, step in rules.STEPS.items() if verb[5:] in NEXT}
    said = {
        "ways": sorted(
            (" ".join(names[step] for step in way.split(" ")), count) for way, count in told["ways"]
        ),
        "again": sorted((names[step], count) for step, count in told["again"]),
        "hands": sorted((str(a), str(b), int(count)) for a, b, count in told["hands"]),
        "took": sorted(seconds for (seconds,) in told["took"]),
    }
    out.write_text(json.dumps({"version": "", "spent": spent, "told": said}))


def _day() -> Any:
    from datetime import date

    return date(2027, 12, 31)


def apart(command: list[str], out: Path) -> dict[str, Any]:
    """Run one side in a process of its own; what it said."""
    if subprocess.run(
        [*command, str(out)], cwd=ground.ROOT, stdout=subprocess.DEVNULL, check=False
    ).returncode:
        raise SystemExit(f"{command[0]} failed.")
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pm4py", metavar="PYTHON", help="a Python in whose environment pm4py is installed")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    parser.add_argument("--ours", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    import django

    if asked.ours:
        django.setup()
        ours(*asked.ours)
        return 0
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as folder:
        os.environ |= {"BIHUAN_DATA": folder, "BIHUAN_DEMO": "1"}
        django.setup()
        path = Path(folder) / "events.parquet"
        make(path, asked.events)
        mine = apart([sys.executable, "-m", "bench.process", "--ours", str(path)], Path(folder) / "ours")
        theirs = None
        if asked.pm4py:
            theirs = apart([asked.pm4py, "-c", THEIRS, str(path)], Path(folder) / "theirs")
    return report(mine, theirs, asked)


def report(mine: dict[str, Any], theirs: dict[str, Any] | None, asked: argparse.Namespace) -> int:
    """Print both sides, and whether they agree."""
    found: dict[str, Any] = {"events": asked.events, "machine": ground.machine()}
    found["ours_s"] = {name: round(value, 3) for name, value in mine["spent"].items()}
    if theirs:
        found["pm4py_s"] = {name: round(value, 3) for name, value in theirs["spent"].items()}
        found["pm4py"] = theirs["version"]
        found["equal"] = {name: mine["told"][name] == theirs["told"][name] for name in ASKED}
        spent = [sum(side["spent"][name] for name in ASKED) for side in (theirs, mine)]
        found["times_as_fast"] = round(spent[0] / spent[1], 1)
        whole = [sum(side["spent"].values()) for side in (theirs, mine)]
        found["with_reading"] = round(whole[0] / whole[1], 1)
    if asked.json:
        print(json.dumps(found))
    else:
        _print(found)
    if theirs is None:
        print("Measured alone: name a Python that has pm4py (--pm4py) to compare.", file=sys.stderr)
        return 0
    return 0 if all(found["equal"].values()) and found["times_as_fast"] >= FACTOR else 1


def _print(found: dict[str, Any]) -> None:
    ground.say_machine(found["machine"])
    names = ["read", *ASKED]
    rows = [["ours, s", *(found["ours_s"][name] for name in names)]]
    if "pm4py_s" in found:
        rows.append([f"pm4py {found['pm4py']}, s", *(found["pm4py_s"][name] for name in names)])
        rows.append(["equal", "", *("yes" if found["equal"][name] else "NO" for name in ASKED)])
    print("\n" + ground.table(["", *names], rows) + "\n")
    if "times_as_fast" in found:
        said = f"{found['times_as_fast']} times as fast, {found['with_reading']} with reading and preparing."
        print(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
