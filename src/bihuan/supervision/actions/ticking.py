"""What the clock alone causes: dates that come near or pass, each written once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.kept import kept
from bihuan.journal.models import Event
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.kernel.errors import Invalid
from bihuan.supervision.actions.climbing import climb
from bihuan.supervision.models import (
    Assignment,
    Mark,
    MarkKind,
    SupervisionItem,
)
from bihuan.supervision.models.item import due_between, overdue, report_overdue
from bihuan.supervision.queries.ladders import unsigned, without_input
from bihuan.supervision.queries.terms import not_assigned
from bihuan.supervision.rules.marks import appeal_by
from bihuan.supervision.rules.moves import collector

BATCH = 500
# A finish date is announced when it lies before the day so many days on.
SOON = timedelta(days=2)


@dataclass(frozen=True)
class Signal:
    """One kind of thing that a clock says: its name, and which rows with which date it is about."""

    name: str
    column: str
    of_parts: bool = False
    # What the office itself is late with; it stands against no unit.
    of_office: bool = False

    def due(self, today: date, batch: int, after: int = 0) -> list[int]:
        """The numbers of some rows about which it has to be said and has not been said yet."""
        return list(self._asked(_numbers)(self, batch, today=today, soon=today + SOON, after=after))

    def among(self, today: date, rows: list[int]) -> list[Any]:
        """Those of some rows about which it has still to be said, each with its date as `due`."""
        span = {"lowest": rows[0], "highest": rows[-1]}
        wanted = frozenset(rows)
        found = self._asked(_rows)(self, today=today, soon=today + SOON, **span)
        return [row for row in found if row.pk in wanted]

    def _asked(self, question: Any) -> Callable[..., Any]:
        """The question with its kept statement; composed each time where the clocks decide its form."""
        found: Callable[..., Any] = question.__wrapped__ if self.of_office else question
        return found


@kept
def _numbers(signal: Signal, batch: int, *, after: int, **days: date) -> QuerySet[Any]:
    due = _unsaid(signal, **days).filter(pk__gt=after)
    return due.order_by("pk").values_list("pk", flat=True)[:batch]


@kept
def _rows(signal: Signal, *, lowest: int, highest: int, **days: date) -> QuerySet[Any]:
    found = _unsaid(signal, **days).filter(pk__gte=lowest, pk__lte=highest).annotate(due=F(signal.column))
    rows: QuerySet[Any] = found if signal.of_parts else found.only("pk")
    return rows.order_by("pk")


def _unsaid(signal: Signal, *, today: date, soon: date) -> QuerySet[Any]:
    model: type[Any] = Assignment if signal.of_parts else SupervisionItem
    key = Concat(
        Value(f"tick.{signal.name}:"),
        Cast("pk", CharField()),
        Value(":"),
        Cast(signal.column, CharField()),
        output_field=CharField(),
    )
    said = Event.objects.filter(idem=OuterRef("key"))
    rows: QuerySet[Any] = model.objects.filter(_WHEN[signal.name](today, soon)).annotate(key=key)
    return rows.filter(~Exists(said))


def _undispatched(today: date) -> Q:
    """What the office has not dispatched in time; nothing where the calendar is too short to count days."""
    try:
        return not_assigned(today)
    except Invalid:
        return Q(pk__in=[])


_WHEN: dict[str, Callable[[date, date], Q]] = {
    "due_soon": due_between,
    "finish_overdue": lambda today, _soon: overdue(today),
    "report_overdue": lambda today, _soon: report_overdue(today),
    "sign_overdue": lambda today, _soon: unsigned(today),
    "input_overdue": lambda today, _soon: without_input(today),
    "assign_overdue": lambda today, _soon: _undispatched(today),
}
SIGNALS = (
    Signal("due_soon", "finish_due"),
    Signal("finish_overdue", "finish_due"),
    Signal("report_overdue", "report_due"),
    Signal("sign_overdue", "sign_due", of_parts=True),
    Signal("input_overdue", "input_due", of_parts=True),
    Signal("assign_overdue", "created_at", of_office=True),
)


def tick(*, at: datetime, batch: int = BATCH) -> int:
    """Write what the clock says at this moment; return how many events that made.

    Late or twice or by two workers at once: whatever has been said about a date is not said again.
    """
    today = clock.day_of(at)
    said = sum(written for signal in SIGNALS for written in _batches(signal, today, batch))
    return said + climb(at=at, batch=batch)


def _batches(signal: Signal, today: date, batch: int) -> Iterator[int]:
    rows = signal.due(today, batch)
    while rows:
        yield _say(signal, today, rows)
        rows = signal.due(today, batch, after=rows[-1]) if len(rows) == batch else []


@transaction.atomic
def _say(signal: Signal, today: date, rows: list[int]) -> int:
    """Write one batch. The matters are locked first and asked again: somebody may have been faster."""
    ids = rows
    if signal.of_parts:
        ids = list(Assignment.objects.filter(pk__in=rows).values_list("item_id", flat=True))
    locked = SupervisionItem.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    locked = locked.defer("requirement", "targets").prefetch_related("assignments")
    items = {item.pk: item for item in locked}
    due = signal.among(today, rows)
    marks = {row.pk: _mark(row, today) for row in due} if signal.name == "sign_overdue" else {}
    pour(list(marks.values()))
    # Of several parts of one matter each is said by itself.
    rounds: dict[int, list[Note]] = defaultdict(list)
    places: Counter[int] = Counter()
    for row in due:
        item = items[row.item_id if signal.of_parts else row.pk]
        unit_id = row.unit_id if signal.of_parts else None if signal.of_office else _collecting_unit(item)
        parts = (Change(marks[row.pk]),) if marks else ()
        day = clock.day_of(row.due) if isinstance(row.due, datetime) else row.due
        claim = Claim({"due": day}, idem=row.key, unit_id=unit_id)
        rounds[places[item.pk]].append(Note(f"item.{signal.name}", before(item), parts, claim))
        places[item.pk] += 1
    for notes in rounds.values():
        journal.record_all(notes=notes, by=None)
    return len(due)


def _mark(part: Assignment, today: date) -> Mark:
    """A unit that has not signed in time has that against it."""
    return Mark(
        item_id=part.item_id,
        unit_id=part.unit_id,
        kind=MarkKind.UNSIGNED,
        day=today,
        appeal_by=appeal_by(today),
    )


def _collecting_unit(item: SupervisionItem) -> int | None:
    part = collector(item)
    return part.unit_id if part else None
