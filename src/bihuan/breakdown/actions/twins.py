"""Which rows of a table are matters already: by the number that stands in them, or by saying the same."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from bihuan.breakdown.models import BreakdownExport, BreakdownRow, Column, TaskBreakdown
from bihuan.breakdown.queries.checking import Checked
from bihuan.breakdown.rules.columns import told_apart
from bihuan.breakdown.rules.judging import as_words
from bihuan.supervision.models import DONE, LIVE, Status, SupervisionItem

AT_ONCE = 1000
KEY = re.compile(r"(?P<number>[^#]+?)(?:#(?P<export>\d{1,18}))?")
# A new row may be the same as a matter in one of these.
KNOWN = (Status.DRAFT, Status.APPROVED, *LIVE, *DONE)


def find_matters(breakdown: TaskBreakdown, rows: Sequence[BreakdownRow]) -> None:
    """Tie rows that bear a number of this system to its matter, and to what was printed of it.

    A second row with the same number may be meant as a new matter: that is asked.
    """
    if Column.KEY not in breakdown.columns:
        return
    place = breakdown.columns.index(Column.KEY)
    keys = [KEY.fullmatch("".join(row.texts[place].split())) for row in rows]
    numbers = {key["number"] for key in keys if key}
    matters = {
        number: pk
        for some in _some(sorted(numbers))
        for number, pk in SupervisionItem.objects.filter(number__in=some).values_list("number", "pk")
    }
    printed = _printed(breakdown, {int(key["export"]) for key in keys if key and key["export"]})
    used = set(breakdown.rows.filter(item__in=matters.values()).values_list("item_id", flat=True))
    for row, key in zip(rows, keys, strict=True):
        pk = matters.get(key["number"]) if key else None
        if key is None or pk is None:
            continue
        if pk in used:
            row.twin_id = pk
            continue
        used.add(pk)
        row.item_id, row.is_new = pk, False
        row.base = printed.get((int(key["export"] or 0), key["number"]), "")


def _printed(breakdown: TaskBreakdown, exports: set[int]) -> dict[tuple[int, str], str]:
    """The cells of matters as they were printed, in the order of this table's columns."""
    found = {}
    for export in BreakdownExport.objects.filter(pk__in=exports):
        content = json.loads(export.content)
        at_head = {head: at for at, head in enumerate(told_apart(content["heads"]))}
        places = [at_head.get(head, -1) for head in told_apart(breakdown.heads)]
        for number, cells in content["rows"].items():
            said = [cells[at] if at >= 0 else None for at in places]
            found[export.pk, number] = json.dumps(said, ensure_ascii=False)
    return found


def find_twins(rows: Sequence[Checked]) -> None:
    """Mark new rows that say the same as a matter on file: whether they are it, the office decides."""
    for each, item in same_matters([each for each in rows if each.item is None]):
        each.row.twin_id = item.pk


def same_matters(
    rows: Sequence[Checked], since: datetime | None = None
) -> Iterator[tuple[Checked, SupervisionItem]]:
    """Rows with matters on file that say the same: with all, or with those filed after a moment."""
    said: dict[str, list[tuple[Checked, str]]] = {}
    for each in rows:
        words = as_words(each.judged.requirement)
        said.setdefault(each.judged.title, []).append((each, words))
    for some in _some(list(said)):
        known = SupervisionItem.objects.filter(title__in=some, status__in=KNOWN).order_by("id")
        known = known.filter(created_at__gt=since) if since else known
        for item in known.only("id", "number", "title", "requirement").iterator():
            for each, words in said[item.title]:
                if words == as_words(item.requirement):
                    yield each, item


def _some(values: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(values), AT_ONCE):
        yield values[first : first + AT_ONCE]
