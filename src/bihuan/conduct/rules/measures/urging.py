"""不推不动 and 推而慢动: what comes only after an urge, how soon, and whether because of it.

Only urges to the unit that has signed as lead are counted, those of one day as one.
"""

import ibis
from ibis import _
from ibis.expr.types import Table, Value

from bihuan.conduct.rules.measures.ground import WINDOW, WORKING, Ground, as_hit, carried, following, steps

# Working days within which an urge is answered soon, and for which it is held to push.
SOON, PUSHED = 3, 5
# The day of an urge is half over when it comes.
HALF = 0.5
COLUMNS = ("unit", "case", "event", "day", "year", "place")


def _urges(ground: Ground) -> Table:
    is_signed = (_.part == "") & (_.activity == "item.acknowledge") & (_.state == "accepted")
    acts = ground.rows.filter((_.part == "reminder") | is_signed)
    acts = acts.mutate(lead=ibis.ifelse(acts.part == "", acts.unit, ibis.null("int64")))
    put = carried(acts, ("case",), "lead").filter(_.part == "reminder", _.unit == _.lead)
    first = {name: put[name].min() for name in ("event", "year", "place")}
    return put.group_by("unit", "case", "day").agg(**first).select(*COLUMNS)


def _progress(ground: Ground) -> Table:
    """Reports of lead units that say more than that nothing has changed."""
    told = ground.parts("report").filter(_.word.isin(["progress", "final"]), _.unit.notnull())
    return told.filter(~_.same.fill_null(False)).select(*COLUMNS)


def moved_when_urged(ground: Ground) -> Table:
    """Matters whose first progress came after an urge ÷ matters with progress, in the window of the latter.

    An urge before the first report date pushes nobody who is late; it is left aside.
    """
    first = _progress(ground).group_by("unit", "case").agg(event=_.event.min(), day=_.day.min())
    first = first.filter(ground.within(_.day))
    asked = ground.signed().filter(_.report.notnull())
    asked = asked.group_by("unit", "case").agg(asked=_.report.min())
    urges = _urges(ground).left_join(asked, ["unit", "case"]).select("unit", "case", "event", "day", "asked")
    due = urges.filter(_.asked.isnull() | (_.day >= _.asked))
    due = due.group_by("unit", "case").agg(urged=_.event.min())
    joined = first.left_join(due, ["unit", "case"])
    return joined.select("unit", "case", "event", "day", hit=as_hit(joined.urged < joined.event))


def days_to_progress(ground: Ground) -> Table:
    """Working days from an urge to the next progress; a hit within three. What still may be is left out."""
    urges = _urges(ground).mutate(told=ibis.null("date"), is_urge=True)
    told = _progress(ground).mutate(told=_.day, is_urge=False)
    acts = ibis.union(urges, told).mutate(told=following(_.told, "unit", "case"))
    acts = acts.filter(_.is_urge, ground.within(_.day)).mutate(last=ibis.literal(ground.last))
    acts = ground.numbered(acts, begin="day", end="told", now="last")
    is_waiting = acts.told.isnull() & (acts.now - acts.begin <= SOON)
    hit = ibis.ifelse(is_waiting, ibis.null("int64"), as_hit(acts.end - acts.begin <= SOON))
    value = (acts.end - acts.begin).cast("float64")
    return acts.select("unit", "case", "event", "day", hit=hit, value=value)


def urged_response(ground: Ground) -> Table:
    """Urges, of which those are hits that progress followed within five working days, before another urge."""
    acts = _pushes(ground)
    is_waiting = (acts.is_pushed == 0) & (acts.now < acts.begin + PUSHED) & acts.next_day.isnull()
    hit = ibis.ifelse(is_waiting, ibis.null("int64"), acts.is_pushed)
    return acts.select("unit", "case", "event", "day", hit=hit)


def _pushes(ground: Ground) -> Table:
    """Urges of the window with the days for which each pushed: until progress, another urge or the end."""
    urges = _urges(ground).mutate(kind=ibis.literal("urge"), rank=2)
    told = _progress(ground).mutate(kind=ibis.literal("told"), rank=0)
    left = ground.rows.filter(
        _.part == "", _.state != "", _.state.notin(WORKING), _.activity != "item.submit"
    )
    left = left.select(*COLUMNS).mutate(kind=ibis.literal("left"), rank=1)
    acts = ibis.union(urges, told, left)
    order = ibis.window(group_by="case", order_by=["year", "place", "rank"])
    then = {f"next_{name}": acts[name].lead().over(order) for name in ("kind", "day", "unit")}
    acts = acts.mutate(**then).filter(_.kind == "urge", ground.within(_.day))
    acts = acts.mutate(last=ibis.literal(ground.last))
    acts = ground.numbered(acts, begin="day", end="next_day", now="last")
    end = ibis.least(acts.end.coalesce(acts.now), acts.begin + PUSHED, acts.now)
    is_told = (acts.next_kind == "told") & (acts.next_unit == acts.unit) & (acts.end == end)
    return acts.mutate(days=end - acts.begin + HALF, is_pushed=as_hit(is_told))


def response_times(ground: Ground) -> Table:
    """Of each unit its progress and days after urges (pushed), and the others of the same matters (calm)."""
    pushes = _pushes(ground)
    pushed = pushes.group_by("unit").agg(pushed=_.is_pushed.sum(), days_pushed=_.days.sum())
    urged = pushes.select("unit", "case").distinct()
    spans = _spans(ground).semi_join(urged, ["unit", "case"]).group_by("unit").agg(days=_.days.sum())
    told = _progress(ground).filter(ground.within(_.day)).semi_join(urged, ["unit", "case"])
    told = told.group_by("unit").agg(told=_.count())
    joined = pushed.left_join(spans, "unit").select("unit", "pushed", "days_pushed", "days")
    joined = joined.left_join(told, "unit").select("unit", "pushed", "days_pushed", "days", "told")
    calm = ibis.greatest(_.told.fill_null(0) - _.pushed, 0)
    days_calm = ibis.greatest(_.days.fill_null(0) - _.days_pushed, 0)
    return joined.select("unit", "pushed", "days_pushed", calm=calm, days_calm=days_calm)


def _spans(ground: Ground) -> Table:
    """Working days of the window in which a matter lay with its lead unit to be worked on."""
    acts = ground.rows.filter(_.part == "", _.state != "")
    signed = acts.activity == "item.acknowledge"
    acts = acts.mutate(unit=ibis.ifelse(signed, acts.unit, ibis.null("int64")))
    acts = carried(acts, ("case",), "unit").mutate(until=_.day.lead().over(steps("case")))
    acts = acts.filter(_.state.isin(WORKING), _.unit.notnull())
    begin = ibis.greatest(acts.day, ibis.literal(ground.last - WINDOW))
    until = ibis.least(acts.until.coalesce(ibis.literal(ground.last)), ibis.literal(ground.last))
    acts = acts.mutate(begin_day=begin, until_day=until).filter(_.until_day > _.begin_day)
    acts = ground.numbered(acts, begin="begin_day", end="until_day")
    return acts.select("unit", "case", days=_days(acts.begin, acts.end))


def _days(begin: Value, end: Value) -> Value:
    return (end - begin).cast("float64")
