"""推 pass on: matters that change hands, and what that costs."""

import ibis
from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.arguing import rulings
from bihuan.conduct.rules.measures.ground import Ground, as_hit, following, left_out


def objected_after_signing(ground: Ground) -> Table:
    """Matters objected to after the unit had signed for them ÷ matters signed as lead.

    The loop lets a lead go only by a ruling, so this is how a unit tries to pass on what it has taken. Left
    out is what a ruling found right, and what is pending.
    """
    signed = ground.signed().filter(ground.within(_.day))
    signed = signed.group_by("unit", "case").agg(event=_.event.min(), day=_.day.min())
    made = rulings(ground).select("unit", "case", "word", made="event")
    later = signed.inner_join(made, ["unit", "case"]).filter(_.made > _.event)
    refused = ibis.ifelse(_.word == "refused", _.made, ibis.null("int64"))
    said = later.group_by("unit", "case").agg(refused=refused.min(), made=_.made.min())
    joined = signed.left_join(said, ["unit", "case"])
    hit = ibis.cases(
        (joined.refused.notnull(), ibis.literal(1, "int64")),
        (joined.made.notnull(), ibis.null("int64")),
        else_=ibis.literal(0, "int64"),
    )
    event = joined.refused.coalesce(joined.made, joined.event)
    return joined.select("unit", "case", "day", event=event, hit=hit)


def _handed_on(ground: Ground) -> Table:
    """Rulings that took a matter off the unit: unit, case, event, day, `other`."""
    gone = rulings(ground).filter(_.word == "granted")
    return gone.select("unit", "case", "other", event="ruling", day="ruled")


def came_back(ground: Ground) -> Table:
    """Matters that came back to the unit ÷ matters whose lead it had left; withdrawn ones are left out."""
    gone = _handed_on(ground)
    first = gone.filter(ground.within(_.day))
    first = first.group_by("unit", "case").agg(event=_.event.min(), day=_.day.min())
    back = gone.group_by(unit="other", case="case").agg(back=_.event.max())
    joined = first.left_join(back, ["unit", "case"])
    facts = joined.select("unit", "case", "event", "day", hit=as_hit(joined.back > joined.event))
    return left_out(facts, ground.withdrawn(), "case")


def hand_over_days(ground: Ground) -> Table:
    """Working days from a ruling that took a matter off the unit to the next signature, by whichever unit."""
    columns = ("case", "event", "year", "place", "day")
    ruled = ground.events("rule").select(*columns, signed=ibis.null("date"))
    signed = ground.signed().select(*columns, signed="day")
    acts = ibis.union(ruled, signed)
    acts = acts.mutate(signed=following(_.signed, "case")).select(ruling="event", signed="signed")
    gone = _handed_on(ground).filter(ground.within(_.day))
    joined = gone.left_join(acts, gone.event == acts.ruling).select(*gone.columns, "signed")
    joined = ground.numbered(joined, begin="day", end="signed")
    hit = ibis.ifelse(_.signed.isnull(), ibis.null("int64"), ibis.literal(1, "int64"))
    facts = joined.select("unit", "case", "event", "day", hit=hit, value=(_.end - _.begin).cast("float64"))
    return left_out(facts, ground.withdrawn(), "case")
