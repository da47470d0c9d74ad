"""A file of numbers is handed in, checked, and taken as a publication, or put aside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.indicators.actions.bringing import as_published, bring
from bihuan.indicators.actions.step import record
from bihuan.indicators.models import Origin, ReadingBatch, ReadingSheet, Vintage
from bihuan.indicators.queries.checking import checked, numbers_in
from bihuan.indicators.rules.orders import NewReading, Publication
from bihuan.indicators.rules.rights import need_keeper
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person


@transaction.atomic
def hand_in(*, publication: Publication, vintage: str, by: Person, at: datetime) -> ReadingSheet:
    """Hand in the file of a publication; it must hold a table of numbers. Nothing comes in yet."""
    said = as_published(publication, by, at)
    if said.file is None:
        raise Invalid(_("Choose the file with the numbers."))
    if vintage not in Vintage.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": vintage})
    names = ("publisher", "number", "published", "unit", "file", "note", "by", "at")
    row = ReadingSheet(vintage=vintage, **{name: getattr(said, name) for name in names})
    count = len(numbers_in(row))
    row.save(force_insert=True)
    record("readings.hand_in", Change(row), by, {"publisher": row.publisher, "numbers": count})
    return row


@transaction.atomic
def take(*, sheet: ReadingSheet, by: Person, at: datetime, without_faulty: bool = False) -> ReadingBatch:
    """Let the numbers of a checked file count. Faulty ones keep it out, or stay out themselves."""
    row = _under_check(sheet, by)
    check = checked(row, by, clock.day_of(at))
    faulty = len(check.faulty)
    if faulty and not without_faulty:
        said = ngettext(
            "%(count)s number is wrong. Mend the file, or leave it out.",
            "%(count)s numbers are wrong. Mend the file, or leave them out.",
            faulty,
        )
        raise Invalid(said % {"count": faulty})
    readings: Sequence[NewReading] = [cell.reading for cell in check.good if cell.reading]
    publication = Publication(row.publisher, row.published, row.number, row.file, row.note, row.unit)
    batch = bring(publication=publication, readings=readings, by=by, at=at)
    was = before(row)
    row.batch = batch
    row.save(update_fields=["batch"])
    record("readings.take", was, by, {"readings": len(readings), "left_out": faulty})
    return batch


@transaction.atomic
def put_aside(*, sheet: ReadingSheet, by: Person, at: datetime) -> ReadingSheet:
    """Put a file aside before anything came of it."""
    row = _under_check(sheet, by)
    was = before(row)
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    record("readings.put_aside", was, by, {"publisher": row.publisher})
    return row


def _under_check(sheet: ReadingSheet, by: Person) -> ReadingSheet:
    row = ReadingSheet.objects.select_for_update(of=("self",)).select_related("file", "unit").get(pk=sheet.pk)
    need_keeper(by, Origin.DEPARTMENT if row.unit_id else Origin.OFFICIAL, row.unit_id)
    if row.batch_id or row.dropped_at:
        raise Conflict(_("This file is no longer being checked."))
    return row
