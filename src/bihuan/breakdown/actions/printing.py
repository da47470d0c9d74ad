"""Printing a table back: its own columns with what the matters say now. What was printed is remembered."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.breakdown.actions.draft import need_office, record
from bihuan.breakdown.models import BreakdownExport, Column, TaskBreakdown
from bihuan.breakdown.queries.printing import matters, printer
from bihuan.intake.queries import Directory
from bihuan.journal import clock
from bihuan.journal.rules import before
from bihuan.kernel.errors import Conflict
from bihuan.people.models import Person

KEY_HEAD = "系统编号"


@dataclass(frozen=True)
class Printed:
    """A table as it is printed: heads, and a line of cells for every row, with its category before it."""

    title: str
    heads: list[str]
    columns: list[str]
    rows: list[list[str]]
    groups: list[str]


@transaction.atomic
def export(*, breakdown: TaskBreakdown, by: Person, at: datetime) -> Printed:
    """Print a confirmed table in its own columns, with a column of numbers by which its rows come back.

    What each cell said is kept: when the table comes back, who has changed what can be told.
    """
    need_office(by)
    breakdown = TaskBreakdown.objects.select_for_update().get(pk=breakdown.pk)
    if breakdown.confirmed_at is None:
        raise Conflict(_("Only a confirmed table can be printed back."))
    rows = list(breakdown.rows.order_by("line", "piece"))
    items = matters([row.item_id for row in rows if row.item_id])
    columns, heads = breakdown.columns, breakdown.heads
    book = printer(columns, heads, list(items), clock.day_of(at), Directory())
    cells = [book.cells(items[row.item_id]) if row.item_id else row.texts for row in rows]
    numbers = [items[row.item_id].number if row.item_id else None for row in rows]
    kept = {number: said for number, said in zip(numbers, cells, strict=True) if number}
    saved = BreakdownExport.objects.create(
        breakdown=breakdown,
        content=json.dumps({"heads": heads, "rows": kept}, ensure_ascii=False),
        by=by,
        at=at,
    )
    record(verb="export", thing=before(breakdown), by=by, payload={"export": saved.pk, "rows": len(rows)})
    keys = [f"{number}#{saved.pk}" if number else "" for number in numbers]
    own = [at_ for at_, column in enumerate(columns) if column != Column.KEY]
    return Printed(
        breakdown.title,
        [*(heads[at_] for at_ in own), KEY_HEAD],
        [*(columns[at_] for at_ in own), Column.KEY],
        [[*(said[at_] for at_ in own), key] for said, key in zip(cells, keys, strict=True)],
        [row.group for row in rows],
    )
