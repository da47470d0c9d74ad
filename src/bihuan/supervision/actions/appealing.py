"""A unit's own side of a mark against it, and its appeal with a clock."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.step import Step, begin, evidence, words
from bihuan.supervision.models import Appeal, Decision, Mark, MarkKind, Statement, SupervisionItem
from bihuan.supervision.rules.marks import decide_by, may_decide
from bihuan.supervision.rules.moves import live_parts


@transaction.atomic
def explain(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    mark: Mark | None,
    text: str,
    files: tuple[StoredFile, ...] = (),
) -> SupervisionItem:
    """Give the unit's side of a mark, once; it stands beside the mark for ever."""
    step = begin("explain", item, by, at)
    row = _mark(step, mark, by.access.units)
    if Statement.objects.filter(mark=row).exists():
        raise Conflict(_("Your unit has given its side of this already."))
    said = words(text, _("Say how it was."))
    attached = evidence(files, by)
    statement = Statement(item=step.item, mark=row, unit_id=row.unit_id, text=said, by=by, at=at)
    step.add(statement)
    if files:
        statement.files.set(files)
    part = next(part for part in live_parts(step.item) if part.unit_id == row.unit_id)
    return step.land(part=part, payload={"mark": row.kind, "text": said, "files": attached})


@transaction.atomic
def appeal(
    *, item: SupervisionItem, by: Person, at: datetime, mark: Mark | None, text: str
) -> SupervisionItem:
    """Ask, within five working days, that a mark no longer count (申诉)."""
    step = begin("appeal", item, by, at)
    row = _mark(step, mark, by.access.headed)
    if Appeal.objects.filter(mark=row).exists():
        raise Conflict(_("Your unit has appealed against this already."))
    if step.today > row.appeal_by:
        raise Conflict(_("An appeal was possible until %(day)s.") % {"day": row.appeal_by})
    said = words(text, _("Say why it should not count."))
    due = decide_by(step.today)
    step.add(Appeal(item=step.item, mark=row, text=said, by=by, at=at, decide_by=due))
    part = next(part for part in live_parts(step.item) if part.unit_id == row.unit_id)
    return step.land(part=part, payload={"mark": row.kind, "text": said, "due": due})


@transaction.atomic
def decide_appeal(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    mark: Mark | None,
    granted: bool,
    ground: str,
) -> SupervisionItem:
    """Decide on an appeal. Granted, the mark counts no more; it stays on the record."""
    step = begin("decide_appeal", item, by, at)
    row = _mark(step, mark, None)
    pending = Appeal.objects.select_for_update().filter(mark=row, decision=Decision.PENDING).first()
    if pending is None:
        raise Conflict(_("No appeal against this waits for a decision."))
    if not may_decide(by, step.item, row):
        raise Denied(_("The office made this mark itself. A city leader decides on the appeal."))
    step.remember(pending)
    pending.decision = Decision.GRANTED if granted else Decision.REFUSED
    pending.ground = words(ground, _("Give the ground of the decision."))
    pending.decided_by, pending.decided_at = by, at
    if granted:
        step.remember(row)
        row.counts = False
        _uncount(step.item, row)
    payload = {"mark": row.kind, "granted": granted, "ground": pending.ground, "unit": row.unit_id}
    return step.land(payload=payload)


def _uncount(item: SupervisionItem, mark: Mark) -> None:
    """Take a mark out of the matter's own counts.

    A late finish is treated as if the later date had been granted in time; the first date stays for ever.
    """
    if mark.kind == MarkKind.LATE_REPORT:
        item.late_reports -= 1
    elif mark.kind == MarkKind.RETURNED:
        item.returns -= 1
    elif mark.kind == MarkKind.LATE_FINISH and item.done_date and item.finish_due:
        item.finish_due = max(item.finish_due, item.done_date)


def _mark(step: Step, mark: Mark | None, units: frozenset[int] | None) -> Mark:
    """The mark of this matter that is spoken of; for a unit, one against itself."""
    asked = [mark.pk] if mark else []
    found = Mark.objects.select_for_update().filter(item=step.item, pk__in=asked)
    if units is not None:
        parts = {part.unit_id for part in live_parts(step.item)}
        found = found.filter(unit_id__in=units & parts)
    row = found.first()
    if row is None:
        raise Invalid(_("There is no such mark against your unit."))
    return row
