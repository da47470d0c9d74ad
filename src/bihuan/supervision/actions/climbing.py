"""The ladder of urging: raised by the clock or by hand, signed by its holders, answered by what comes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import F

from bihuan.calendar.queries import first_workday_from, remembering
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.step import begin
from bihuan.supervision.models import Assignment, Clock, Level, Rung, SupervisionItem
from bihuan.supervision.queries.holders import Book, Duty, open_book
from bihuan.supervision.queries.ladders import Climb, climbs, known_rungs
from bihuan.supervision.rules.ladders import next_level
from bihuan.supervision.rules.moves import part_of, rungs_to_sign

BATCH = 500


def climb(*, at: datetime, batch: int = BATCH) -> int:
    """Raise the rungs that are due at this moment; return how many events that made.

    Late or twice or by two workers at once: a rung that stands is not raised again.
    """
    with remembering():
        if first_workday_from(clock.day_of(at)) != clock.day_of(at):
            # Nobody is urged on a free day; what ran out before it, the next morning says.
            return 0
        try:
            due = [each for each in climbs(clock.day_of(at)) if each.limits()]
        except Invalid:
            # Without the year's working days, and those of some weeks before, nobody can say how late a thing
            # is: the rungs come when they are in.
            return 0
        book = open_book()
        return sum(written for each in due for written in _batches(each, book, at, batch))


def _batches(climb: Climb, book: Book, at: datetime, batch: int) -> Iterator[int]:
    late = climb.late(batch)
    while late:
        lacking = _lacking(climb, late, book, at)
        if lacking:
            yield _raise_all(climb, book, at, {rung.item_id for rung in lacking}, late)
        late = climb.late(batch, after=late[-1].pk) if len(late) == batch else []


@transaction.atomic
def _raise_all(climb: Climb, book: Book, at: datetime, ids: set[int], seen: Sequence[Assignment]) -> int:
    """Raise the rungs of some matters. They are locked first and asked again: somebody may be faster."""
    locked = SupervisionItem.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    items = {item.pk: item for item in locked.defer("requirement", "targets")}
    again = climb.late(len(seen), after=seen[0].pk - 1, last=seen[-1].pk)
    late = [part for part in again if part.item_id in items]
    raised: dict[int, list[Rung]] = defaultdict(list)
    for rung in _lacking(climb, late, book, at):
        raised[rung.item_id].append(rung)
    return _write(raised, items, climb.clock)


def _lacking(climb: Climb, parts: Sequence[Any], book: Book, at: datetime) -> list[Rung]:
    """The rungs, not yet written, that late parts lack on a day."""
    known = known_rungs(climb.clock, {part.item_id for part in parts})
    limits, found = climb.limits(), []
    for part in parts:
        due, duty = part.ran_out, Duty(part.unit_id, part.handler_id, part.leader_id)
        has = known[part.item_id, part.unit_id, due]
        levels = [level for level, limit in limits.items() if due < limit and level not in has]
        for level, holder in _filled(levels, has, duty, book):
            found.append(_rung(part.item_id, part.unit_id, climb.clock, due, level, holder, at))
    return found


def _filled(
    levels: Iterable[str], known: set[str], duty: Duty, book: Book
) -> Iterator[tuple[str, int | None]]:
    """Each rung with its holder; where the post is vacant, the next rung with it."""
    said = set(known)
    for wanted in levels:
        level, holder = wanted, book.holder(wanted, duty)
        if level == Level.SECTION and holder is None:
            continue
        while level and level not in said:
            said.add(level)
            yield level, holder
            if holder is not None:
                break
            level = next_level(level) if level != Level.SECTION else ""
            holder = book.holder(level, duty) if level else None


def _rung(
    item: int, unit: int, clock_: str, due: date | None, level: str, holder: int | None, at: datetime
) -> Rung:
    return Rung(
        item_id=item,
        unit_id=unit,
        clock=clock_,
        due=due,
        level=level,
        holder_id=holder,
        is_vacant=holder is None,
        at=at,
    )


def _write(raised: dict[int, list[Rung]], items: dict[int, SupervisionItem], clock_: str) -> int:
    if not raised:
        return 0
    pour(list(chain.from_iterable(raised.values())))
    notes, by_count = [], defaultdict(list)
    for pk, rungs in raised.items():
        said = claimed(rungs) | {"clock": clock_, "ran_out": min(rung.due for rung in rungs if rung.due)}
        units = {rung.unit_id for rung in rungs}
        claim = Claim(said, unit_id=units.pop() if len(units) == 1 else None)
        notes.append(Note("item.escalate", before(items[pk]), tuple(map(Change, rungs)), claim))
        by_count[len(rungs)].append(pk)
    for count, pks in by_count.items():
        SupervisionItem.objects.filter(pk__in=pks).update(open_rungs=F("open_rungs") + count)
    journal.record_all(notes=notes, by=None)
    return len(notes)


def claimed(rungs: Sequence[Rung]) -> dict[str, Any]:
    """What an event says of the rungs that it raised: each with its holder, and those that are vacant."""
    return {
        "raised": [[rung.level, rung.holder_id] for rung in rungs if not rung.is_vacant],
        "vacant": [rung.level for rung in rungs if rung.is_vacant],
    }


def by_hand(
    item: SupervisionItem, part: Assignment, level: str, by: Person, at: datetime, book: Book
) -> list[Rung]:
    """The rungs, not yet written, that somebody raises by hand: the one he chose, more where it is vacant."""
    duty = Duty(part.unit_id, part.handler_id, item.leader_id)
    made = [
        _rung(item.pk, part.unit_id, Clock.HAND, None, each, holder, at)
        for each, holder in _filled((level,), set(), duty, book)
    ]
    for rung in made:
        rung.by = by
    return made


@transaction.atomic
def sign_urge(*, item: SupervisionItem, by: Person, at: datetime) -> SupervisionItem:
    """Sign that one knows (知悉): all rungs of a matter that wait for this person. It stops no clock."""
    step = begin("sign_urge", item, by, at)
    levels = []
    for rung in rungs_to_sign(by, step.item):
        step.remember(rung)
        rung.signed_by, rung.signed_at = by, at
        levels.append(rung.level)
    return step.land(part=part_of(by, step.item), payload={"levels": sorted(set(levels))})
