"""The end of the check: every row becomes a matter or changes one, all or none; and the way back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.breakdown.actions.draft import need_office, record, under_check
from bihuan.breakdown.actions.twins import same_matters
from bihuan.breakdown.models import BreakdownRow, BreakdownStatus, TaskBreakdown
from bihuan.breakdown.queries.checking import Checked, Checker
from bihuan.breakdown.queries.frames import Known
from bihuan.breakdown.queries.wording import fault_words
from bihuan.journal import clock
from bihuan.journal.pouring import set_column
from bihuan.journal.rules import before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.supervision import actions as supervision
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.rules.orders import NewItem

# Hours in which a confirmed table can be taken back.
UNDO_HOURS = 24
TOLD = 3


@dataclass(frozen=True)
class Outcome:
    """What a confirmed table did: matters it made, matters it changed, matters that said so already."""

    breakdown: TaskBreakdown
    made: list[SupervisionItem]
    changed: list[SupervisionItem]
    unchanged: int


@dataclass(frozen=True)
class Undone:
    """What taking a table back did: matters that are withdrawn, and matters that stay."""

    breakdown: TaskBreakdown
    withdrawn: list[SupervisionItem]
    kept: list[SupervisionItem]


@transaction.atomic
def confirm(*, breakdown: TaskBreakdown, by: Person, at: datetime, dispatch: bool) -> Outcome:
    """Make the matters of a checked table, numbered in its order, and dispatch them at once if so wished.

    All or none: a cell that is not right yet is named and stops everything.
    """
    breakdown = under_check(breakdown, by)
    rows = list(breakdown.rows.counted().order_by("line", "piece"))
    checker = Checker(breakdown, rows, clock.day_of(at))
    checked = list(checker.all())
    _refuse_faults(breakdown, checked)
    _refuse_doubles(breakdown, checked)
    if not checked:
        raise Invalid(_("Every row of this table is left out."))
    known = checker.frame.known
    assert isinstance(known, Known)  # noqa: S101 - frame_of() makes no other
    new = [each for each in checked if each.item is None]
    made = supervision.file_all(
        orders=[_order(breakdown, each, known) for each in new],
        by=by,
        at=at,
        dispatch=dispatch,
        said=[{"table": breakdown.pk, "row": each.row.line} for each in new],
    )
    set_column(BreakdownRow, "item_id", [(e.row.pk, m.pk) for e, m in zip(new, made, strict=True)])
    changed = [_amend(breakdown, each, known, by, at) for each in checked if each.is_change]
    was = before(breakdown)
    breakdown.status, breakdown.confirmed_at = BreakdownStatus.CONFIRMED, at
    breakdown.save(update_fields=["status", "confirmed_at"])
    unchanged = len(checked) - len(new) - len(changed)
    payload = {"made": len(made), "changed": len(changed), "same": unchanged, "dispatch": dispatch}
    record(verb="confirm", thing=was, by=by, payload=payload)
    return Outcome(breakdown, made, changed, unchanged)


def _refuse_faults(breakdown: TaskBreakdown, checked: Sequence[Checked]) -> None:
    wrong = [(each, fault) for each in checked for fault in each.faults]
    if not wrong:
        return
    words = "；".join(fault_words(breakdown, each, fault) for each, fault in wrong[:TOLD])
    said = ngettext(
        "%(count)s cell is not right yet: %(words)s",
        "%(count)s cells are not right yet: %(words)s",
        len(wrong),
    )
    raise Conflict(said % {"count": len(wrong), "words": words})


def _refuse_doubles(breakdown: TaskBreakdown, checked: Sequence[Checked]) -> None:
    """Rows that say the same as a matter filed since the table came in: nobody has been asked about them."""
    new = [each for each in checked if each.item is None]
    told = [(each.row.line, item) for each, item in same_matters(new, since=breakdown.created_at)]
    if not told:
        return
    words = "；".join(f"{line}: {item.number or item.title}" for line, item in told[:TOLD])
    said = ngettext(
        "%(count)s row says the same as a matter that was filed since (%(words)s). "
        "Leave it out, or hand the table in again.",
        "%(count)s rows say the same as matters that were filed since (%(words)s). "
        "Leave them out, or hand the table in again.",
        len(told),
    )
    raise Conflict(said % {"count": len(told), "words": words})


def _order(breakdown: TaskBreakdown, checked: Checked, known: Known) -> NewItem:
    judged = checked.judged
    leader = known.persons().get(judged.leader) if judged.leader else None
    return NewItem(
        title=judged.title,
        requirement=judged.requirement,
        source_type=breakdown.source_type,
        leads=tuple(known.unit(pk) for pk in judged.leads),
        co_units=tuple(known.unit(pk) for pk in judged.co_units),
        leader=leader,
        finish_due=judged.finish_due,
        report_cycle=judged.report_cycle,
        basis=judged.basis,
        targets=judged.targets,
    )


def _amend(
    breakdown: TaskBreakdown, checked: Checked, known: Known, by: Person, at: datetime
) -> SupervisionItem:
    """Let a matter say what its row says; the row keeps the cells that count."""
    row = checked.row
    row.cells = json.dumps(checked.texts, ensure_ascii=False)
    row.save(update_fields=["cells"])
    assert checked.item is not None  # noqa: S101 - only rows of a matter change one
    order = _order(breakdown, checked, known)
    said = {"table": breakdown.pk, "row": row.line}
    return supervision.amend(item=checked.item, by=by, at=at, order=order, said=said)


def undo_until(breakdown: TaskBreakdown) -> datetime | None:
    """The moment until which a confirmed table can be taken back."""
    if breakdown.status != BreakdownStatus.CONFIRMED or breakdown.confirmed_at is None:
        return None
    return breakdown.confirmed_at + timedelta(hours=UNDO_HOURS)


@transaction.atomic
def undo(*, breakdown: TaskBreakdown, by: Person, at: datetime) -> Undone:
    """Take back what a table has brought, within a day and as far as nobody has acted on it.

    Matters are cancelled and their numbers stay used; those on which somebody has acted stay and are named.
    What the table changed in matters that were there before stays too.
    """
    need_office(by)
    breakdown = TaskBreakdown.objects.select_for_update().get(pk=breakdown.pk)
    until = undo_until(breakdown)
    if until is None:
        raise Conflict(_("Only a confirmed table can be taken back."))
    if at > until:
        raise Conflict(_("A table can be taken back for %(hours)s hours only.") % {"hours": UNDO_HOURS})
    brought = SupervisionItem.objects.filter(breakdown_rows__breakdown=breakdown, breakdown_rows__is_new=True)
    reason = _("The table “%(title)s” was taken back.") % {"title": breakdown.title}
    withdrawn, kept = supervision.withdraw_all(
        items=list(brought.order_by("id")), by=by, at=at, reason=reason
    )
    was = before(breakdown)
    breakdown.status, breakdown.undone_at = BreakdownStatus.UNDONE, at
    breakdown.save(update_fields=["status", "undone_at"])
    payload = {"withdrawn": len(withdrawn), "kept": [item.pk for item in kept]}
    record(verb="undo", thing=was, by=by, payload=payload)
    return Undone(breakdown, withdrawn, kept)
