"""The columns of the extract, and the rows one event gives: no text, no person, no device."""

import json
from datetime import date, datetime
from typing import Any, TypedDict

# The kinds of parts that measures read, and which of their columns says what became of them.
SAYS = {
    "supervision.report": "kind",
    "supervision.mark": "kind",
    "supervision.assignment": "status",
    "supervision.ownershipdispute": "decision",
    "supervision.extensionrequest": "decision",
    "supervision.verification": "result",
    "supervision.reminder": "",
}
# A clock's event names the day that passed at the end of its own key: verb, row, day.
CLOCK = "tick."


class Row(TypedDict):
    """One event, or one part of it. `unit` is the part's unit, else the one the event was done for.

    `state` is where the event put the matter, empty where it left it; `role` in which it was done.
    """

    year: int
    place: int
    event: int
    case: int
    activity: str
    state: str
    role: str
    at: datetime
    day: date
    unit: int | None
    part: str
    part_id: int | None
    word: str
    late: int | None
    due: date | None
    counts: bool | None


def rows_of(event: Any, year: int, place: int) -> list[Row]:
    """The rows of an event at its place in the year's tree: one without a part, then one for each part."""
    said = json.loads(event.body)
    head = Row(
        year=year,
        place=place,
        event=event.pk,
        case=event.thing_id,
        activity=event.verb,
        state=said["aft"]["set"].get("status", ""),
        role=event.role,
        at=event.at,
        day=event.local_date,
        unit=event.unit_id,
        part="",
        part_id=None,
        word="",
        late=None,
        due=_passed(said["idem"]),
        counts=None,
    )
    return [head, *(_part(head, part) for part in said["aft"]["parts"] if part["kind"] in SAYS)]


def _part(head: Row, part: dict[str, Any]) -> Row:
    kind, now = part["kind"], part["set"]
    due = now.get("answers_due")
    return {
        **head,
        "unit": now.get("unit_id", head["unit"]),
        "part": kind.removeprefix("supervision."),
        "part_id": part["id"],
        "word": str(now.get(SAYS[kind]) or ""),
        "late": now.get("late_days"),
        "due": date.fromisoformat(due) if due else None,
        "counts": now.get("counts"),
    }


def _passed(idem: str | None) -> date | None:
    return date.fromisoformat(idem.rsplit(":", 1)[1]) if idem and idem.startswith(CLOCK) else None
