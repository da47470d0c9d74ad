"""Numbers to take away: as SDMX-CSV for programs, as a workbook for people."""

from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from bihuan.indicators.models import SCALE, Area, Indicator, Reading
from bihuan.indicators.models.reading import ReadingQuerySet
from bihuan.indicators.rules.sdmx import write_sdmx
from bihuan.indicators.rules.told_times import NoTime, read_month
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person

MOST_ROWS = 100_000
WIDTHS = (28, 16, 10, 8, 22, 14, 14, 12, 12)


def asked_readings(
    person: Person, *, indicator: int | None = None, area: int | None = None, since: str = ""
) -> ReadingQuerySet:
    """The numbers that somebody sees, narrowed by indicator, area and first month."""
    rows = Reading.objects.visible_to(person)
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    if area is not None:
        rows = rows.filter(area=area)
    if since:
        try:
            rows = rows.filter(month__gte=read_month(since))
        except NoTime as error:
            said = _("“%(text)s” is no time. Write it like 2026-10 or 2026年三季度.")
            raise Invalid(said % {"text": since}) from error
    return rows


def _in_order(rows: ReadingQuerySet) -> ReadingQuerySet:
    told = rows.select_related("indicator", "area", "batch")
    return told.order_by("indicator__place", "indicator_id", "area__place", "measure", "month")[:MOST_ROWS]


def sdmx(rows: ReadingQuerySet, version: str, *, with_names: bool = False) -> str:
    """Numbers as SDMX-CSV."""
    return write_sdmx(_in_order(rows), version, with_names=with_names)


def workbook(person: Person, indicator: Indicator, area: Area | None) -> bytes:
    """All current numbers of an indicator, one a line, as its publications said them."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("Readings"))
    bold = book.add_format({"bold": True})
    heads = (
        _("Indicator"),
        _("Area"),
        _("Up to"),
        _("Span of time"),
        _("What it is"),
        _("Number"),
        _("How final"),
        _("Published on"),
        _("Number of the document"),
    )
    for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
        sheet.write(0, column, head, bold)
        sheet.set_column(column, column, width)
    rows = asked_readings(person, indicator=indicator.pk, area=area.pk if area else None)
    for at, row in enumerate(_in_order(rows.current()), start=1):
        told = (indicator.name, row.area.name, f"{row.month:%Y-%m}")
        kinds = (row.get_span_display(), row.get_measure_display())
        batch = (row.get_vintage_display(), f"{row.batch.published:%Y-%m-%d}", row.batch.number)
        for column, cell in enumerate((*told, *kinds, row.number / SCALE, *batch)):
            sheet.write(at, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, rows.current().count()), len(heads) - 1)
    book.close()
    return content.getvalue()
