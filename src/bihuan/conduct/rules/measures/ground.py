"""What is counted from: the extract, the working days, and a window that ends with a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import ibis
from ibis import _
from ibis.expr.types import Table, Value

WINDOW = timedelta(days=90)
# The unit has signed and the result has not come in, or has come back.
WORKING = ("accepted", "in_progress", "extending", "returned")
WITHDRAWN = ("merged", "cancelled")
# More than a year has events: a year's number times this and a place order all of them.
YEAR = 10**12
BY_PLACE = ("year", "place")


@dataclass(frozen=True)
class Ground:
    """The rows of the extract (`log`), each day with its number among the working days (`days`: day, nth).

    Only matters that have a date in the window or after it are read. What was taken back within seconds has
    not happened: neither it nor its taking back is read. Once that is done the ground `is_cleared`.
    """

    log: Table
    days: Table
    last: date
    is_cleared: bool = False

    @cached_property
    def rows(self) -> Table:
        if self.is_cleared:
            return self.log
        first = ibis.literal(self.last - WINDOW)
        dates = (_.day, _.due, _.finish, _.report, _.sign)
        live = self.log.filter(ibis.or_(*[each > first for each in dates])).select("case").distinct()
        back = self.log.filter(_.activity == "item.take_back", _.part == "").select("case", "version")
        undone = back.union(back.mutate(version=(_.version - 1).cast("int32")), distinct=True)
        return self.log.semi_join(live, "case").anti_join(undone, ["case", "version"])

    def events(self, *verbs: str) -> Table:
        """Events of some verbs, one row each."""
        return self.rows.filter(_.part == "", _.activity.isin([f"item.{verb}" for verb in verbs]))

    def parts(self, *kinds: str) -> Table:
        """Parts of some kinds that events have changed, one row each."""
        return self.rows.filter(_.part.isin(kinds))

    def within(self, day: Value) -> Value:
        """Whether a day lies in the window."""
        return (day > ibis.literal(self.last - WINDOW)) & (day <= ibis.literal(self.last))

    def struck(self, *words: str) -> Table:
        """The events (`event`) that set a mark of these kinds which an appeal has struck out."""
        marks = self.parts("mark").filter(_.counts.notnull())
        last = marks.group_by("part_id").agg(counts=_.counts.argmax(_.year * YEAR + _.place))
        struck = last.filter(~_.counts).select("part_id")
        return marks.filter(_.word.isin(words)).semi_join(struck, "part_id").select("event").distinct()

    def withdrawn(self) -> Table:
        """The matters (`case`) that were merged into another one or cancelled."""
        return self.rows.filter(_.part == "", _.state.isin(WITHDRAWN)).select("case").distinct()

    def signed(self) -> Table:
        """Signatures by which a matter went to work, each by the unit that leads it (`unit`)."""
        return self.events("acknowledge").filter(_.state == "accepted", _.unit.notnull())

    def handed(self) -> Table:
        """Hand-overs to lead units, with the finish date then in force: unit, case, event, day, finish."""
        told = self.rows.filter((_.part == "assignment") | (_.part == "") & _.finish.notnull())
        parts = carried(told, ("case",), "finish").filter(_.part == "assignment")
        parts = carried(parts, ("part_id",), "unit", "leads")
        put = parts.filter(_.word == "dispatched", _.leads, _.unit.notnull())
        return put.select("unit", "case", "event", "day", "finish")

    def results(self, *kinds: str) -> Table:
        """Parts of some kinds, each with the unit that had handed in the result which they are about."""
        told = self.rows.filter(_.part.isin(kinds) | (_.part == "") & (_.activity == "item.submit"))
        return carried(told, ("case",), "unit").filter(_.part.isin(kinds), _.unit.notnull())

    def numbered(self, table: Table, **days: str) -> Table:
        """A table with the numbers, among the working days, of some of its days."""
        for name, day in days.items():
            known = self.days.select(**{f"day_of_{name}": "day", name: "nth"})
            table = table.left_join(known, [(day, f"day_of_{name}")]).drop(f"day_of_{name}")
        return table


def steps(*keys: str, **more: Any) -> Any:
    """The window over rows of equal keys, in the order of the record."""
    return ibis.window(group_by=list(keys), order_by=list(BY_PLACE), **more)


def carried(table: Table, keys: tuple[str, ...], *columns: str) -> Table:
    """A table in whose columns the last value that was said holds until another one is said."""
    so_far = steps(*keys, following=0)
    told = table.mutate(**{f"nth_{name}": table[name].count().over(so_far) for name in columns})
    filled = {name: told[name].max().over(ibis.window(group_by=[*keys, f"nth_{name}"])) for name in columns}
    return told.mutate(**filled).drop(*[f"nth_{name}" for name in columns])


def following(value: Value, *keys: str) -> Value:
    """The least of what later rows of equal keys say, and this one: the next, of what grows."""
    back = ibis.window(group_by=list(keys), order_by=[ibis.desc(name) for name in BY_PLACE], following=0)
    return value.min().over(back)


def left_out(facts: Table, rows: Table, *keys: str) -> Table:
    """Facts of which those with these keys are left out: they are no hit, and not counted beside it."""
    gone = rows.select(*keys).distinct().mutate(is_gone=ibis.literal(True))
    joined = facts.left_join(gone, list(keys))
    kept = joined.mutate(hit=ibis.ifelse(joined.is_gone.fill_null(False), ibis.null("int64"), joined.hit))
    return kept.select(*facts.columns)


def as_hit(condition: Value) -> Value:
    """1 where a condition holds, 0 where it does not or is not known."""
    return condition.fill_null(False).cast("int64")
