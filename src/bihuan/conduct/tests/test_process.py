"""The expressions of the process view against the same rules written plainly, over random records."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import Any

import ibis
import pyarrow as pa
import pytest

from bihuan.conduct.rules import process
from bihuan.conduct.rules.extract import SCHEMA
from bihuan.supervision.models import Status
from bihuan.supervision.rules.moves import MOVES

Row = dict[str, Any]
FIRST, LAST = date(2026, 2, 1), date(2026, 5, 31)
# A state's acts, and where each leads: a plain loop with everything that the process view tells apart.
WAYS = {
    "": ["item.file draft"],
    "draft": ["item.approve approved"],
    "approved": ["item.dispatch dispatched", "item.dispatch dispatched", "item.dispatch taken"],
    "taken": ["item.take_back approved"],
    "dispatched": ["item.acknowledge accepted", "item.acknowledge", "item.dispute disputed", "item.urge"],
    "disputed": ["item.rule dispatched"],
    "accepted": ["item.report in_progress", "item.submit submitted"],
    "in_progress": ["item.report", "item.submit submitted", "item.request_extension extending"],
    "extending": ["item.decide_extension in_progress", "item.contradict"],
    "submitted": ["item.send_back returned", "item.send_to_verify to_verify", "item.conclude concluded"],
    "to_verify": ["item.verify", "item.contradict returned", "item.conclude concluded"],
    "returned": ["item.submit submitted", "item.report_overdue"],
    "concluded": ["item.close closed"],
    "closed": [
        "item.look_back",
        "item.contradict reopened",
        "item.relapse reopened",
        "item.archive archived",
    ],
    "reopened": ["item.dispatch dispatched"],
    "archived": [],
}
BY_UNITS = {"item.acknowledge", "item.report", "item.submit", "item.dispute", "item.request_extension"}
# The clock names the unit that it speaks of.
BY_UNITS |= {"item.report_overdue"}


def record(seed: int, cases: int = 80) -> list[Row]:
    """A random record of matters that walk along the table above, each for a while."""
    chance, rows = random.Random(seed), []
    moments = {
        case: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(chance.randrange(150)) for case in range(cases)
    }
    states, lengths = dict.fromkeys(moments, ""), {case: chance.randrange(3, 25) for case in moments}
    place = 0
    while lengths:
        case = chance.choice(list(lengths))
        acts = WAYS[states[case]]
        lengths[case] -= 1
        if not acts or not lengths[case]:
            del lengths[case]
            continue
        activity, _space, state = chance.choice(acts).partition(" ")
        place += 1
        moments[case] += timedelta(seconds=chance.randrange(1, 12 * process.DAY))
        unit = chance.randrange(1, 4) if activity in BY_UNITS else None
        said = {"case": case, "activity": activity, "state": state, "unit": unit, "at": moments[case]}
        rows += list(_rows({"place": place, "event": 5000 + place, **said}))
        states[case] = state or states[case]
    return rows


def _rows(said: Row) -> Iterator[Row]:
    """An event and its parts: the part of the matter's unit, and when closed the day of the look back."""
    blank = dict.fromkeys(("part_id", "late", "due", "counts"))
    whole = {**blank, "year": 2026, "role": "", "part": "", "word": "", "day": said["at"].date(), **said}
    yield whole
    if said["activity"] == "item.file":
        yield {**whole, "part": "assignment", "part_id": said["case"], "unit": said["case"] % 3 + 1}
    if said["activity"] == "item.close":
        yield {**whole, "part": "lookback", "due": said["at"].date() + timedelta(30)}


def log_of(rows: list[Row]) -> ibis.Table:
    return ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA))


def read(expression: ibis.Table) -> list[Row]:
    return ibis.duckdb.connect().to_pyarrow(expression).to_pylist()


def _acts(rows: list[Row]) -> list[Row]:
    """What people did, without what was taken back."""
    whole = [row for row in rows if not row["part"]]
    after: dict[int, str] = {}
    kept = []
    for row in reversed(whole):
        if after.get(row["case"]) != "item.take_back" and row["activity"] in process.ACTS:
            kept.append(row)
        after[row["case"]] = row["activity"]
    return kept[::-1]


def _walks(rows: list[Row]) -> dict[int, list[tuple[str, datetime]]]:
    """The steps of each matter, by loops."""
    walks = defaultdict(list)
    for row in _acts(rows):
        if row["activity"] == "item.acknowledge" and not row["state"]:
            continue
        step = process.STEPS.get(row["activity"])
        if row["activity"] == "item.contradict":
            step = {"returned": "return", "reopened": "reopen"}.get(row["state"], "check")
        if step:
            walks[row["case"]].append((step, row["at"]))
    return walks


def _between(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / process.DAY


def _tallied(facts: list[tuple[Any, int, float]]) -> dict[Any, tuple[int, int, float]]:
    """Times, cases and median days by key, of facts: key, case, days."""
    by_key = defaultdict(list)
    for key, case, days in facts:
        by_key[key].append((case, days))
    return {
        key: (
            len(each),
            len({case for case, _days in each}),
            pytest.approx(median(days for _case, days in each)),
        )
        for key, each in by_key.items()
    }


def _counted(facts: ibis.Table, *keys: str) -> dict[Any, tuple[int, int, float]]:
    found = read(process.tally(facts, keys))
    return {
        row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys): (
            row["times"],
            row["cases"],
            row["days"],
        )
        for row in found
    }


@pytest.fixture(params=range(3))
def rows(request: pytest.FixtureRequest) -> list[Row]:
    return record(request.param)


def test_steps_are_acts_of_the_loop_and_states_have_a_cause_or_nobody_waits() -> None:
    moves = {f"item.{name}" for name in MOVES.moves}
    assert set(process.STEPS) <= moves
    ended = {Status.CLOSED, Status.ARCHIVED, Status.NOT_FILED, Status.MERGED, Status.CANCELLED}
    assert set(process.CAUSES) == set(Status.values) - ended - {Status.LONG_TERM}


def test_ways_and_what_follows(rows: list[Row]) -> None:
    walked = process.ground(log_of(rows), LAST).steps
    ways, pairs = [], []
    for case, walk in _walks(rows).items():
        names = [step for step, _group in groupby(step for step, _at in walk)]
        firsts = [next(group)[1] for _step, group in groupby(walk, key=lambda one: one[0])]
        ways.append((" ".join(names), case, _between(firsts[0], firsts[-1])))
        pairs += [((a, b), case, _between(at, then)) for (a, at), (b, then) in pairwise(walk)]
    assert len({way for way, _case, _days in ways}) > 10
    assert _counted(process.variants(process.once(walked)), "way") == _tallied(ways)
    assert _counted(process.follows(walked), "step", "then") == _tallied(pairs)


def test_what_was_done_again(rows: list[Row]) -> None:
    again: dict[str, list[int]] = defaultdict(list)
    for walk in _walks(rows).values():
        for step, times in Counter(step for step, _at in walk).items():
            again[step] += [times - 1] if times > 1 else []
    found = read(process.tally(process.rework(process.ground(log_of(rows), LAST).steps), ["step"]))
    assert {row["step"]: (row["times"], row["cases"]) for row in found} == {
        step: (sum(times), len(times)) for step, times in again.items() if times
    }
    assert len(found) > 3


def test_hands_through_which_a_matter_goes(rows: list[Row]) -> None:
    acts, passed = defaultdict(list), []
    for row in _acts(rows):
        if row["unit"]:
            acts[row["case"]].append((row["unit"], row["at"]))
    for case, steps in acts.items():
        passed += [((a, b), case, _between(at, then)) for (a, at), (b, then) in pairwise(steps) if a != b]
    assert len(passed) > 20
    assert _counted(process.handovers(process.ground(log_of(rows), LAST).acts), "giver", "taker") == _tallied(
        passed
    )


def test_pairs_between_whom_a_matter_goes_there_and_back(rows: list[Row]) -> None:
    acts, returned = defaultdict(list), []
    for row in _acts(rows):
        if row["unit"]:
            acts[row["case"]].append((row["unit"], row["at"]))
    for case, steps in acts.items():
        passed = [(a, at, b, then) for (a, at), (b, then) in pairwise(steps) if a != b]
        for (a, at, b, _then), (_b, _at, c, then) in pairwise(passed):
            if a == c:
                returned.append(((min(a, b), max(a, b)), case, _between(at, then)))
    assert len(returned) > 5
    found = process.pairs(process.ground(log_of(rows), LAST).acts)
    assert _counted(found, "giver", "taker") == _tallied(returned)


def test_links_that_were_skipped(rows: list[Row]) -> None:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for walk in _walks(rows).values():
        had = {step for step, _at in walk}
        for place, link in enumerate(process.LINKS[:-1]):
            if had & set(process.LINKS[place + 1 :]):
                found[link][0] += link not in had
                found[link][1] += 1
    owed = {row["case"] for row in rows if row["part"] == "lookback" and row["due"] <= LAST}
    looked = {row["case"] for row in _acts(rows) if row["activity"] in ("item.look_back", "item.relapse")}
    found["look_back"] = [len(owed - looked), len(owed)]
    told = read(
        process.links(process.ground(log_of(rows), LAST))
        .group_by("link")
        .agg(k=ibis._.hit.sum(), n=ibis._.count())
    )
    assert {row["link"]: [row["k"], row["n"]] for row in told} == {
        key: kn for key, kn in found.items() if kn[1]
    }
    assert found["report"][0] > 0


def test_every_moment_of_a_matter_has_one_cause(rows: list[Row]) -> None:
    stays, until = defaultdict(list), datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC)
    for row in rows:
        if not row["part"] and row["state"]:
            stays[row["case"]].append((row["state"], row["at"]))
    waited: dict[tuple[int, str], float] = defaultdict(float)
    for case, states in stays.items():
        for (state, at), (_state, then) in pairwise([*states, ("", until)]):
            if then > at and state in process.CAUSES:
                waited[case, process.CAUSES[state]] += _between(at, then)
    found = {
        (row["case"], row["cause"]): row["days"]
        for row in read(process.waits(process.ground(log_of(rows), LAST)))
    }
    assert found == {key: pytest.approx(days) for key, days in waited.items()}
    assert {cause for _case, cause in found} == set(process.CAUSES.values())


def test_how_long_closed_matters_took(rows: list[Row]) -> None:
    took = {}
    for case, walk in _walks(rows).items():
        sent = [at for step, at in walk if step == "dispatch"]
        closed = [at for step, at in walk if step == "close"]
        if closed:
            took[case] = pytest.approx(_between(sent[0], closed[-1]))
    found = read(process.durations(process.ground(log_of(rows), LAST).steps))
    assert {row["case"]: row["days"] for row in found} == took
    assert took


def test_a_cohort_is_what_was_first_dispatched_in_its_days_of_one_unit_if_asked(rows: list[Row]) -> None:
    sent: dict[int, date] = {}
    for row in _acts(rows):
        if row["activity"] == "item.dispatch":
            sent.setdefault(row["case"], row["day"])
    inside = {case for case, day in sent.items() if FIRST <= day <= LAST}
    for unit in (None, 2):
        found = read(process.cohort(log_of(rows), FIRST, LAST, unit))
        wanted = {case for case in inside if unit is None or case % 3 + 1 == unit}
        assert {row["case"] for row in found} == wanted
        assert len(found) == sum(row["case"] in wanted for row in rows)


def test_every_line_opens_into_its_matters(rows: list[Row]) -> None:
    facts = process.follows(process.ground(log_of(rows), LAST).steps)
    for line in read(process.tally(facts, ["step", "then"]))[:4]:
        key = {"step": line["step"], "then": line["then"]}
        found = [row["case"] for row in read(process.cases_of(facts, key))]
        assert len(found) == line["cases"]
        assert found == sorted(set(found), reverse=True)
