"""糊 muddle: results that do not stand, and reports that say nothing."""

from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.ground import Ground, as_hit, left_out, steps


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
