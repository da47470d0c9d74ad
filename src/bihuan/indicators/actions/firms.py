"""The roll of firms: where the line runs, and the bureau's workbooks of changes and revenue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.files.models import StoredFile
from bihuan.indicators.actions.step import record
from bihuan.indicators.models import FirmBook, FirmRevenue, FirmRule, FirmSpell
from bihuan.indicators.queries.firm_checking import CheckedFirm, checked_firms
from bihuan.indicators.rules.firm_sheets import IN
from bihuan.indicators.rules.rights import need_statistician
from bihuan.journal import clock
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Invalid
from bihuan.kernel.money import LARGEST
from bihuan.people.models import Person, Unit, UnitKind

LONGEST_NUMBER, LONGEST_SOURCE = 60, 200


@dataclass(frozen=True)
class NewFirmRule:
    """Where the line is to run: amounts in 分, who answers for it, and the paper."""

    line: int
    near: int
    owner: Unit
    source: str
    since: date | None = None


@transaction.atomic
def set_firm_rule(*, rule: NewFirmRule, by: Person, at: datetime) -> FirmRule:
    """Put another line in force; those before it stay as they were."""
    need_statistician(by)
    if not 0 < rule.near < rule.line <= LARGEST:
        raise Invalid(_("What counts as near lies above nought and below the line."))
    last = FirmRule.objects.select_for_update().order_by("number").aggregate(top=Max("number"))["top"] or 0
    row = FirmRule(
        number=last + 1,
        line=rule.line,
        near=rule.near,
        owner=rule.owner,
        since=rule.since or clock.day_of(at),
        source=words(rule.source, _("Name the paper in which this stands."), LONGEST_SOURCE),
        by=by,
        at=at,
    )
    row.save(force_insert=True)
    record("firms.set_rule", Change(row), by, {"number": row.number})
    return row


@dataclass(frozen=True)
class NewBook:
    """A workbook of the bureau: its number, its day, its file."""

    number: str
    published: date
    file: StoredFile


@transaction.atomic
def bring_firms(*, book: NewBook, by: Person, at: datetime, without_faulty: bool = False) -> FirmBook:
    """Bring in a workbook as a whole. Faulty lines keep it out, or stay out themselves."""
    need_statistician(by)
    if book.published > clock.day_of(at):
        raise Invalid(_("What comes in was published today or before."))
    number = words(book.number, _("Say under which number the workbook came."), LONGEST_NUMBER)
    _lock()
    check = checked_firms(book.file, clock.day_of(at))
    if check.faulty and not without_faulty:
        raise Invalid(_refused(len(check.faulty)))
    good = check.good
    if not good:
        raise Invalid(_("No line of this file can come in."))
    row = FirmBook(number=number, published=book.published, file=book.file, by=by, at=at)
    row.save(force_insert=True)
    parts = [*_firms(good), *_spells(row, good), *_revenues(row, good)]
    said = {"number": row.number, "lines": len(good), "left_out": len(check.faulty)}
    record("firms.bring", Change(row), by, said, parts)
    return row


def _lock() -> None:
    """Whoever brings in firms waits for the other: both take the units that look after firms."""
    units = Unit.objects.filter(kind__in=(UnitKind.COUNTY, UnitKind.PARK))
    list(units.select_for_update().order_by("pk").values_list("pk"))


def _refused(count: int) -> str:
    said = ngettext(
        "%(count)s line is wrong. Mend the file, or leave it out.",
        "%(count)s lines are wrong. Mend the file, or leave them out.",
        count,
    )
    return said % {"count": count}


def _firms(lines: Sequence[CheckedFirm]) -> list[Change]:
    """Firms that are new, and what is told otherwise of those that are known."""
    new = [line.firm for line in lines if line.firm.pk is None]
    pour(new)
    found = [Change(firm) for firm in new]
    for line in lines:
        if line.was and line.old != line.facts:
            line.firm.save()
            found.append(line.was)
    return found


def _spells(book: FirmBook, lines: Sequence[CheckedFirm]) -> list[Change]:
    """Stays that begin, and stays that end."""
    found, new = [], []
    for line in lines:
        if line.change == IN and line.month:
            new.append(FirmSpell(firm=line.firm, entered=line.month, entry=line.reason, book=book))
        elif line.month and line.stay:
            change = before(line.stay)
            line.stay.left, line.stay.exit = line.month, line.reason
            line.stay.save(update_fields=["left", "exit"])
            found.append(change)
    pour(new)
    return found + [Change(row) for row in new]


def _revenues(book: FirmBook, lines: Sequence[CheckedFirm]) -> list[Change]:
    """What was earned in months, new or corrected."""
    keys = [line.firm.pk for line in lines if line.revenues]
    known = {(row.firm_id, row.month): row for row in FirmRevenue.objects.filter(firm__in=keys)}
    new, found = [], []
    for line in lines:
        for month, amount in line.revenues.items():
            row = known.get((line.firm.pk, month))
            if row is None:
                new.append(FirmRevenue(firm=line.firm, month=month, amount=amount, book=book))
            elif row.amount != amount:
                change = before(row)
                row.amount, row.book = amount, book
                row.save(update_fields=["amount", "book"])
                found.append(change)
    pour(new)
    return found + [Change(row) for row in new]
