"""Looking back: some time after its end a closed matter is looked at again. Does the result last?"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.intake.models import SourceType
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.supervision.actions.finding import find
from bihuan.supervision.actions.step import Step, begin
from bihuan.supervision.models import (
    LookBack,
    LookBackTerm,
    SupervisionItem,
    Verification,
    VerificationMethod,
    VerificationResult,
)
from bihuan.supervision.rules.marks import LONGEST_TERM, usual_look_back


@transaction.atomic
def look_back(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    text: str,
    place: str = "",
    files: tuple[StoredFile, ...] = (),
) -> SupervisionItem:
    """Record that a closed matter was looked at again and its result lasts (回头看)."""
    step = begin("look_back", item, by, at)
    return _look(step, VerificationResult.TRUE, text, place, files)


@transaction.atomic
def relapse(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    text: str,
    place: str = "",
    files: tuple[StoredFile, ...] = (),
) -> SupervisionItem:
    """Record that the result of a closed matter has not lasted, which opens it again (反弹重办)."""
    step = begin("relapse", item, by, at)
    return _look(step, VerificationResult.FALSE, text, place, files)


def _look(step: Step, result: str, text: str, place: str, files: tuple[StoredFile, ...]) -> SupervisionItem:
    said = find(step, method=VerificationMethod.LOOK_BACK, result=result, text=text, files=files, place=place)
    looked = next(change.thing for change in step.changes if isinstance(change.thing, Verification))
    row = step.item.look_backs.select_for_update().filter(done_at=None).first()
    if row is None:
        step.add(LookBack(item=step.item, due=step.today, done_at=step.at, verification=looked))
    else:
        step.remember(row)
        row.done_at, row.verification = step.at, looked
    if result == VerificationResult.FALSE:
        start_anew(step)
    return step.land(payload=said)


def plan_look_back(step: Step) -> None:
    """Note on which day the office is to look back on the matter that it closes."""
    source = step.item.source_type
    days = LookBackTerm.objects.filter(source_type=source).values_list("days", flat=True).first()
    after = timedelta(days if days is not None else usual_look_back(source))
    step.add(LookBack(item=step.item, due=step.today + after))


def start_anew(step: Step) -> None:
    """Let an ended matter begin again. Its first finish date and all later ones stay on record."""
    row = step.item
    row.submitted_at = row.concluded_at = row.closed_at = row.done_date = row.report_due = None
    known = [change.thing for change in step.changes]
    for planned in row.look_backs.select_for_update().filter(done_at=None):
        if planned not in known:
            step.remember(planned)
            planned.done_at = step.at


@transaction.atomic
def set_term(*, source_type: str, days: int, by: Person, at: datetime) -> LookBackTerm:
    """Set after how many days the office looks back on what it closes of one source from now on."""
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office sets when it looks back."))
    if source_type not in SourceType.values or not 1 <= days <= LONGEST_TERM:
        raise Invalid(_("Between 1 and %(days)s days.") % {"days": LONGEST_TERM})
    row = LookBackTerm.objects.select_for_update().filter(source_type=source_type).first()
    if row is None:
        row = LookBackTerm(source_type=source_type, days=days)
        row.save(force_insert=True)
        journal.record(verb="supervision.set_term", thing=Change(row), by=by)
        return row
    was = before(row)
    row.days = days
    row.save(update_fields=["days"])
    journal.record(verb="supervision.set_term", thing=was, by=by)
    return row
