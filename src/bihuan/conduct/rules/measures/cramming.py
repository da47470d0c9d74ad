"""临时补课 cram: evidence that comes into being when it is asked for."""

import ibis
from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.ground import Ground, as_hit, carried

# Days before a date that are its last minute; matters so short are nothing else. Working days for the gap.
LAST_DAYS, SHORT, GAP = 3, 7, 3


def last_minute(ground: Ground) -> Table:
    """Files first seen in the three days before the finish date, or later ÷ files of matters with a date."""
    told = ground.rows.filter((_.part == "file") | (_.part == "") & _.finish.notnull() | _is_sent())
    sent = ibis.ifelse(told.activity == "item.dispatch", told.day, ibis.null("date"))
    told = carried(told.mutate(sent=sent), ("case",), "finish", "sent")
    files = told.filter(_.part == "file", _.unit.notnull(), _.finish.notnull(), ground.within(_.day))
    is_short = files.finish.delta(files.sent, unit="day") <= SHORT
    is_last = files.finish.delta(files.due, unit="day") <= LAST_DAYS
    hit = ibis.ifelse(is_short.fill_null(True), ibis.null("int64"), as_hit(is_last))
    return files.select("unit", "case", "event", "day", hit=hit)


def _is_sent() -> ibis.Deferred:
    return (_.part == "") & (_.activity == "item.dispatch")


def first_seen_gap(ground: Ground) -> Table:
    """Files first seen over three working days after the day they are claimed for ÷ files with such a day."""
    files = ground.parts("file").filter(_.unit.notnull(), _.claimed.notnull(), ground.within(_.day))
    files = ground.numbered(files, claim="claimed", seen="due")
    return files.select("unit", "case", "event", "day", hit=as_hit(files.seen - files.claim > GAP))
