"""What every change of a table under check has in common: the lock, the person, the count of faults."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bihuan.breakdown.models import BreakdownRow, BreakdownStatus, TaskBreakdown
from bihuan.breakdown.queries.checking import Checker
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.pouring import set_column
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.errors import Conflict, Denied
from bihuan.people.models import Person, Role


def need_office(by: Person) -> None:
    """Tables of tasks are the supervision office's."""
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Tables of tasks are taken in by the supervision office."))


def under_check(breakdown: TaskBreakdown, by: Person) -> TaskBreakdown:
    """Lock a table for a change; refuse the wrong person and the wrong state."""
    need_office(by)
    locked = TaskBreakdown.objects.select_for_update().get(pk=breakdown.pk)
    if locked.status != BreakdownStatus.DRAFT:
        raise Conflict(
            _("“%(title)s” is no longer being checked: %(state)s.")
            % {"title": locked.title, "state": locked.get_status_display()}
        )
    return locked


def recheck(breakdown: TaskBreakdown, at: datetime, rows: Sequence[BreakdownRow] | None = None) -> None:
    """Count the faults of rows anew; all rows of the table where none are named."""
    if rows is None:
        rows = list(breakdown.rows.counted().order_by("line", "piece"))
    changed = []
    for checked in Checker(breakdown, rows, clock.day_of(at)).all():
        if checked.row.faults != len(checked.faults):
            checked.row.faults = len(checked.faults)
            changed.append((checked.row.pk, checked.row.faults))
    set_column(BreakdownRow, "faults", changed)


def record(*, verb: str, thing: Change, by: Person, payload: Mapping[str, Any] | None = None) -> None:
    """Write the one event of a change of a table."""
    claim = Claim(payload or {}, role=Role.SUPERVISOR)
    journal.record(verb=f"breakdown.{verb}", thing=thing, by=by, claim=claim)
