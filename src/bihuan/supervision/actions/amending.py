"""A corrected order: what a table that comes back says of a matter that is already on file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Denied
from bihuan.people.models import Person, Role
from bihuan.supervision.actions.filing import check, columns_of, content_of, index, parts_of
from bihuan.supervision.actions.step import lock
from bihuan.supervision.models import Assignment, AssignmentStatus, Gram, SupervisionItem
from bihuan.supervision.rules.orders import NewItem, amended_columns

UNITS = "units"


@transaction.atomic
def amend(
    *, item: SupervisionItem, by: Person, at: datetime, order: NewItem, said: Mapping[str, Any] | None = None
) -> SupervisionItem:
    """Let a matter say what its corrected order says.

    Before it is dispatched everything may change; afterwards only its words, for units and dates have moves
    of their own. A matter that has ended is left as it is.
    """
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office amends matters by a table."))
    row = lock(item)
    allowed = amended_columns(row.status)
    if not allowed:
        raise Conflict(
            _("“%(title)s” is in the state “%(state)s” and is not amended any more.")
            % {"title": row.title, "state": row.get_status_display()}
        )
    if UNITS in allowed:
        check(order, clock.day_of(at))
    was = before(row)
    for name, value in columns_of(order).items():
        if name in allowed:
            setattr(row, name, value)
    row.save(update_fields=sorted(allowed - {UNITS}))
    changes = _put_units(row, order) if UNITS in allowed else []
    Gram.objects.filter(item=row).delete()
    index(row, f"{row.title}\n{row.requirement}")
    index(row, row.number or "")
    claim = Claim({**content_of(order), **(said or {})}, role=Role.SUPERVISOR)
    journal.record(verb="item.amend", thing=was, by=by, parts=changes, claim=claim)
    return row


def _put_units(item: SupervisionItem, order: NewItem) -> list[Change]:
    """Name the units of the order, in its order; who is no longer named is released."""
    there = {part.unit_id: part for part in item.assignments.all()}
    changes = []
    for wanted in parts_of(item, order):
        part = there.pop(wanted.unit_id, None)
        if part is None:
            wanted.save(force_insert=True)
            changes.append(Change(wanted))
            continue
        changes.append(before(part))
        part.role, part.position, part.status = wanted.role, wanted.position, AssignmentStatus.WAITING
        part.save(update_fields=["role", "position", "status"])
    return changes + [_release(part) for part in there.values()]


def _release(part: Assignment) -> Change:
    was = before(part)
    part.status = AssignmentStatus.RELEASED
    part.save(update_fields=["status"])
    return was
