"""糊 muddle: results that do not stand, and reports that say nothing."""

import ibis
from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.ground import Ground, as_hit, left_out, steps

# Per cent of likeness from which a report is a copy of an earlier one.
COPY = 90


def sent_back(ground: Ground) -> Table:
    """Results sent back ÷ results handed in, in the window of the day they were handed in.

    A result is sent back when the office's next act of the two is to send back. One whose mark an appeal
    has struck out is left out.
    """
    acts = ground.events("submit", "send_back")
    acts = acts.mutate(after=_.activity.lead().over(steps("case")), then=_.event.lead().over(steps("case")))
    given = acts.filter(_.activity == "item.submit", _.unit.notnull(), ground.within(_.day))
    facts = given.select("unit", "case", "event", "day", "then", hit=as_hit(_.after == "item.send_back"))
    return left_out(facts, ground.struck("returned").select(then="event"), "then").drop("then")


def found_false(ground: Ground) -> Table:
    """Checks, look-backs and answers of those affected that say no ÷ all of them, of the unit's results."""
    looks = ground.results("verification").filter(_.word != "", ground.within(_.day))
    facts = looks.select("unit", "case", "event", "day", hit=as_hit(_.word == "false"))
    return left_out(facts, ground.struck("found_false", "relapsed"), "event")


def empty_reports(ground: Ground) -> Table:
    """Reports that say that nothing has changed, or copy an earlier one ÷ all after a matter's first."""
    told = ground.parts("report").filter(_.word.isin(["progress", "final"]), _.unit.notnull())
    told = told.mutate(before=ibis.row_number().over(steps("case", "unit")))
    again = told.filter(_.before > 0, ground.within(_.day))
    is_empty = _.same.fill_null(False) | (_.alike.fill_null(0) >= COPY)
    return again.select("unit", "case", "event", "day", hit=as_hit(is_empty))
