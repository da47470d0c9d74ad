"""Loop gaps: links of the loop that a matter skipped, one count for each."""

import ibis
from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.ground import Ground, as_hit, carried, left_out, steps


def not_signed(ground: Ground) -> Table:
    """Parts never signed for ÷ parts whose date for it has passed. Released or withdrawn: left out."""
    parts = carried(ground.parts("assignment"), ("part_id",), "unit")
    parts = parts.filter(_.sign.notnull() | _.word.isin(["accepted", "released"]))
    parts = parts.mutate(then=_.word.lead().over(steps("part_id")), next=_.sign.lead().over(steps("part_id")))
    put = parts.filter(_.sign.notnull(), _.next.isnull(), _.unit.notnull(), ground.within(_.sign))
    hit = ibis.ifelse(put.then == "released", ibis.null("int64"), as_hit(put.then.isnull()))
    facts = put.select("unit", "case", "event", day="sign", hit=hit)
    return left_out(facts, ground.withdrawn(), "case")


def not_reported(ground: Ground) -> Table:
    """Matters never reported on ÷ matters whose first report date has passed. Withdrawn: left out."""
    signed = ground.signed().filter(_.report.notnull(), ground.within(_.report))
    signed = signed.select("unit", "case", "event", day="report")
    told = ground.parts("report").filter(_.unit.notnull())
    told = told.group_by("unit", "case").agg(told=_.event.max())
    joined = signed.left_join(told, ["unit", "case"])
    hit = as_hit(joined.told.isnull() | (joined.told < joined.event))
    facts = joined.select("unit", "case", "event", "day", hit=hit)
    return left_out(facts, ground.withdrawn(), "case")


def not_checked(ground: Ground) -> Table:
    """Results concluded without anybody's having looked ÷ results concluded."""
    is_event = _.part == ""
    acts = ground.rows.filter(
        (_.part == "verification") | is_event & _.activity.isin(["item.submit", "item.conclude"])
    )
    is_given = (acts.part == "") & (acts.activity == "item.submit")
    is_ended = (acts.part == "") & (acts.activity == "item.conclude")
    so_far = steps("case", following=0)
    acts = acts.mutate(
        result=is_given.cast("int64").sum().over(so_far),
        giver=ibis.ifelse(is_given, acts.unit, ibis.null("int64")),
        ended=ibis.ifelse(is_ended, acts.event, ibis.null("int64")),
        ended_on=ibis.ifelse(is_ended, acts.day, ibis.null("date")),
        looks=as_hit(acts.part == "verification"),
    )
    ends = {"event": _.ended.max(), "day": _.ended_on.max(), "looks": _.looks.sum()}
    found = acts.group_by("case", "result").agg(unit=_.giver.max(), **ends)
    found = found.filter(_.unit.notnull(), _.event.notnull(), ground.within(_.day))
    return found.select("unit", "case", "event", "day", hit=as_hit(found.looks == 0))


def not_looked_back(ground: Ground) -> Table:
    """Closed results that nobody looked back on ÷ those whose day for it has passed."""
    looks = ground.results("lookback")
    done = looks.filter(_.word != "").select("part_id").distinct().mutate(is_done=ibis.literal(True))
    planned = looks.filter(_.due.notnull(), ground.within(_.due))
    joined = planned.left_join(done, "part_id")
    return joined.select("unit", "case", "event", day=joined.due, hit=as_hit(joined.is_done.isnull()))
