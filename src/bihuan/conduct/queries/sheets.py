"""A round as a workbook: what its pages show, unit by unit and measure by measure; no cell is a formula."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.conduct.models import SCALE, Finding, Round
from bihuan.conduct.queries.pages import told
from bihuan.people.models import Person
from bihuan.projects.queries.books import Column, workbook

WIDE, USUAL = 40, 12


def sheet_of(row: Round, person: Person) -> bytes:
    """The facts that a reader sees, in the units' own order; the formula stands in every line."""
    columns = [
        Column(_("Unit"), 24),
        Column(pgettext("conduct", "Word"), 14),
        Column(pgettext("conduct", "Measure"), 24),
        Column("k", 8),
        Column("n", 8),
        Column(_("Value"), USUAL),
        Column(_("from"), USUAL),
        Column(_("to"), USUAL),
        Column(_("Chance alone from"), USUAL),
        Column(_("Chance alone to"), USUAL),
        Column(pgettext("conduct", "Left out"), USUAL),
        Column(_("Marked"), USUAL),
        Column(_("k when frozen"), USUAL),
        Column(_("n when frozen"), USUAL),
        Column(_("In a sentence"), WIDE),
        Column(_("Formula"), WIDE),
        Column(_("The unit says"), WIDE),
    ]
    seen = Finding.objects.visible_to(person).filter(round=row).select_related("unit", "statement")
    order = list(row.printed)
    found = sorted(
        seen.order_by("unit__kind", "unit__sort_key", "unit_id"), key=lambda each: order.index(each.measure)
    )
    title = _("Facts of the %(days)s days to %(day)s") % {"days": row.days, "day": row.last}
    note = _("Edition %(edition)s, %(state)s; counted up to place %(place)s of the record.") % {
        "edition": row.edition,
        "state": row.get_status_display(),
        "place": row.place,
    }
    return workbook(title, columns, [_cells(row, each) for each in found], note)


def _cells(row: Round, each: Finding) -> list[Any]:
    said = row.printed[each.measure]
    statement = getattr(each, "statement", None)
    numbers = (each.value, each.low, each.high, each.band_low, each.band_high)
    return [
        each.unit.short_name,
        said["word"],
        said["title"],
        each.k,
        each.n,
        *(None if number is None else number / SCALE for number in numbers),
        each.left_out,
        _("marked") if each.is_marked else "",
        each.k_was,
        each.n_was,
        told(said, each),
        said["rule"],
        statement.text if statement else "",
    ]
