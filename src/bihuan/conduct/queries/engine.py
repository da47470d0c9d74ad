"""The measures over the extract, counted by DuckDB in this process: numbers, marks and the facts behind."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from ibis import _
from ibis.expr.types import Table

from bihuan.calendar.models import Day
from bihuan.conduct.queries import extract
from bihuan.conduct.queries.extract import Position
from bihuan.conduct.rules.chance import FEWEST, Bands, Share, bands
from bihuan.conduct.rules.clumps import spreads
from bihuan.conduct.rules.extract import SCHEMA
from bihuan.conduct.rules.measures import MEASURES, Ground, Kind, Measure
from bihuan.conduct.rules.ratio import rate_ratio
from bihuan.kernel.intervals import wilson

# What a measure may take of the machine, beside everything else that it does.
MACHINE: Mapping[str, Any] = {"threads": 2, "memory_limit": "1GB"}
# Urges, below which no ratio is shown.
FEWEST_URGES = 20
# The layout of the columns: another one begins another folder.
LAYOUT = 1
DAYS = pa.schema([("day", pa.date32()), ("nth", pa.int32())])


class State(StrEnum):
    """Whether a number is shown, or only k and n beside “too few to say”."""

    SHOWN = "shown"
    FEW = "few"


@dataclass(frozen=True)
class Finding:
    """What a measure says of a unit. Shares lie between 0 and 1; medians are in working days.

    `low` and `high` are the interval of a share (95 %) or ratio (99 %). Between the ends of the band a unit
    lies by chance; beyond `band_high` it is marked. Whatever cannot be said is empty.
    """

    measure: Measure
    unit: int
    k: int
    n: int
    left_out: int
    state: State
    value: float | None = None
    low: float | None = None
    high: float | None = None
    band_low: float | None = None
    band_high: float | None = None
    marked: bool = False


@dataclass(frozen=True)
class Told:
    """What one measure says, and the facts that it counts.

    A row of `facts` is one thing (unit, case, event, day, of a median its value): a hit is one of k, no hit
    one of n, empty was left out.
    """

    measure: Measure
    findings: list[Finding]
    facts: pa.Table


def brought_forward() -> Position:
    """Read what was sealed since into the extract; how far it has come."""
    extract.extend(folder())
    with extract.reading(folder()) as files:
        return extract.position(files)


def extracted() -> str:
    """How far the extract has come, as a position of the record."""
    with extract.reading(folder()) as files:
        return str(extract.position(files))


def told(last: date, until: Position | None = None) -> list[Told]:
    """All measures of all units in the window that ends with a day, from the record up to a position."""
    with _ground(last, until) as (connection, ground):
        return measured(connection, ground)


def folder() -> Path:
    """Where the extract lies."""
    return Path(settings.DATA_DIR) / "conduct" / f"extract-{LAYOUT}"


def connect() -> Any:
    """An empty database in this process's memory."""
    return ibis.duckdb.connect(**MACHINE)


def measured(connection: Any, ground: Ground) -> list[Told]:
    """All measures of all units on some cleared ground: while one is counted, the next is composed."""
    with ThreadPoolExecutor(1) as aside:
        return [_told(connection, each) for each in aside.map(lambda each: _composed(each, ground), MEASURES)]


def opened(connection: Any, files: Sequence[Path]) -> Table:
    """The rows of these files as the table `log`, whose columns are known."""
    if files:
        names = ", ".join("'{}'".format(str(path).replace("'", "''")) for path in files)
        connection.raw_sql(f"CREATE OR REPLACE VIEW log AS SELECT * FROM read_parquet([{names}])")  # noqa: S608
    else:
        connection.con.register("log", SCHEMA.empty_table())
    return ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name="log")


def cleared(connection: Any, ground: Ground) -> Ground:
    """The same ground with its rows picked out once, instead of by each measure, and its days at hand."""
    picked = ibis.to_sql(ground.rows, dialect="duckdb")
    connection.raw_sql(f"CREATE OR REPLACE TEMP TABLE picked AS {picked}")
    connection.con.register("days", connection.to_pyarrow(ground.days))
    tables = {"log": (ground.log, "picked"), "days": (ground.days, "days")}
    named = {field: ibis.table(table.schema(), name=name) for field, (table, name) in tables.items()}
    return replace(ground, **named, is_cleared=True)


def known(log: Table, until: Position) -> Table:
    """What was known at a position of the record."""
    return log.filter(ibis.or_(*[(_.year == year) & (_.place < size) for year, size in until.sizes]))


@contextmanager
def reading(until: Position | None = None) -> Iterator[tuple[Any, Table]]:
    """A database in this process's memory, and the log as it was known at a position, else all of it."""
    with extract.reading(folder()) as files:
        connection = connect()
        log = opened(connection, files)
        try:
            yield connection, known(log, until) if until is not None and files else log
        finally:
            connection.disconnect()


@contextmanager
def _ground(last: date, until: Position | None) -> Iterator[tuple[Any, Ground]]:
    with reading(until) as (connection, log):
        yield connection, cleared(connection, Ground(log, _days(), last))


def _days() -> Table:
    rows = list(Day.objects.order_by("date").values_list("date", "ordinal"))
    columns = [[row[0] for row in rows], [row[1] for row in rows]]
    return ibis.memtable(pa.table(columns, schema=DAYS))


@dataclass(frozen=True)
class Question:
    """An expression as DuckDB is asked it, and the columns of the answer."""

    sql: str
    schema: pa.Schema

    @classmethod
    def of(cls, expression: Table) -> "Question":
        return cls(ibis.to_sql(expression, dialect="duckdb", pretty=False), expression.schema().to_pyarrow())

    def ask(self, connection: Any) -> pa.Table:
        return connection.con.sql(self.sql).to_arrow_table().cast(self.schema)


@dataclass(frozen=True)
class Composed:
    """What is asked for one measure: its facts, how they are counted, of a ratio the time between urges."""

    measure: Measure
    facts: Question
    counts: Question
    spans: Question | None


def _composed(measure: Measure, ground: Ground) -> Composed:
    facts = measure.facts(ground).filter(_.unit.notnull()).order_by("unit", "day", "event")
    spans = Question.of(measure.times(ground)) if measure.times else None
    return Composed(measure, Question.of(facts), _counts(measure.kind, facts.schema()), spans)


@cache
def _counts(kind: Kind, schema: ibis.Schema) -> Question:
    """How the facts of a measure are counted: the same for all of its kind."""
    return Question.of(_counted(kind, ibis.table(schema, name="facts")))


def _told(connection: Any, asked: Composed) -> Told:
    """One measure: its facts are found once, and then counted."""
    measure, found = asked.measure, asked.facts.ask(connection)
    connection.con.register("facts", found)
    rows = asked.counts.ask(connection).to_pylist()
    spans = {row["unit"]: row for row in asked.spans.ask(connection).to_pylist()} if asked.spans else {}
    held = bands(_shares(rows, found)) if measure.kind == Kind.SHARE else {}
    findings = [_finding(measure, row, held.get(row["unit"]), spans.get(row["unit"])) for row in rows]
    return Told(measure, findings, found)


def _shares(rows: Sequence[Mapping[str, Any]], facts: pa.Table) -> dict[int, Share]:
    """K of n by unit, with how far what is counted hangs together."""
    whole = facts.filter(pc.is_valid(facts["hit"]))
    days = pc.cast(whole["day"], pa.int32())
    spread = spreads(*(each.to_numpy() for each in (whole["unit"], whole["hit"], whole["case"], days)))
    return {row["unit"]: Share(row["k"], row["n"], spread.get(row["unit"], 1.0)) for row in rows}


def counted(measure: Measure, ground: Ground) -> Table:
    """Of each unit k, n, how many were left out, and the median where there is one."""
    return _counted(measure.kind, measure.facts(ground).filter(_.unit.notnull()))


def _counted(kind: Kind, facts: Table) -> Table:
    median = {"value": _.value.median()} if kind == Kind.MEDIAN else {}
    counts = {"k": _.hit.sum().fill_null(0), "n": _.hit.count(), "left_out": _.hit.isnull().sum()}
    return facts.group_by("unit").agg(**counts, **median).order_by("unit")


def _finding(
    measure: Measure, row: dict[str, Any], band: Bands | None, spans: dict[str, Any] | None
) -> Finding:
    fewest = FEWEST_URGES if measure.kind == Kind.RATIO else FEWEST
    counts: dict[str, Any] = {name: int(row[name]) for name in ("unit", "k", "n", "left_out")}
    if row["n"] < fewest:
        return Finding(measure, state=State.FEW, **counts)
    if measure.kind == Kind.MEDIAN:
        return Finding(measure, state=State.SHOWN, value=row["value"], **counts)
    if measure.kind == Kind.RATIO:
        return Finding(measure, **_ratio(spans), **counts)
    share = row["k"] / row["n"]
    inside = wilson(row["k"], row["n"])
    ends: dict[str, Any] = {"low": inside.low, "high": inside.high}
    if band:
        ends |= {"band_low": band.low, "band_high": band.high}
    is_marked = band is not None and band.is_above
    return Finding(measure, state=State.SHOWN, value=share, marked=is_marked, **ends, **counts)


def _ratio(spans: dict[str, Any] | None) -> dict[str, Any]:
    """The ratio of a unit's rates, or too few where it was never free of urges, or never urged."""
    if spans is None or not (spans["days_pushed"] > 0 and spans["days_calm"] > 0):
        return {"state": State.FEW}
    ratio = rate_ratio(spans["pushed"], spans["days_pushed"], spans["calm"], spans["days_calm"])
    return {"state": State.SHOWN, "value": ratio.value, "low": ratio.low, "high": ratio.high}
