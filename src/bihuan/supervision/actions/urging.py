"""Urging by hand (催办): one matter or many at once, on the rung that is chosen."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.models import Event
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.kernel.errors import DomainError, Invalid
from bihuan.people.models import Person, Unit
from bihuan.supervision.actions.climbing import by_hand, claimed
from bihuan.supervision.actions.outgoing import outgoing
from bihuan.supervision.actions.step import begin, clean
from bihuan.supervision.models import Assignment, Level, Outgoing, Reminder, Rung, SupervisionItem
from bihuan.supervision.queries.holders import open_book
from bihuan.supervision.rules.moves import MOVES, acting_as, live_parts


@transaction.atomic
def urge(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    text: str = "",
    unit: Unit | None = None,
    level: str = Level.HANDLER,
) -> SupervisionItem:
    """Urge one unit, or all units of a matter (催办), and put it to whoever holds a rung to sign."""
    step = begin("urge", item, by, at)
    said, parts, book = clean(text), urged_parts(step.item, unit, level), open_book()
    rungs = []
    for part in parts:
        step.add(Reminder(item=step.item, unit_id=part.unit_id, text=said, by=by, at=at))
        rungs += by_hand(step.item, part, level, by, at, book)
    for rung in rungs:
        step.add(rung)
    step.item.urges += 1
    step.item.open_rungs += len(rungs)
    return step.land(payload={"text": said, "units": [part.unit_id for part in parts], **claimed(rungs)})


def urged_parts(item: SupervisionItem, unit: Unit | None, level: str) -> list[Assignment]:
    """The parts of a matter that are urged, or a refusal."""
    if level not in Level.values or level == Level.SECTION:
        raise Invalid(_("Choose whom to urge from the list."))
    parts = [part for part in live_parts(item) if unit is None or part.unit_id == unit.pk]
    if not parts:
        raise Invalid(_("This unit has no part in the matter."))
    return parts


def urge_all(
    *,
    items: Sequence[SupervisionItem],
    by: Person,
    at: datetime,
    text: str = "",
    unit: Unit | None = None,
    level: str = Level.HANDLER,
) -> tuple[dict[int, SupervisionItem], dict[int, str]]:
    """Urge the units of many matters at once; the matters urged, and of the others what stood in the way.

    What urge() does, written in bulk. The matters have been locked.
    """
    said, book = clean(text), open_book()
    refused: dict[int, str] = {}
    urged: list[tuple[SupervisionItem, list[Reminder], list[Rung]]] = []
    notes = []
    rows = SupervisionItem.objects.filter(pk__in=[item.pk for item in items]).order_by("pk")
    for row in rows.prefetch_related("assignments"):
        try:
            MOVES.check("urge", row, by)
            parts = urged_parts(row, unit, level)
        except DomainError as refusal:
            refused[row.pk] = str(refusal)
            continue
        was = before(row)
        rungs = [rung for part in parts for rung in by_hand(row, part, level, by, at, book)]
        reminders = [Reminder(item=row, unit_id=part.unit_id, text=said, by=by, at=at) for part in parts]
        row.urges += 1
        row.open_rungs += len(rungs)
        urged.append((row, reminders, rungs))
        words = {"text": said, "units": [part.unit_id for part in parts], **claimed(rungs)}
        changes = tuple(map(Change, (*reminders, *rungs)))
        notes.append(Note("item.urge", was, changes, Claim(words, role=acting_as(by, row, None))))
    _keep(urged)
    if notes:
        _hold(journal.record_all(notes=notes, by=by), urged, by, at)
    return {row.pk: row for row, *_made in urged}, refused


def _hold(
    events: Sequence[Event],
    urged: Sequence[tuple[SupervisionItem, list[Reminder], list[Rung]]],
    by: Person,
    at: datetime,
) -> None:
    """Let all of it be taken back for some seconds."""
    rows = []
    for event, (row, reminders, rungs) in zip(events, urged, strict=True):
        was = {"urges": row.urges - 1, "open_rungs": row.open_rungs - len(rungs)}
        made: list[Model] = [*reminders, *rungs]
        rows.append(outgoing(event, row, by, at, [(row, was), *((each, None) for each in made)]))
    Outgoing.objects.bulk_create(rows, batch_size=200)


def _keep(urged: Sequence[tuple[SupervisionItem, list[Reminder], list[Rung]]]) -> None:
    pour(list(chain.from_iterable(reminders for _row, reminders, _rungs in urged)))
    pour(list(chain.from_iterable(rungs for _row, _reminders, rungs in urged)))
    SupervisionItem.objects.bulk_update(
        [row for row, *_made in urged], ["urges", "open_rungs"], batch_size=200
    )
