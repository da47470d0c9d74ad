"""How a unit has behaved in some matters, as the record has it: facts with number and rule, no score."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import CharField, Count, DateField, IntegerField, Value
from django.db.models.functions import Cast

from bihuan.journal import clock
from bihuan.kernel.intervals import Judged, judge
from bihuan.people.models import Person
from bihuan.supervision.models import (
    DONE,
    REPORTING,
    Assignment,
    AssignmentRole,
    Decision,
    ExtensionRequest,
    Reminder,
    Report,
    SupervisionItem,
    Verification,
    VerificationResult,
)
from bihuan.supervision.models.item import ended_in
from bihuan.supervision.queries.months import ON_TIME, twelve

REPORT, EXTENSION, REMINDER, VERIFICATION = "report", "extension", "reminder", "verification"


@dataclass(frozen=True)
class Signature:
    """When a part was signed for: days after dispatch, and the day by which it was due."""

    item_id: int
    days: int | None
    due: date | None
    is_late: bool


@dataclass
class Conduct:
    """The facts of one unit in some matters. `matters` are those in which it has a part, the newest first.

    Reports owed and late hold also those that were due and have not come; how many these are says `awaited`.
    """

    matters: list[Assignment] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    reports: int = 0
    late_reports: int = 0
    awaited: int = 0
    latest_late: tuple[int, date, int] | None = None
    after_urges: int = 0
    urges: int = 0
    extensions: int = 0
    granted: int = 0
    pending: int = 0
    returns: int = 0
    verified: int = 0
    found_otherwise: int = 0
    latest_found: tuple[int, date] | None = None

    @property
    def late_signature(self) -> Signature | None:
        """The first part that was not signed for in time."""
        return next((each for each in self.signatures if each.is_late), None)

    @property
    def item_id(self) -> int | None:
        """The newest of the matters, to which the facts lead."""
        return self.matters[0].item_id if self.matters else None


@dataclass(frozen=True)
class Step:
    """One row of the record about a matter, whichever kind it is of."""

    kind: str
    item_id: int
    at: datetime
    due: date | None
    number: int
    word: str


def conduct(person: Person, unit_id: int, items: Iterable[int], today: date) -> Conduct:
    """What is on record of a unit in some matters that the reader sees; two questions."""
    seen = SupervisionItem.objects.visible_to(person).filter(pk__in=list(items))
    parts = Assignment.objects.live().filter(unit=unit_id, item__in=seen).select_related("item")
    found = Conduct(matters=list(parts.exclude(item__dispatched_at=None).order_by("-item_id")))
    found.signatures = [_signature(part, today) for part in found.matters]
    led = {part.item_id for part in found.matters if part.role == AssignmentRole.LEAD}
    found.returns = sum(part.item.returns for part in found.matters if part.item_id in led)
    by_item: dict[int, list[Step]] = defaultdict(list)
    if found.matters:
        for step in _steps(unit_id, [part.item_id for part in found.matters]):
            by_item[step.item_id].append(step)
    for item_id, steps in by_item.items():
        _add(found, steps, is_lead=item_id in led)
    found.awaited = sum(_awaits(part, today) for part in found.matters if part.item_id in led)
    found.reports += found.awaited
    found.late_reports += found.awaited
    return found


def _awaits(part: Assignment, today: date) -> bool:
    """Whether a report on a matter was due and has not come."""
    due = part.item.report_due
    return bool(part.item.status in REPORTING and due and due < today)


def _signature(part: Assignment, today: date) -> Signature:
    assert part.item.dispatched_at  # noqa: S101 - left out by the query
    sent = clock.day_of(part.item.dispatched_at)
    signed = clock.day_of(part.signed_at) if part.signed_at else None
    is_late = bool(part.sign_due and (signed or today) > part.sign_due)
    return Signature(part.item_id, (signed - sent).days if signed else None, part.sign_due, is_late)


def _steps(unit_id: int, items: list[int]) -> list[Step]:
    """Reports, requests, urges and verifications of some matters, in one question."""
    rows = (
        _rows(Report, REPORT, items, due="answers_due", number="late_days", word="kind").filter(unit=unit_id),
        _rows(ExtensionRequest, EXTENSION, items, word="decision").filter(unit=unit_id),
        _rows(Reminder, REMINDER, items).filter(unit=unit_id),
        _rows(Verification, VERIFICATION, items, word="result"),
    )
    first, *others = [each.values_list("what", "item_id", "at", "day", "number", "word") for each in rows]
    found = [Step(*row) for row in first.union(*others, all=True)]
    return sorted(found, key=lambda step: (step.item_id, step.at))


def _rows(model: Any, kind: str, items: list[int], *, due: str = "", number: str = "", word: str = "") -> Any:
    return model.objects.filter(item__in=items).annotate(
        what=Value(kind, CharField()),
        day=Cast(due or Value(None), DateField()),
        number=Cast(number, IntegerField()) if number else Value(0, IntegerField()),
        word=Cast(word, CharField(max_length=20)) if word else Value("", CharField()),
    )


def _add(found: Conduct, steps: list[Step], *, is_lead: bool) -> None:
    """Add one matter's steps, in the order in which they were made."""
    for step in steps:
        if step.kind == REPORT and step.due:
            found.reports += 1
            if step.number:
                found.late_reports += 1
                found.latest_late = (step.item_id, step.due, step.number)
        elif step.kind == EXTENSION:
            found.extensions += 1
            found.granted += step.word == Decision.GRANTED
            found.pending += step.word == Decision.PENDING
        elif step.kind == REMINDER:
            found.urges += 1
        elif step.kind == VERIFICATION and is_lead:
            found.verified += 1
            if step.word != VerificationResult.TRUE:
                found.found_otherwise += 1
                found.latest_found = (step.item_id, clock.day_of(step.at))
    moved = [step for step in steps if step.kind in (REPORT, REMINDER)]
    found.after_urges += sum((first.kind, then.kind) == (REMINDER, REPORT) for first, then in pairwise(moved))


@dataclass(frozen=True)
class OnTime:
    """What a unit concluded in twelve months beside all units of the city, as far as the reader sees them."""

    ended: int
    on_time: int
    judged: Judged | None


@dataclass(frozen=True)
class Shares:
    """Matters concluded in twelve months and those of them on time: of all units, and by the lead unit."""

    ended: int
    on_time: int
    by_unit: Mapping[int, tuple[int, int]]

    def of(self, unit_id: int) -> OnTime:
        """One unit's, held against the average."""
        ended, on_time = self.by_unit.get(unit_id, (0, 0))
        if not ended:
            return OnTime(0, 0, None)
        return OnTime(ended, on_time, judge(on_time, ended, self.on_time / self.ended))


def on_time(person: Person, today: date) -> Shares:
    """How much was concluded on time by each unit, as far as the reader sees it; two questions."""
    seen = SupervisionItem.objects.visible_to(person).filter(ended_in(twelve(today)), status__in=DONE)
    counts = {"ended": Count("pk", distinct=True), "on_time": Count("pk", distinct=True, filter=ON_TIME)}
    whole = seen.aggregate(**counts)
    led = seen.order_by().filter(assignments__in=Assignment.objects.live().filter(role=AssignmentRole.LEAD))
    rows: Any = led.values("assignments__unit").annotate(**counts)
    by_unit = {row["assignments__unit"]: (row["ended"], row["on_time"]) for row in rows}
    return Shares(whole["ended"], whole["on_time"], by_unit)
