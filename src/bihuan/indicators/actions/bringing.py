"""A publication comes in as a whole, and is taken back as a whole; every revision of a number is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.indicators.actions.step import month_start, record
from bihuan.indicators.models import (
    SCALE,
    Indicator,
    Measure,
    Origin,
    Reading,
    ReadingBatch,
    Span,
    Vintage,
)
from bihuan.indicators.rules.numbers import LONGEST_SAID, NoNumber, read_number
from bihuan.indicators.rules.orders import Key, NewReading, Publication
from bihuan.indicators.rules.rights import need_keeper
from bihuan.indicators.rules.times import fits
from bihuan.journal import clock
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.kernel.periods import month_of
from bihuan.people.models import Person

MOST_READINGS = 5000
AT_ONCE = 500
LONGEST_PUBLISHER, LONGEST_NUMBER, LONGEST_NOTE = 60, 60, 200


@transaction.atomic
def bring(
    *, publication: Publication, readings: Sequence[NewReading], by: Person, at: datetime
) -> ReadingBatch:
    """Bring in what was published: each number becomes the current one if nothing later was published."""
    batch = as_published(publication, by, at)
    _need_sense(publication, readings, at)
    _lock(each.indicator.pk for each in readings)
    batch.save(force_insert=True)
    known = _revisions({each.key for each in readings})
    rows = [_row(batch, each, known.get(each.key, [])) for each in readings]
    pour(rows)
    _settle(known, {_key(row): row for row in rows})
    said = {"publisher": batch.publisher, "number": batch.number, "readings": len(rows)}
    record("readings.bring", Change(batch), by, said, map(Change, rows))
    return batch


def _origin(publication: Publication) -> str:
    return Origin.DEPARTMENT if publication.unit else Origin.OFFICIAL


def as_published(publication: Publication, by: Person, at: datetime) -> ReadingBatch:
    """The publication itself, not yet kept: who, when, under which number, in which file."""
    need_keeper(by, _origin(publication), publication.unit.pk if publication.unit else None)
    if publication.published > clock.day_of(at):
        raise Invalid(_("What comes in was published today or before."))
    number = clean(publication.number, LONGEST_NUMBER)
    if publication.unit is None and not (number and publication.file):
        raise Invalid(_("Official statistics come in with the number of their document and their file."))
    return ReadingBatch(
        publisher=words(publication.publisher, _("Say who published the numbers."), LONGEST_PUBLISHER),
        number=number,
        published=publication.published,
        unit=publication.unit,
        file=publication.file,
        note=clean(publication.note, LONGEST_NOTE),
        by=by,
        at=at,
    )


def _need_sense(publication: Publication, readings: Sequence[NewReading], at: datetime) -> None:
    if not 1 <= len(readings) <= MOST_READINGS:
        raise Invalid(_("A publication has between 1 and %(most)s numbers.") % {"most": MOST_READINGS})
    if len({each.key for each in readings}) < len(readings):
        raise Invalid(_("A number stands twice in this publication."))
    origin, today = _origin(publication), clock.day_of(at)
    for each in readings:
        indicator = each.indicator
        if indicator.origin != origin or (publication.unit and indicator.owner_id != publication.unit.pk):
            said = _("“%(name)s” does not belong here: official statistics and a department's own figures "
                     "are never brought in together.")  # fmt: skip
            raise Invalid(said % {"name": indicator.name})
        if each.span not in Span.values or each.measure not in Measure.values:
            raise Invalid(_("There is no such choice: %(value)s.") % {"value": f"{each.measure} {each.span}"})
        if not fits(each.span, month_start(each.month)) or each.vintage not in Vintage.values:
            raise Invalid(_("A quarter ends with March, June, September or December."))
        if month_of(each.month).last >= today:
            raise Invalid(_("%(month)s is not over yet.") % {"month": f"{each.month:%Y-%m}"})


def _lock(indicators: Iterable[int]) -> None:
    """Whoever brings in numbers of the same indicators waits for the other."""
    pks = sorted(set(indicators))
    list(Indicator.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))


def _key(row: Reading) -> Key:
    return row.indicator_id, row.area_id, row.measure, row.span, row.month


def _revisions(keys: set[Key]) -> dict[Key, list[Reading]]:
    """All revisions so far of these numbers."""
    found: dict[Key, list[Reading]] = {}
    months = sorted({key[-1] for key in keys})
    indicators, areas = {key[0] for key in keys}, {key[1] for key in keys}
    for month in months:
        rows = Reading.objects.filter(month=month, indicator_id__in=indicators, area_id__in=areas)
        for row in rows.select_related("batch").order_by("revision"):
            if _key(row) in keys:
                found.setdefault(_key(row), []).append(row)
    return found


def _row(batch: ReadingBatch, said: NewReading, earlier: Sequence[Reading]) -> Reading:
    text = clean(said.said, LONGEST_SAID)
    try:
        number = read_number(text)
    except NoNumber as error:
        raise Invalid(_("“%(text)s” is no number.") % {"text": text}) from error
    if said.measure == Measure.RANK and (number < SCALE or number % SCALE):
        raise Invalid(_("A place is a whole number from 1 on."))
    return Reading(
        batch=batch,
        indicator=said.indicator,
        area=said.area,
        measure=said.measure,
        span=said.span,
        month=said.month.replace(day=1),
        number=number,
        said=text,
        vintage=said.vintage,
        revision=earlier[-1].revision + 1 if earlier else 1,
        is_current=all(row.batch.published <= batch.published for row in earlier if _counts(row)),
    )


def _counts(row: Reading) -> bool:
    return row.batch.withdrawn_at is None


def _rank(row: Reading) -> tuple[object, int]:
    """Of two revisions the one that was published later counts; of one day, the one brought in later."""
    return row.batch.published, row.revision


def _settle(known: dict[Key, list[Reading]], new: dict[Key, Reading]) -> None:
    """Let of each number's revisions the right one be current."""
    wrong: dict[bool, list[int]] = {True: [], False: []}
    for key, rows in known.items():
        newer = new.get(key)
        counting = [row for row in rows if _counts(row)]
        current = None if newer and newer.is_current else max(counting, key=_rank, default=None)
        for row in rows:
            if row.is_current != (row is current):
                wrong[row is current].append(row.pk)
    for value, pks in wrong.items():
        for first in range(0, len(pks), AT_ONCE):
            Reading.objects.filter(pk__in=pks[first : first + AT_ONCE]).update(is_current=value)


@transaction.atomic
def take_back(*, batch: ReadingBatch, by: Person, at: datetime, reason: str) -> ReadingBatch:
    """Take a publication back as a whole: what it had replaced counts again."""
    row = ReadingBatch.objects.select_for_update().get(pk=batch.pk)
    need_keeper(by, Origin.DEPARTMENT if row.unit_id else Origin.OFFICIAL, row.unit_id)
    if row.withdrawn_at:
        raise Conflict(_("This publication was taken back before."))
    reason = words(reason, _("Say why the publication is taken back."), LONGEST_NOTE)
    _lock(Reading.objects.filter(batch=row).values_list("indicator_id", flat=True).distinct())
    was = before(row)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    known = _revisions({_key(each) for each in Reading.objects.filter(batch=row)})
    _settle(known, {})
    record("readings.take_back", was, by, {"reason": reason})
    return row
