"""The register as a sheet: the rows that a list shows, in one table that any office program opens."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.kernel import bigrams
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision.models import Assignment, AssignmentRole, Status, SupervisionItem
from bihuan.supervision.models.item import ItemQuerySet
from bihuan.supervision.queries.filters import Filters, selected
from bihuan.supervision.queries.lights import shining, with_rules
from bihuan.supervision.rules.facts import FACTS
from bihuan.ui.templatetags.parts import due_words

MOST_ROWS = 50_000
HEADS = (
    _("Number"),
    _("Matter"),
    _("Requirement"),
    _("Source"),
    _("Basis"),
    _("Lead unit"),
    _("Assisting unit"),
    _("Responsible leader"),
    _("State"),
    _("Clock"),
    _("Dispatched on"),
    _("Report due"),
    _("Finish due"),
    _("First finish date"),
    _("Concluded on"),
    _("Late reports"),
    _("Returns"),
    _("Urges"),
)
# A csv cell that begins with one of these is a formula to a spreadsheet, whoever wrote it. In xlsx a cell
# says itself that it is a text.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def export(
    person: Person, filters: Filters, today: date, ticked: list[int] | None = None
) -> Iterator[list[Any]]:
    """The rows of a list as typed cells: texts, days and whole numbers. Refuses what is too much."""
    items = selected(person, filters, today)
    if ticked is not None:
        items = items.filter(pk__in=ticked)
    if items[MOST_ROWS : MOST_ROWS + 1].exists():
        raise Invalid(_("More than %(count)s rows. Narrow the filters.") % {"count": MOST_ROWS})
    return _rows(items, filters.phrase, today)


def _rows(items: ItemQuerySet, phrase: str, today: date) -> Iterator[list[Any]]:
    leads, co_units = _units(items)
    states = {status: str(status.label) for status in Status}
    sources = {source: str(source.label) for source in SourceType}
    folded = bigrams.normal(phrase)
    for item in (
        with_rules(items, today)
        .select_related("leader")
        .order_by("finish_due", "pk")
        .iterator(chunk_size=2000)
    ):
        if folded and folded not in bigrams.normal(f"{item.title}\n{item.requirement}\n{item.number}"):
            continue
        names = (sources[SourceType(item.source_type)], leads.get(item.pk, ""), co_units.get(item.pk, ""))
        yield _cells(item, names, states[Status(item.status)], today)


def _cells(item: SupervisionItem, names: tuple[str, str, str], state: str, today: date) -> list[Any]:
    source, leads, co_units = names
    left = FACTS["days_left"].read(item, today)
    presses = item.done_date is None and shining(item, today) in ("red", "amb") and isinstance(left, int)
    return [
        item.number or "",
        item.title,
        item.requirement,
        source,
        item.basis,
        leads,
        co_units,
        item.leader.name if item.leader else "",
        state,
        due_words(int(left or 0)) if presses else "",
        item.dispatched_at,
        item.report_due,
        item.finish_due,
        item.finish_first,
        item.done_date,
        item.late_reports,
        item.returns,
        item.urges,
    ]


def _units(items: ItemQuerySet) -> tuple[dict[int, str], dict[int, str]]:
    """The names of the lead units and of the assisting units of each matter, in their order."""
    found: dict[str, dict[int, list[str]]] = {role: defaultdict(list) for role in AssignmentRole}
    parts = Assignment.objects.live().filter(item__in=items.order_by().values("pk")).order_by("position")
    for pk, role, name in parts.values_list("item_id", "role", "unit__short_name"):
        found[role][pk].append(name)
    leads, co_units = ({pk: "、".join(names) for pk, names in found[role].items()} for role in AssignmentRole)
    return leads, co_units


def as_csv(rows: Iterator[list[Any]]) -> Iterator[bytes]:
    """The rows under their heads as csv, line by line."""
    # Without the mark, spreadsheets on Windows read Chinese as another character set.
    yield "\ufeff".encode()
    heads = iter([[str(head) for head in HEADS]])
    for row in chain(heads, rows):
        line = StringIO()
        csv.writer(line).writerow([_harmless(day_of(cell)) for cell in row])
        yield line.getvalue().encode()


def _harmless(cell: Any) -> Any:
    """A cell of csv as no spreadsheet takes it for a formula."""
    if isinstance(cell, str) and cell.startswith(DANGEROUS):
        return f"'{cell}"
    return "" if cell is None else cell


def day_of(cell: Any) -> Any:
    """A moment as the day on which it fell in the city; everything else as it is."""
    return clock.day_of(cell) if isinstance(cell, datetime) else cell
