"""The expressions against the same rules written plainly, over random records."""

from collections import defaultdict
from typing import Any

import ibis
import pytest

from bihuan.conduct.queries.engine import counted
from bihuan.conduct.rules.measures import MEASURES, Ground, Kind, measure
from bihuan.conduct.tests import plainly
from bihuan.conduct.tests.records import LAST, days, record

SEEDS = range(3)


@pytest.fixture(params=SEEDS, scope="module")
def city(request: Any) -> tuple[Ground, list[plainly.Case]]:
    book = record(request.param)
    return Ground(ibis.memtable(book.table()), ibis.memtable(days()), LAST), plainly.cases(book.rows)


@pytest.fixture(scope="module")
def connection() -> Any:
    return ibis.duckdb.connect()


def _tallied(key: str, found: list[plainly.Case]) -> dict[int, list[Any]]:
    """k, n and how many were left out by unit, from the rule as it is stated plainly."""
    told: dict[int, list[Any]] = defaultdict(lambda: [0, 0, 0])
    for case in found:
        for unit, hit, *_value in plainly.RULES[key](case):
            told[unit][0] += hit or 0
            told[unit][1] += hit is not None
            told[unit][2] += hit is None
    return dict(told)


def test_every_measure_is_stated_plainly_too() -> None:
    assert {each.key for each in MEASURES} == set(plainly.RULES)


@pytest.mark.parametrize("key", [each.key for each in MEASURES])
def test_expressions_count_what_the_rules_say(
    key: str, city: tuple[Ground, list[plainly.Case]], connection: Any
) -> None:
    ground, found = city
    rows = connection.to_pyarrow(counted(measure(key), ground)).to_pylist()
    told = _tallied(key, found)
    assert {row["unit"]: [row["k"], row["n"], row["left_out"]] for row in rows} == told
    assert sum(n for _k, n, _out in told.values()) > 3, "the record holds nothing of this"


@pytest.mark.parametrize("key", [each.key for each in MEASURES if each.kind == Kind.MEDIAN])
def test_medians_are_of_the_values_told(
    key: str, city: tuple[Ground, list[plainly.Case]], connection: Any
) -> None:
    ground, found = city
    rows = connection.to_pyarrow(measure(key).facts(ground)).to_pylist()
    counted_values = sorted((row["unit"], row["value"]) for row in rows if row["value"] is not None)
    told = [fact for case in found for fact in plainly.RULES[key](case)]
    assert counted_values == sorted((unit, value) for unit, _hit, value in told if value is not None)


def test_the_days_of_the_ratio_are_those_of_the_matters_urged(
    city: tuple[Ground, list[plainly.Case]], connection: Any
) -> None:
    ground, found = city
    times = measure("urged_response").times
    assert times is not None
    rows = connection.to_pyarrow(times(ground)).to_pylist()
    told = {row["unit"]: [row["pushed"], row["days_pushed"], row["calm"], row["days_calm"]] for row in rows}
    assert told == plainly.times(found)
