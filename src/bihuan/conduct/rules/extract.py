"""The columns of the extract, and the rows one event gives: no text, no person, no device."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

import pyarrow as pa

# The kinds of parts that measures read, and which of their columns says what became of them.
SAYS = {
    "supervision.report": "kind",
    "supervision.mark": "kind",
    "supervision.assignment": "status",
    "supervision.ownershipdispute": "decision",
    "supervision.extensionrequest": "decision",
    "supervision.verification": "result",
    "supervision.reminder": "",
    "supervision.lookback": "done_at",
}
# In which of its columns a part says its date, and the unit that it names besides its own.
DUE = {
    "supervision.report": "answers_due",
    "supervision.assignment": "input_due",
    "supervision.extensionrequest": "granted_date",
    "supervision.lookback": "due",
}
# A part that does not say its unit is of the one for which the event was done.
UNSAID = frozenset({"supervision.ownershipdispute", "supervision.extensionrequest"})
LONGEST_WORD = 20
# A clock's event names the day that passed at the end of its own key: verb, row, day or moment.
CLOCK = "tick."
DAY = len("2026-01-01")


class Row(TypedDict):
    """One event, or one part of it, whose columns are empty where the event did not change them.

    Of the event: `state` in which it put the matter, `role` in which it was done, `claimed` the day for
    which it was told, and the dates newly in force: `finish`, `report` (the next one due), `done` (the
    result's). `unit` is the one it was done for, `due` the day of a clock that it speaks of.

    Of a part: its `unit`, what became of it (`word`), its date (`due`), of a report how `late`, whether it
    says that nothing has changed (`same`) and how much per cent `alike` an earlier one it is, of a unit's
    part whether it `leads` and by when to `sign`, of a mark whether it `counts`, of an objection the
    `other` unit that leads from now on. A file is a part, too: `due` is the day on which it was first seen.
    """

    year: int
    place: int
    version: int
    event: int
    case: int
    activity: str
    state: str
    role: str
    at: datetime
    day: date
    claimed: date | None
    finish: date | None
    report: date | None
    done: date | None
    unit: int | None
    part: str
    part_id: int | None
    word: str
    due: date | None
    late: int | None
    same: bool | None
    alike: int | None
    leads: bool | None
    sign: date | None
    counts: bool | None
    other: int | None


SCHEMA = pa.schema(
    [
        ("year", pa.int16()),
        ("place", pa.int64()),
        ("version", pa.int32()),
        ("event", pa.int64()),
        ("case", pa.int64()),
        ("activity", pa.string()),
        ("state", pa.string()),
        ("role", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("day", pa.date32()),
        ("claimed", pa.date32()),
        ("finish", pa.date32()),
        ("report", pa.date32()),
        ("done", pa.date32()),
        ("unit", pa.int64()),
        ("part", pa.string()),
        ("part_id", pa.int64()),
        ("word", pa.string()),
        ("due", pa.date32()),
        ("late", pa.int32()),
        ("same", pa.bool_()),
        ("alike", pa.int32()),
        ("leads", pa.bool_()),
        ("sign", pa.date32()),
        ("counts", pa.bool_()),
        ("other", pa.int64()),
    ]
)


def rows_of(event: Any, year: int, place: int, files: Mapping[int, date] | None = None) -> list[Row]:
    """The rows of an event at its place in the year's tree: one without a part, then one for each part.

    `files` are those handed in with it, each with the day on which its content was first seen.
    """
    said = json.loads(event.body)
    now = said["aft"]["set"]
    head = Row(
        year=year,
        place=place,
        version=event.version,
        event=event.pk,
        case=event.thing_id,
        activity=event.verb,
        state=now.get("status") or "",
        role=event.role,
        at=event.at,
        day=event.local_date,
        claimed=event.claimed_date,
        finish=_day(now.get("finish_due")),
        report=_day(now.get("report_due")),
        done=_day(now.get("done_date")),
        unit=event.unit_id,
        part="",
        part_id=None,
        word="",
        due=_passed(said["idem"]),
        late=None,
        same=None,
        alike=None,
        leads=None,
        sign=None,
        counts=None,
        other=None,
    )
    parts = [_part(head, part) for part in said["aft"]["parts"] if part["kind"] in SAYS]
    seen = [Row(**{**head, "part": "file", "part_id": pk, "due": day}) for pk, day in (files or {}).items()]
    return [head, *parts, *seen]


def _part(head: Row, part: dict[str, Any]) -> Row:
    kind, now = part["kind"], part["set"]
    role = now.get("role")
    return {
        **head,
        "unit": now.get("unit_id", head["unit"] if kind in UNSAID else None),
        "part": kind.removeprefix("supervision."),
        "part_id": part["id"],
        "word": str(now.get(SAYS[kind]) or "")[:LONGEST_WORD],
        "due": _day(now.get(DUE.get(kind, ""))),
        "late": now.get("late_days"),
        "same": now.get("is_unchanged"),
        "alike": now.get("alike"),
        "leads": role == "lead" if role else None,
        "sign": _day(now.get("sign_due")),
        "counts": now.get("counts"),
        "other": now.get("new_lead_id"),
    }


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _passed(idem: str | None) -> date | None:
    return date.fromisoformat(idem.split(":", 2)[2][:DAY]) if idem and idem.startswith(CLOCK) else None
