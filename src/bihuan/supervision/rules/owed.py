"""What the units of a matter owe now, by clock and unit, each with its date."""

from datetime import date

from bihuan.supervision.models import (
    OWING,
    REPORTING,
    AssignmentRole,
    AssignmentStatus,
    Clock,
    SupervisionItem,
)
from bihuan.supervision.rules.moves import collector, live_parts

INPUT_OWED = (AssignmentStatus.DISPATCHED, AssignmentStatus.ACCEPTED)


def owed_dates(item: SupervisionItem) -> dict[tuple[str, int], date | None]:
    """The dates that run: a rung whose date is not among them is answered."""
    found: dict[tuple[str, int], date | None] = {}
    for part in live_parts(item):
        if part.status == AssignmentStatus.DISPATCHED and item.status in (*OWING, *REPORTING):
            found[Clock.SIGN, part.unit_id] = part.sign_due
        is_input = part.role == AssignmentRole.CO and part.status in INPUT_OWED and part.input_at is None
        if is_input and item.status in OWING:
            found[Clock.INPUT, part.unit_id] = part.input_due
    first = collector(item)
    if first and item.status in REPORTING:
        found[Clock.REPORT, first.unit_id] = item.report_due
    if first and item.status in OWING:
        found[Clock.FINISH, first.unit_id] = item.finish_due
    return found
