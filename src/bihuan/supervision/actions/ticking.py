"""What the clock alone causes: dates that come near or pass, each written once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.supervision.actions.climbing import climb
from bihuan.supervision.models import (
    Assignment,
    Mark,
    MarkKind,
    SupervisionItem,
)
from bihuan.supervision.models.item import due_soon, overdue, report_overdue
from bihuan.supervision.queries.ladders import unsigned, without_input
from bihuan.supervision.rules.marks import appeal_by
from bihuan.supervision.rules.moves import collector

BATCH = 500


@dataclass(frozen=True)
class Signal:
    """One kind of thing that a clock says: its name, and which rows with which date it is about."""

    name: str
    column: str
    of_parts: bool = False

    def due(self, today: date) -> QuerySet[Any]:
        """Rows about which it has to be said and has not been said yet."""
        model: type[Any] = Assignment if self.of_parts else SupervisionItem
        key = Concat(
            Value(f"tick.{self.name}:"),
            Cast("pk", CharField()),
            Value(":"),
            Cast(self.column, CharField()),
            output_field=CharField(),
        )
        said = Event.objects.filter(idem=OuterRef("key"))
        rows: QuerySet[Any] = model.objects.filter(_WHEN[self.name](today)).annotate(key=key)
        return rows.filter(~Exists(said))


_WHEN: dict[str, Any] = {
    "due_soon": due_soon,
    "finish_overdue": overdue,
    "report_overdue": report_overdue,
    "sign_overdue": unsigned,
    "input_overdue": without_input,
}
SIGNALS = (
    Signal("due_soon", "finish_due"),
    Signal("finish_overdue", "finish_due"),
    Signal("report_overdue", "report_due"),
    Signal("sign_overdue", "sign_due", of_parts=True),
    Signal("input_overdue", "input_due", of_parts=True),
)


def tick(*, at: datetime, batch: int = BATCH) -> int:
    """Write what the clock says at this moment; return how many events that made.

    Late or twice or by two workers at once: whatever has been said about a date is not said again.
    """
    today = clock.day_of(at)
    said = sum(written for signal in SIGNALS for written in _batches(signal, today, batch))
    return said + climb(at=at, batch=batch)


def _batches(signal: Signal, today: date, batch: int) -> Iterator[int]:
    last = 0
    due = signal.due(today).order_by("pk").values_list("pk", flat=True)
    while rows := list(due.filter(pk__gt=last)[:batch]):
        yield _say(signal, today, rows)
        last = rows[-1]


@transaction.atomic
def _say(signal: Signal, today: date, rows: list[int]) -> int:
    """Write one batch. The matters are locked first and asked again: somebody may have been faster."""
    ids = rows
    if signal.of_parts:
        ids = list(Assignment.objects.filter(pk__in=rows).values_list("item_id", flat=True))
    locked = SupervisionItem.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    locked = locked.defer("requirement", "targets").prefetch_related("assignments")
    items = {item.pk: item for item in locked}
    due = list(signal.due(today).filter(pk__in=rows).annotate(due=F(signal.column)).order_by("pk"))
    marks = {row.pk: _mark(row, today) for row in due} if signal.name == "sign_overdue" else {}
    pour(list(marks.values()))
    # Of several parts of one matter each is said by itself.
    rounds: dict[int, list[Note]] = defaultdict(list)
    places: Counter[int] = Counter()
    for row in due:
        item = items[row.item_id if signal.of_parts else row.pk]
        unit_id = row.unit_id if signal.of_parts else _collecting_unit(item)
        parts = (Change(marks[row.pk]),) if marks else ()
        claim = Claim({"due": row.due}, idem=row.key, unit_id=unit_id)
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
