"""拖 delay: what comes after its date, or never. Both clocks of a matter are counted apart."""

import ibis
from ibis import _
from ibis.expr.types import Table, Value

from bihuan.conduct.rules.measures.ground import Ground, as_hit, carried, left_out, steps

KEYS = ("unit", "case", "due")


def late_reports(ground: Ground) -> Table:
    """Report dates missed ÷ report dates passed: answered late, or passed and not answered at all.

    One date of one unit in one matter counts once, in the window of its own day, so that never reporting
    is no way of never reporting late. A date whose mark an appeal has struck out is left out.
    """
    told = ground.parts("report").filter(_.due.notnull(), _.word.isin(["progress", "final"]))
    facts = _by_date(ground, told, ground.events("report_overdue"))
    struck = told.semi_join(ground.struck("late_report"), "event")
    return left_out(facts, struck, *KEYS).drop("due")


def silent_inputs(ground: Ground) -> Table:
    """Inputs not given by their day ÷ inputs due to leads. What an extension has moved on is left out."""
    told = ground.parts("report").filter(_.due.notnull(), _.word == "input")
    facts = _by_date(ground, told, ground.events("input_overdue"))
    moved = _moved(ground.parts("assignment").filter(_.due.notnull()), "due", "part_id")
    return left_out(facts, moved, "case", "due").drop("due")


def _by_date(ground: Ground, told: Table, passed: Table) -> Table:
    """Each date of a unit in a matter once, in the window of its own day."""
    dates = ibis.union(
        told.select(*KEYS, "event", hit=as_hit(_.late > 0)),
        passed.select(*KEYS, "event", hit=ibis.literal(1, "int64")),
    )
    asked = dates.filter(_.unit.notnull(), ground.within(_.due))
    found = asked.group_by(*KEYS).agg(event=_.event.min(), hit=_.hit.max())
    return found.mutate(day=_.due)


def _moved(rows: Table, column: str, *keys: str) -> Table:
    """The dates (`case`, `due`) in whose place an extension or an appeal has put a later one."""
    then = rows.mutate(before=rows[column].lag().over(steps(*keys)))
    by = then.activity.isin(["item.decide_extension", "item.decide_appeal"])
    return then.filter(by & (then.before < then[column])).select("case", due="before").distinct()


def late_finishes(ground: Ground) -> Table:
    """Matters finished after the date in force, or open past it ÷ all of them and those finished in time.

    A missed date counts in the window of the date, one that was kept in that of the day when the result was
    handed in. Left out are dates that an extension has moved on, and marks struck out.
    """
    told = ground.rows.filter(_.part == "")
    dates = told.filter(_.finish.notnull())
    acts = told.filter(_.finish.notnull() | _.activity.isin(["item.submit", "item.conclude"]))
    acts = acts.mutate(unit=ibis.ifelse(acts.activity == "item.submit", acts.unit, ibis.null("int64")))
    acts = carried(acts, ("case",), "finish", "unit")
    ended = acts.filter(_.activity == "item.conclude", _.finish.notnull(), _.done.notnull())
    ended = ended.select("unit", "case", "event", "done", due="finish")
    passed = ground.events("finish_overdue").select("unit", "case", "event", "due", done=ibis.null("date"))
    both = ibis.union(ended.select(*passed.columns), passed)
    both = both.mutate(hit=_is_late(both.done, both.due)).filter(_.unit.notnull())
    found = both.group_by(*KEYS).agg(event=_.event.min(), hit=_.hit.max(), done=_.done.max())
    facts = found.mutate(day=ibis.ifelse(found.hit == 1, found.due, found.done)).filter(ground.within(_.day))
    struck = ended.semi_join(ground.struck("late_finish"), "event").select("case", "due")
    gone = ibis.union(struck, _moved(dates, "finish", "case"))
    return left_out(facts, gone, "case", "due").select("unit", "case", "event", "day", "hit")


def _is_late(done: Value, due: Value) -> Value:
    """Handed in after its date, or not at all."""
    return as_hit(done.isnull() | (done > due))


def extended(ground: Ground) -> Table:
    """Matters with a granted extension ÷ matters led, in the window of the first finish date handed over.

    By that day it is known whether there was one. Withdrawn matters are left out.
    """
    first = _.finish.argmin(_.event)
    handed = ground.handed().filter(_.finish.notnull())
    handed = handed.group_by("unit", "case").agg(handed=_.event.min(), day=first).filter(ground.within(_.day))
    asked = ground.parts("extensionrequest").filter(_.activity == "item.request_extension")
    granted = ground.parts("extensionrequest").filter(_.word == "granted").select("part_id")
    asked = asked.semi_join(granted, "part_id").group_by("unit", "case").agg(asked=_.event.min())
    joined = handed.left_join(asked, ["unit", "case"])
    event = joined.asked.coalesce(joined.handed)
    facts = joined.select("unit", "case", "day", event=event, hit=as_hit(joined.asked.notnull()))
    return left_out(facts, ground.withdrawn(), "case")
