"""What is counted of each unit, as Ibis expressions over the extract: alike on DuckDB and on Spark.

Each gives one row a unit: `unit`, `k` (what happened), `n` (out of how many).
"""

from datetime import date, timedelta

import ibis
from ibis import _
from ibis.expr.types import Table

WINDOW = timedelta(days=90)


def late_reports(log: Table, last: date) -> Table:
    """Report dates missed ÷ report dates passed: answered late, or passed and not answered at all.

    One date of one unit in one matter counts once, in the window of its own day, so that never reporting
    is no way of never reporting late. A date whose mark an appeal has struck out is left out.
    """
    marks = log.filter(_.part == "mark", _.word == "late_report").select("event", "part_id")
    answers = log.filter(_.part == "report", _.due.notnull(), _.word.isin(["progress", "final"]))
    passed = log.filter(_.activity == "item.report_overdue", _.part == "")
    struck = answers.semi_join(marks.semi_join(_struck(log), "part_id"), "event")
    dates = ibis.union(
        answers.select("case", "unit", "due", hit=_.late.fill_null(0) > 0),
        passed.select("case", "unit", "due", hit=ibis.literal(True)),
    )
    dates = dates.filter(_.unit.notnull(), *_within(_.due, last)).anti_join(
        struck.select("case", "unit", "due"), ["case", "unit", "due"]
    )
    return _share(dates.group_by("case", "unit", "due").agg(hit=_.hit.cast("int64").max()))


def sent_back(log: Table, last: date) -> Table:
    """Results sent back ÷ results handed in, in the window of the day they were handed in.

    A result is sent back when the office's next act of the two is to send back. One whose mark an appeal
    has struck out is left out.
    """
    acts = log.filter(_.part == "", _.activity.isin(["item.submit", "item.send_back"]))
    marks = log.filter(_.part == "mark", _.word == "returned").select("event", "part_id")
    struck = marks.semi_join(_struck(log), "part_id").select("event")
    steps = ibis.window(group_by="case", order_by=["year", "place"])
    acts = acts.mutate(after=_.activity.lead().over(steps), then=_.event.lead().over(steps))
    given = acts.filter(_.activity == "item.submit", _.unit.notnull(), *_within(_.day, last))
    given = given.anti_join(struck, given.then == struck.event)
    return _share(given.select("unit", hit=(_.after == "item.send_back").fill_null(False).cast("int64")))


def _struck(log: Table) -> Table:
    """Marks that an appeal has struck out: the last word about them is that they do not count."""
    marks = log.filter(_.part == "mark", _.counts.notnull())
    steps = ibis.window(group_by="part_id", order_by=[ibis.desc("year"), ibis.desc("place")])
    last = marks.mutate(back=ibis.row_number().over(steps)).filter(_.back == 0)
    return last.filter(~_.counts).select("part_id")


def _within(day: ibis.Value, last: date) -> list[ibis.Value]:
    return [day > ibis.literal(last - WINDOW), day <= ibis.literal(last)]


def _share(facts: Table) -> Table:
    return facts.group_by("unit").agg(k=_.hit.sum(), n=_.count()).order_by("unit")
