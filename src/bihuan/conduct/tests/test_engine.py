"""The engine over files: what it shows, what it holds back, and that a frozen window can be counted again."""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bihuan.calendar.models import Day
from bihuan.conduct.queries import engine
from bihuan.conduct.queries.engine import State
from bihuan.conduct.queries.extract import Position
from bihuan.conduct.rules.measures import Kind
from bihuan.conduct.tests.records import FIRST, LAST, Book, numbered, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(settings: Any, tmp_path: Path) -> Book:
    """A random record in the engine's folder, beside its calendar."""
    settings.DATA_DIR = tmp_path
    Day.objects.all().delete()
    days = [FIRST - timedelta(60) + timedelta(number) for number in range(600)]
    Day.objects.bulk_create(
        Day(date=day, is_workday=day.weekday() < 5, ordinal=numbered(day)) for day in days
    )
    found = record(3)
    engine.folder().mkdir(parents=True)
    half = found.place // 2
    table = found.table()
    for begin, end in ((0, half), (half, found.place + 1)):
        rows = [row for row in found.rows if begin <= row["place"] < end]
        part = table.slice(found.rows.index(rows[0]), len(rows))
        pq.write_table(part, engine.folder() / f"2026-{begin:012d}-{end:012d}.parquet")
    return found


def test_every_number_opens_into_its_facts_and_few_show_none(book: Book) -> None:
    told = engine.told(LAST)
    assert {each.measure.kind for each in told} == set(Kind)
    facts: dict[tuple[str, int], list[int | None]] = defaultdict(list)
    for each in told:
        for row in each.facts.to_pylist():
            facts[each.measure.key, row["unit"]].append(row["hit"])
    for each in [finding for one in told for finding in one.findings]:
        hits = facts.pop((each.measure.key, each.unit))
        assert (hits.count(1), hits.count(None), len(hits)) == (each.k, each.left_out, each.n + each.left_out)
        if each.n < (20 if each.measure.kind == Kind.RATIO else 10):
            assert (each.state, each.value, each.marked) == (State.FEW, None, False)
        elif each.measure.kind == Kind.SHARE:
            assert each.low is not None
            assert each.value == each.k / each.n
            assert each.low <= each.value <= (each.high or 0)
            assert each.marked == (each.value > (each.band_high or 0))
    assert facts == {}


def test_what_was_known_at_a_position_is_counted_alike_for_ever(book: Book) -> None:
    half = Position(((2026, book.place // 2),))
    before = engine.told(LAST, half)
    second = next(iter(sorted(engine.folder().glob("*.parquet"))[1:]))
    second.unlink()
    assert engine.told(LAST) == before
    assert Position.read(str(half)) == half


def test_an_empty_record_says_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert not any(each.findings for each in engine.told(date(2026, 6, 30)))
    assert str(engine.brought_forward()) == ""
