"""How a matter ends, comes back, or leads to another one."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.filing import file_item
from bihuan.supervision.actions.looking_back import plan_look_back, start_anew
from bihuan.supervision.actions.outgoing import outgoing
from bihuan.supervision.actions.step import begin, clean, lock, reason_of, words
from bihuan.supervision.models import BEFORE_DISPATCH, OPEN, Status, SupervisionItem
from bihuan.supervision.rules.orders import follow_up


@transaction.atomic
def close(*, item: SupervisionItem, by: Person, at: datetime, reason: str = "") -> SupervisionItem:
    """Strike a concluded matter off the list (销号), with a closing note."""
    step = begin("close", item, by, at)
    step.item.closed_at = at
    plan_look_back(step)
    return step.land(payload={"reason": words(reason, _("Write a closing note."))})


@transaction.atomic
def reopen(*, item: SupervisionItem, by: Person, at: datetime, reason: str = "") -> SupervisionItem:
    """Open a closed matter again because its result was false or has relapsed (反弹重办)."""
    step = begin("reopen", item, by, at)
    start_anew(step)
    return step.land(payload={"reason": reason_of(reason)})


@transaction.atomic
def archive(*, item: SupervisionItem, by: Person, at: datetime, reason: str = "") -> SupervisionItem:
    """Put a closed matter into the archive (归档)."""
    return begin("archive", item, by, at).land(payload={"reason": clean(reason)})


@transaction.atomic
def cancel(*, item: SupervisionItem, by: Person, at: datetime, reason: str = "") -> SupervisionItem:
    """Withdraw an order (撤销)."""
    return begin("cancel", item, by, at).land(payload={"reason": reason_of(reason)})


@transaction.atomic
def make_long_term(*, item: SupervisionItem, by: Person, at: datetime, reason: str = "") -> SupervisionItem:
    """Turn a matter into a standing duty (长期坚持): no finish clock any more, reports by the cycle."""
    return begin("make_long_term", item, by, at).land(payload={"reason": reason_of(reason)})


MERGEABLE = (Status.DRAFT, Status.APPROVED, Status.LONG_TERM, *OPEN)


@transaction.atomic
def merge(
    *, item: SupervisionItem, by: Person, at: datetime, into: SupervisionItem, reason: str
) -> SupervisionItem:
    """Let a matter be dealt with in another one (并案)."""
    if into.pk == item.pk:
        raise Invalid(_("A matter cannot be merged into itself."))
    # Both rows are locked in the order of their ids: two crossing merges cannot wait for each other.
    for row in sorted((item, into), key=lambda one: one.pk):
        lock(row)
    step = begin("merge", item, by, at)
    target = SupervisionItem.objects.get(pk=into.pk)
    if target.status not in MERGEABLE:
        raise Conflict(
            _("“%(title)s” is in the state “%(state)s” and takes nothing in any more.")
            % {"title": target.title, "state": target.get_status_display()}
        )
    if target.status in BEFORE_DISPATCH and step.item.status not in BEFORE_DISPATCH:
        raise Conflict(_("A dispatched matter can only be merged into another dispatched one."))
    step.item.merged_into = target
    return step.land(payload={"into": target.pk, "number": target.number, "reason": reason_of(reason)})


@transaction.atomic
def instruct(
    *, item: SupervisionItem, by: Person, at: datetime, text: str, finish_due: date | None = None
) -> SupervisionItem:
    """Write an instruction on a matter: a new draft that follows it. Returns the new one; the old stays."""
    step = begin("instruct", item, by, at)
    said = words(text, _("Write the instruction."))
    order = follow_up(step.item, by, said, finish_due)
    new = file_item(by=by, at=at, order=order)
    # Taken back, the new matter is cancelled; the words on the old one stay.
    filed = Event.objects.about(SupervisionItem._meta.label_lower, new.pk).latest("version")
    outgoing(filed, new, by, at, [(new, {"status": Status.CANCELLED})]).save(force_insert=True)
    step.land(payload={"text": said, "new": new.pk})
    return new
