"""扯 argue: objections to matters, and what became of them."""

import ibis
from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.ground import Ground, as_hit, steps


def rulings(ground: Ground) -> Table:
    """Objections that heads of units have made, each with the ruling on it, empty while it is pending.

    Columns: unit, case, event and day of the objection, `ruling` and `ruled` of the event that decided it,
    its `word`, and the `other` unit that leads from then on.
    """
    acts = ground.events("dispute", "rule")
    then = {name: acts[name].lead().over(steps("case")) for name in ("activity", "event", "day")}
    acts = acts.mutate(next=then["activity"], ruling=then["event"], ruled=then["day"])
    made = acts.filter(_.activity == "item.dispute", _.unit.notnull())
    made = made.mutate(
        ruling=ibis.ifelse(made.next == "item.rule", made.ruling, ibis.null("int64")),
        ruled=ibis.ifelse(made.next == "item.rule", made.ruled, ibis.null("date")),
    ).select("unit", "case", "event", "day", "ruling", "ruled")
    decided = ground.parts("ownershipdispute").filter(_.activity == "item.rule")
    decided = decided.select(decided_by="event", word="word", other="other")
    joined = made.left_join(decided, made.ruling == decided.decided_by)
    return joined.select(*made.columns, "word", "other")


def disputes_raised(ground: Ground) -> Table:
    """Matters objected to ÷ matters handed to the unit as lead, in the window of the hand-over."""
    handed = ground.handed().filter(ground.within(_.day))
    handed = handed.group_by("unit", "case").agg(event=_.event.min(), day=_.day.min())
    made = rulings(ground).group_by("unit", "case").agg(made=_.event.max())
    joined = handed.left_join(made, ["unit", "case"])
    is_made = as_hit(joined.made > joined.event)
    event = ibis.ifelse(is_made == 1, joined.made, joined.event)
    return joined.select("unit", "case", "day", event=event, hit=is_made)


def disputes_lost(ground: Ground) -> Table:
    """Rulings that leave the matter with the unit ÷ rulings on the unit's objections; pending: left out."""
    found = rulings(ground)
    hit = ibis.ifelse(found.word.isnull(), ibis.null("int64"), as_hit(found.word == "refused"))
    facts = found.select(
        "unit", "case", event=found.ruling.coalesce(found.event), day=found.ruled.coalesce(found.day), hit=hit
    )
    return facts.filter(ground.within(_.day))
