"""The process view for one reader: what the extract says of the matters of some days, told by lines.

The office, auditors and leaders see the city, heads and contacts the matters of their units. Every line opens
into its matters; of those that the reader may not open he learns the number alone, and no small one.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

import ibis
import pyarrow as pa
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ibis.expr.types import Table

from bihuan.conduct.queries import engine
from bihuan.conduct.rules import process as rules
from bihuan.conduct.rules.extract import SCHEMA
from bihuan.conduct.rules.process import VIEWS
from bihuan.journal.state import State
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import MONTHS, Period, month_of, months_to, name_of, named
from bihuan.kernel.suppression import hidden
from bihuan.people.models import Person, Role, Unit
from bihuan.supervision.models import SupervisionItem

CASES = pa.schema([("case", pa.int64())])
PAGE = 50
UNTIL = 'SELECT max("at") AS until FROM log'
FORMULAS: dict[str, Any] = {
    "all": gettext_lazy("Matters that were first dispatched in these months"),
    "ways": gettext_lazy(
        "Matters whose steps were these, in this order; a step taken again at once counts once"
    ),
    "steps": gettext_lazy("Matters that took this step"),
    "follows": gettext_lazy("Matters in which the second step came next after the first, at least once"),
    "rework": gettext_lazy("Matters in which this step was taken more than once"),
    "hands": gettext_lazy(
        "Matters in which the next act of a unit after one of the first was one of the second"
    ),
    "pairs": gettext_lazy(
        "Matters that went from one of the two units to the other and from there straight back"
    ),
    "owed": gettext_lazy(
        "Matters that reached a later link; for looking back, those whose day for it has come"
    ),
    "skipped": gettext_lazy("Of these: matters that have not had the link"),
    "waits": gettext_lazy("Matters that waited there at all"),
    "closed": gettext_lazy("Matters that were closed, counted from the first dispatch to the last closing"),
}


@dataclass(frozen=True)
class Asked:
    """Which matters are meant: dispatched first in these months; one unit's, or all."""

    period: Period
    unit: int | None = None

    @property
    def words(self) -> dict[str, str]:
        """How an address says it."""
        return {"months": name_of(self.period)} | ({"unit": str(self.unit)} if self.unit else {})

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.words)


@dataclass(frozen=True)
class Scope:
    """Who asks for what, on which day."""

    person: Person
    asked: Asked
    today: date


@dataclass(frozen=True)
class Line:
    """One line of a view: its key, how often, in how many matters, the median, sum and 90 % point of days.

    `own` is how many of the matters the reader may open. Where `is_hidden`, the others are too few to be
    told of: then `count` is of his own alone, and nothing else is said.
    """

    scope: Scope
    view: str
    key: Mapping[str, Any]
    cases: int
    own: int
    is_hidden: bool
    times: int | None
    days: float | None = None
    total: float | None = None
    most: float | None = None

    @property
    def said(self) -> dict[str, str]:
        """Its key as an address says it."""
        return {word: str(value) for word, value in self.key.items()}

    @property
    def count(self) -> int:
        return self.own if self.is_hidden else self.cases

    @cached_property
    def figure(self) -> Figure:
        """The number of matters, with the way to them."""
        words = urlencode({"view": self.view} | self.said)
        return Figure(
            name=f"process_{self.view}",
            value=self.count,
            unit=str(_("matters")),
            formula=str(FORMULAS[self.view]),
            as_of=self.scope.today,
            rows=SimpleLazyObject(self.behind),
            measure=len,
            url=f"{reverse('conduct:process_matters')}?{self.scope.asked.query}&{words}",
        )

    def behind(self) -> list[int]:
        """The matters that are counted, by number, the newest first."""
        with _cohort(self.scope) as ground:
            return ground.cases(self.view, self.key, is_own=self.is_hidden)


@dataclass(frozen=True)
class Seen:
    """All views of one reader, by name, and up to which moment of the record they go."""

    views: Mapping[str, list[Line]]
    until: datetime | None


def may_read(person: Person) -> bool:
    """Whether somebody has a process view at all."""
    return sees_whole(person) or bool(person.access.units)


def sees_whole(person: Person) -> bool:
    """Whether somebody sees the way of all matters of the city."""
    return person.access.sees_city or person.access.has(Role.LEADER)


def may_export(person: Person) -> bool:
    """Whether somebody may take the record of all matters away: the office and auditors."""
    return person.access.has(Role.SUPERVISOR, Role.AUDITOR)


def scope_of(person: Person, months: str, unit: str, today: date) -> Scope:
    """What an address asks for; without a word twelve months.

    Raises Denied for other units' matters, Invalid for what makes no sense.
    """
    if not may_read(person):
        raise Denied(_("How matters go is shown to the office, auditors, leaders, and units of their own."))
    try:
        period = named(months) if months else last_months(today, MONTHS)
        number = int(unit) if unit else None
    except ValueError as error:
        raise Invalid(_("Name whole months, as in 2026-01.2026-06, and a unit by its number.")) from error
    if number is not None and not Unit.objects.visible_to(person).filter(pk=number).exists():
        raise Invalid(_("There is no such unit."))
    if number is not None and not sees_whole(person) and number not in person.access.units:
        raise Denied(_("You see how the matters of your own unit go."))
    return Scope(person, Asked(period, number), today)


def last_months(today: date, count: int) -> Period:
    """So many whole months that end with this one."""
    return Period(months_to(today, count)[0].first, month_of(today).last)


def seen(scope: Scope) -> Seen:
    """All views of what was asked for, counted once while neither the record nor the extract moves on."""
    said = ("process", scope.asked, scope.today, engine.extracted())
    views, until = State().kept(said, lambda: _counted(scope), scope.person)
    return Seen({name: [Line(scope, name, **row) for row in views[name]] for name in VIEWS}, until)


def _counted(scope: Scope) -> tuple[dict[str, list[dict[str, Any]]], datetime | None]:
    with _cohort(scope) as ground:
        views = {name: ground.told(name) for name in VIEWS}
        (row,) = ground.read(UNTIL)
    return views, row["until"]


@dataclass(frozen=True)
class Opened:
    """The matters behind one line that the reader may open, a page of them; `others` he may not, if told.

    Without a line nothing went this way, or nothing that he may be told of.
    """

    line: Line | None
    items: list[SupervisionItem]
    after: str
    others: int | None


def opened(scope: Scope, view: str, key: Mapping[str, str], after: int | None = None) -> Opened:
    """The matters behind a line, the newest first, from below a number."""
    with _cohort(scope) as ground:
        line = next((each for each in ground.lines(view) if each.said == key), None)
        if line is None:
            return Opened(None, [], "", 0)
        cases = ground.cases(view, line.key, is_own=True)
    page = [case for case in cases if after is None or case < after][: PAGE + 1]
    rows = SupervisionItem.objects.visible_to(scope.person).filter(pk__in=page[:PAGE]).order_by("-pk")
    more = str(page[PAGE - 1]) if len(page) > PAGE else ""
    return Opened(line, list(rows), more, None if line.is_hidden else line.cases - line.own)


@dataclass(frozen=True)
class _Ground:
    """The matters asked for, as tables in a database of this process's memory.

    `cohort` are their rows; where the reader may not open all of them, `own` are those that he may.
    """

    connection: Any
    scope: Scope
    has_own: bool

    def read(self, sql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.connection.con.sql(sql).to_arrow_table().to_pylist()
        return found

    def lines(self, name: str) -> list[Line]:
        """The lines of one view."""
        return [Line(self.scope, name, **row) for row in self.told(name)]

    def told(self, name: str) -> list[dict[str, Any]]:
        """What its lines say. One of which nothing at all may be told is left out."""
        keys = VIEWS[name].keys
        rows = [row for row in self.read(_tallied(name, self.scope.today)) if row["cases"]]
        own = {_key(row, keys): row["cases"] for row in rows}
        if self.has_own:
            told = self.read(_tallied(name, self.scope.today, is_own=True))
            own = dict.fromkeys(own, 0) | {_key(row, keys): row["cases"] for row in told}
        withheld = hidden([row["cases"] - own[_key(row, keys)] for row in rows])
        lines = [
            _line(row, keys, own[_key(row, keys)], is_hidden=place in withheld)
            for place, row in enumerate(rows)
        ]
        return sorted((line for line in lines if _count(line)), key=lambda line: -_count(line))

    def cases(self, name: str, key: Mapping[str, Any], *, is_own: bool) -> list[int]:
        """The matters behind a line, the newest first: all, or those that the reader may open."""
        facts = _facts(name, self.scope.today, is_own=is_own and self.has_own)
        sql = ibis.to_sql(rules.cases_of(facts, key), dialect="duckdb")
        return [row["case"] for row in self.read(sql)]


def _facts(name: str, today: date, *, is_own: bool) -> Table:
    """The facts of a view, as an expression over the tables of the ground."""
    ground = rules.Ground(_table("cohort"), _table("acts"), _table("steps"), today)
    facts = VIEWS[name].facts(ground)
    return facts.semi_join(_table("own"), "case") if is_own else facts


def _table(name: str) -> Table:
    """A table of the ground before there is one, by its name and columns."""
    columns = {"own": lambda: CASES, "steps": lambda: rules.steps(_table("acts")).schema().to_pyarrow()}
    return ibis.table(ibis.Schema.from_pyarrow(columns.get(name, lambda: SCHEMA)()), name=name)


@lru_cache(maxsize=64)
def _tallied(name: str, today: date, *, is_own: bool = False) -> str:
    """The question for a view's lines in SQL. To put it takes longer than to answer it."""
    facts = _facts(name, today, is_own=is_own)
    return str(ibis.to_sql(rules.tally(facts, VIEWS[name].keys), dialect="duckdb"))


@contextmanager
def taken(scope: Scope) -> Iterator[tuple[Any, Table]]:
    """The record of the matters asked for, to take away. Raises Denied unless by the office or auditors."""
    if not may_export(scope.person):
        raise Denied(_("The record of how matters went is taken away by the office and auditors."))
    with engine.reading() as (connection, log):
        period = scope.asked.period
        yield connection, rules.cohort(log, period.first, period.last, scope.asked.unit)


@contextmanager
def _cohort(scope: Scope) -> Iterator[_Ground]:
    person, asked = scope.person, scope.asked
    with engine.reading() as (connection, _log):
        has_own = not person.access.sees_city
        if has_own:
            cases = SupervisionItem.objects.visible_to(person).order_by().values_list("pk", flat=True)
            connection.con.register("own", pa.table([list(cases)], schema=CASES))
        is_narrow = not sees_whole(person)
        for table, sql in _made(asked.period.first, asked.period.last, asked.unit, is_narrow=is_narrow):
            connection.raw_sql(f"CREATE TEMP TABLE {table} AS {sql}")
        yield _Ground(connection, scope, has_own and not is_narrow)


@lru_cache(maxsize=64)
def _made(first: date, last: date, unit: int | None, *, is_narrow: bool) -> list[tuple[str, str]]:
    """The tables of the ground in SQL: rows of the matters asked for, or of the reader's own among them."""
    log = _table("log").semi_join(_table("own"), "case") if is_narrow else _table("log")
    acts = _table("acts")
    made = {
        "cohort": rules.cohort(log, first, last, unit),
        "acts": rules.acts(_table("cohort")),
        "steps": rules.steps(acts),
    }
    return [(name, str(ibis.to_sql(table, dialect="duckdb"))) for name, table in made.items()]


def _line(row: dict[str, Any], keys: Sequence[str], own: int, *, is_hidden: bool) -> dict[str, Any]:
    """What a line says, of what was counted for it."""
    key = {word: row.pop(word) for word in keys}
    # DuckDB adds whole numbers up to larger ones than it hands over as such.
    row = {"cases": row["cases"], "times": None} if is_hidden else row | {"times": int(row["times"])}
    return {"key": key, "own": own, "is_hidden": is_hidden, **row}


def _count(line: Mapping[str, Any]) -> int:
    return int(line["own"] if line["is_hidden"] else line["cases"])


def _key(row: Mapping[str, Any], keys: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[word] for word in keys)
