"""What units say: objections in the preview, and the office's answers; pledges after publication."""

from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bihuan.calendar.queries import need_known
from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Unit
from bihuan.standings.actions.step import begin, record
from bihuan.standings.models import Answer, Appeal, Pledge, Table
from bihuan.standings.rules.moves import keeps
from bihuan.supervision.actions.filing import propose
from bihuan.supervision.rules.orders import LONGEST_BASIS, LONGEST_TITLE, NewItem

LONGEST_PLEDGE = 500


@transaction.atomic
def appeal(*, table: Table, unit: Unit, text: str, by: Person, at: datetime) -> Appeal:
    """Object to one's own line while it is in preview: once for a round, with words."""
    row = begin("appeal", table, by)
    _need_own(row, unit, by)
    if row.preview_to and clock.day_of(at) > row.preview_to:
        raise Conflict(_("Objections were possible until %(day)s.") % {"day": row.preview_to})
    if row.appeals.filter(round=row.round, unit=unit).exists():
        raise Conflict(_("%(unit)s has already objected to this line.") % {"unit": unit.short_name})
    made = Appeal.objects.create(
        table=row,
        round=row.round,
        unit=unit,
        text=words(text, _("Say what is wrong with the line.")),
        by=by,
        at=at,
    )
    record("appeal.make", Change(made), by, {"table": row.pk, "unit": unit.pk})
    return made


@transaction.atomic
def answer(*, appeal: Appeal, accepted: bool, text: str, by: Person, at: datetime) -> Appeal:
    """Answer an objection with words. An accepted one is followed by opening the table again."""
    table = begin("answer", appeal.table, by)
    row: Appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if row.status != Answer.WAITING or row.round != table.round:
        raise Conflict(_("This objection has been answered."))
    was = before(row)
    row.status = Answer.ACCEPTED if accepted else Answer.REFUSED
    row.answer = words(text, _("Answer with words: what was looked at, and what was found."))
    row.judge, row.judged_at = by, at
    row.save(update_fields=["status", "answer", "judge", "judged_at"])
    record("appeal.answer", was, by, {"table": table.pk, "accepted": accepted})
    return row


@transaction.atomic
def pledge(*, table: Table, unit: Unit, text: str, due: date, by: Person, at: datetime) -> Pledge:
    """Keep what a unit behind the others said it would do by when; a matter shows whether it was kept."""
    row = begin("pledge", table, by)
    if not keeps(by):
        _need_own(row, unit, by)
    said = words(text, _("Say what the unit will do."), LONGEST_PLEDGE)
    if due <= clock.day_of(at):
        raise Invalid(_("A pledge is kept on a later day than today."))
    need_known(due)
    if not row.lines.filter(round=row.round, unit=unit).exists():
        raise Invalid(_("%(unit)s has no line in this table.") % {"unit": unit.short_name})
    if row.pledges.filter(unit=unit).exists():
        raise Conflict(_("%(unit)s has already given its pledge to this table.") % {"unit": unit.short_name})
    matter = propose(order=_order(row, unit, said, due), by=by, at=at)
    made = Pledge.objects.create(table=row, unit=unit, text=said, due=due, matter=matter, by=by, at=at)
    record("pledge.make", Change(made), by, {"table": row.pk, "unit": unit.pk, "matter": matter.pk})
    return made


def _order(table: Table, unit: Unit, text: str, due: date) -> NewItem:
    """The matter of a pledge, worded as the city's papers are, whatever the office's screen says."""
    with translation.override("zh-hans"):
        told = {
            "unit": unit.short_name,
            "text": text,
            "scheme": table.version.scheme.name,
            "group": table.group.name,
            "year": table.last.year,
            "month": table.last.month,
        }
        title = _("Pledge of %(unit)s: %(text)s") % told
        basis = _("Pledge after the league table “%(scheme)s” (%(group)s, %(year)s-%(month)s)") % told
    return NewItem(
        title=title[:LONGEST_TITLE],
        requirement=text,
        source_type=SourceType.CONFERENCE,
        leads=(unit,),
        finish_due=due,
        basis=basis[:LONGEST_BASIS],
    )


def _need_own(table: Table, unit: Unit, by: Person) -> None:
    if unit.pk not in by.access.units:
        raise Denied(_("Only a unit of this table speaks about its own line."))
    if not table.lines.filter(round=table.round, unit=unit).exists():
        raise Invalid(_("%(unit)s has no line in this table.") % {"unit": unit.short_name})
