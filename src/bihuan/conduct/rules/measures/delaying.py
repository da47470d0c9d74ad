"""拖 delay: what comes after its date, or never."""

import ibis
from ibis import _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.ground import Ground, as_hit, left_out

KEYS = ("unit", "case", "due")


def late_reports(ground: Ground) -> Table:
    """Report dates missed ÷ report dates passed: answered late, or passed and not answered at all.

    One date of one unit in one matter counts once, in the window of its own day, so that never reporting
    is no way of never reporting late. A date whose mark an appeal has struck out is left out.
    """
    told = ground.parts("report").filter(_.due.notnull(), _.word.isin(["progress", "final"]))
    dates = ibis.union(
        told.select(*KEYS, "event", hit=as_hit(_.late > 0)),
        ground.events("report_overdue").select(*KEYS, "event", hit=ibis.literal(1, "int64")),
    )
    struck = told.semi_join(ground.struck("late_report"), "event")
    return left_out(_by_date(ground, dates), struck, *KEYS).drop("due")


def _by_date(ground: Ground, dates: Table) -> Table:
    """Each date of a unit in a matter once, in the window of its own day."""
    asked = dates.filter(_.unit.notnull(), ground.within(_.due))
    found = asked.group_by(*KEYS).agg(event=_.event.min(), hit=_.hit.max())
    return found.mutate(day=_.due)
