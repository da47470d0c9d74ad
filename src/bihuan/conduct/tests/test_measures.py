"""The expressions against the same rules written plainly, over random records."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import ibis
import pyarrow as pa
import pytest

from bihuan.conduct.queries.engine import counted
from bihuan.conduct.queries.extract import SCHEMA
from bihuan.conduct.rules.measures import Ground, measure

LAST = date(2026, 6, 30)
BLANK = dict.fromkeys(SCHEMA.names) | {"year": 2026, "part": "", "word": "", "state": "", "role": ""}
DAYS = pa.table({"day": [LAST], "nth": [0]})


def _record(seed: int, cases: int = 60) -> list[dict]:  # noqa: C901, PLR0912, PLR0915 - one year of acts
    """A random record: reports on time, late or never, results sent back or not, some marks struck out."""
    chance, rows, place, mark = random.Random(seed), [], 0, 0

    def add(case, unit, activity, day, **more):
        nonlocal place
        place += 0 if more.pop("same", False) else 1
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        one = {**BLANK, "place": place, "event": place + 1000, "case": case, "unit": unit}
        rows.append({**one, "activity": activity, "at": at, "day": day, **more})

    for case in range(cases):
        unit = chance.randrange(4)
        for month in range(6):
            due = date(2026, 1 + month, 25)
            what = chance.choice(["on time", "late", "late", "never"])
            if what != "on time":
                add(case, unit, "item.report_overdue", due + timedelta(1), due=due)
            if what != "never":
                late = 2 if what == "late" else 0
                add(case, unit, "item.report", due + timedelta(late))
                word = {"part": "report", "word": "progress", "late": late, "due": due}
                add(case, unit, "item.report", due + timedelta(late), same=True, **word)
            if what == "late":
                mark += 1
                told = {"part": "mark", "part_id": mark, "word": "late_report", "counts": True}
                add(case, unit, "item.report", due + timedelta(2), same=True, **told)
                if chance.random() < 0.2:
                    told = {"part": "mark", "part_id": mark, "counts": False}
                    add(case, unit, "item.decide_appeal", due + timedelta(9), **told)
        for _time in range(chance.randrange(3)):
            day = date(2026, 2, 1) + timedelta(chance.randrange(140))
            add(case, unit, "item.submit", day)
            if chance.random() < 0.5:
                add(case, None, "item.send_back", day + timedelta(3))
                mark += 1
                told = {"part": "mark", "part_id": mark, "word": "returned", "counts": True}
                add(case, unit, "item.send_back", day, same=True, **told)
                if chance.random() < 0.2:
                    told = {"part": "mark", "part_id": mark, "counts": False}
                    add(case, None, "item.decide_appeal", day + timedelta(9), **told)
    return rows


def _in_window(day: date) -> bool:
    return LAST - timedelta(days=90) < day <= LAST


def _plainly(rows: list[dict]) -> tuple[dict, dict]:  # noqa: C901, PLR0912 - loops on purpose
    """Late reports and results sent back, k and n by unit, by loops."""
    struck = {row["part_id"] for row in rows if row["part"] == "mark" and row["counts"] is False}
    off = {row["event"] for row in rows if row["part"] == "mark" and row["part_id"] in struck and row["word"]}
    dates: dict[tuple, bool] = {}
    gone = set()
    for row in rows:
        key = (row["case"], row["unit"], row["due"])
        if row["part"] == "report" or row["activity"] == "item.report_overdue":
            dates[key] = dates.get(key, False) or row["part"] == "" or row["late"] > 0
            if row["event"] in off:
                gone.add(key)
    late, back = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
    for key, hit in dates.items():
        if _in_window(key[2]) and key not in gone:
            late[key[1]][0] += hit
            late[key[1]][1] += 1
    by_case = defaultdict(list)
    for row in rows:
        if row["part"] == "" and row["activity"] in {"item.submit", "item.send_back"}:
            by_case[row["case"]].append(row)
    for steps in by_case.values():
        for row, then in zip(steps, [*steps[1:], None], strict=True):
            if row["activity"] != "item.submit" or not _in_window(row["day"]):
                continue
            if then and then["event"] in off:
                continue
            back[row["unit"]][0] += bool(then and then["activity"] == "item.send_back")
            back[row["unit"]][1] += 1
    return late, back


def _counted(key: str, ground: Ground) -> dict[int, list[int]]:
    found = ibis.duckdb.connect().to_pyarrow(counted(measure(key), ground))
    return {row["unit"]: [row["k"], row["n"]] for row in found.to_pylist()}


@pytest.mark.parametrize("seed", range(5))
def test_expressions_count_what_the_rules_say(seed: int) -> None:
    rows = _record(seed)
    ground = Ground(ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA)), ibis.memtable(DAYS), LAST)
    late, back = _plainly(rows)
    assert sum(k for k, _n in late.values()) > 20
    assert sum(k for k, _n in back.values()) > 5
    assert _counted("late_reports", ground) == dict(late)
    assert _counted("sent_back", ground) == dict(back)
