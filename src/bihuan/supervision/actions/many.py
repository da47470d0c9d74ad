"""Orders that come by the table: filed, numbered and dispatched in bulk, with one event for each matter."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.queries import add_workdays, need_known, remembering
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.pouring import pour, pour_values
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.kernel import bigrams
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.supervision.actions.filing import check, columns_of, content_of, input_due, parts_of
from bihuan.supervision.actions.step import reason_of
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Gram,
    NumberSeries,
    Rung,
    Status,
    SupervisionItem,
)
from bihuan.supervision.queries.terms import terms_on
from bihuan.supervision.rules.orders import NewItem

# A matter that nobody has touched yet is in one of these.
UNTOUCHED = (Status.APPROVED, Status.DISPATCHED)


@transaction.atomic
def file_all(
    *,
    orders: Sequence[NewItem],
    by: Person,
    at: datetime,
    dispatch: bool,
    said: Sequence[Mapping[str, Any]] = (),
) -> list[SupervisionItem]:
    """Put many orders on file and give them numbers in their order, dispatched at once if so wished.

    All or none. What filing, approving and dispatching check is checked for each; its journal holds one event
    that says all three. `said` adds to the words of the events, one entry for each order.
    """
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office takes in a table of tasks."))
    today = clock.day_of(at)
    with remembering():
        for order in orders:
            _check(order, today, dispatch=dispatch)
        items = _items(orders, by, at, dispatch=dispatch)
        parts = _parts(items, orders, dispatch=dispatch)
    _write_grams(items)
    by_item = _by_item(parts)
    more = said or [{}] * len(orders)
    notes = [
        Note(
            "item.import",
            Change(item),
            tuple(Change(part) for part in by_item[item.pk]),
            Claim({**content_of(order), **words}, role=Role.SUPERVISOR),
        )
        for item, order, words in zip(items, orders, more, strict=True)
    ]
    journal.record_all(notes=notes, by=by)
    return items


def _check(order: NewItem, today: date, *, dispatch: bool) -> None:
    try:
        check(order, today)
        _check_dates(order, today, dispatch=dispatch)
    except Invalid as refusal:
        raise Invalid(_("“%(title)s”: %(reason)s") % {"title": order.title, "reason": refusal}) from refusal


def _check_dates(order: NewItem, today: date, *, dispatch: bool) -> None:
    if order.finish_due is None or (dispatch and order.finish_due <= today):
        raise Invalid(_("The finish date must be after today."))
    need_known(order.finish_due)


def _items(orders: Sequence[NewItem], by: Person, at: datetime, *, dispatch: bool) -> list[SupervisionItem]:
    today = clock.day_of(at)
    numbers = _numbers(today.year, len(orders))
    moved: dict[str, Any] = {"status": Status.APPROVED}
    if dispatch:
        sign_due = add_workdays(today, terms_on(today).sign) if orders else None
        moved = {"status": Status.DISPATCHED, "dispatched_at": at, "sign_due": sign_due}
    items = [
        SupervisionItem(
            **columns_of(order),
            **moved,
            number=number,
            finish_first=order.finish_due if dispatch else None,
            created_at=at,
            by=by,
        )
        for order, number in zip(orders, numbers, strict=True)
    ]
    pour(items)
    return items


def _numbers(year: int, count: int) -> list[str]:
    """The next numbers of a year, so many of them."""
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return [f"督〔{year}〕{number}号" for number in range(first, first + count)]


def _parts(
    items: Sequence[SupervisionItem], orders: Sequence[NewItem], *, dispatch: bool
) -> list[Assignment]:
    parts = list(chain.from_iterable(map(parts_of, items, orders)))
    if dispatch:
        for part in parts:
            part.status = AssignmentStatus.DISPATCHED
            part.sign_due, part.open_due = part.item.sign_due, part.item.finish_due
            part.input_due = input_due(part.item) if part.role == AssignmentRole.CO else None
    # Their matters have had no number until now.
    for part in parts:
        part.item_id = part.item.pk
    pour(parts)
    return parts


def _by_item(parts: Iterable[Assignment]) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    for part in parts:
        found.setdefault(part.item_id, []).append(part)
    return found


def _write_grams(items: Sequence[SupervisionItem]) -> None:
    """Make matters findable by their words and numbers.

    Sorted as the index is, so that its pages are filled one after the other.
    """
    pairs = sorted(
        (gram, item.pk)
        for item in items
        for gram in bigrams.grams(f"{item.title}\n{item.requirement}") | bigrams.grams(item.number or "")
    )
    pour_values(Gram, ("gram", "item_id"), pairs)


@transaction.atomic
def withdraw_all(
    *, items: Sequence[SupervisionItem], by: Person, at: datetime, reason: str
) -> tuple[list[SupervisionItem], list[SupervisionItem]]:
    """Take back orders that came by a table, as far as nobody has acted on them; their numbers stay used.

    Returns the matters that were withdrawn and those that stay because somebody has.
    """
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office takes back what a table has brought."))
    said = reason_of(reason)
    locked = list(
        SupervisionItem.objects.select_for_update().filter(pk__in=[i.pk for i in items]).order_by("pk")
    )
    acted_on = _acted_on(locked)
    free = [item for item in locked if item.status in UNTOUCHED and item.pk not in acted_on]
    notes = []
    pks = [item.pk for item in free]
    rungs = _answered(pks, at)
    for item in free:
        was = before(item)
        item.status = Status.CANCELLED
        claim = Claim({"reason": said}, role=Role.SUPERVISOR)
        notes.append(Note("item.cancel", was, tuple(rungs.get(item.pk, ())), claim))
    SupervisionItem.objects.filter(pk__in=pks).update(status=Status.CANCELLED, open_rungs=0)
    Assignment.objects.filter(item__in=pks).update(open_due=None)
    if notes:
        journal.record_all(notes=notes, by=by)
    withdrawn = set(pks)
    return free, [item for item in locked if item.pk not in withdrawn]


def _answered(pks: Sequence[int], at: datetime) -> dict[int, list[Change]]:
    """Nothing is owed any more: what the clock had urged is answered."""
    found: dict[int, list[Change]] = {}
    rungs = Rung.objects.filter(item_id__in=pks, answered_at=None).order_by("pk")
    for rung in rungs:
        found.setdefault(rung.item_id, []).append(before(rung))
        rung.answered_at = at
    rungs.update(answered_at=at)
    return found


def _acted_on(items: Sequence[SupervisionItem]) -> set[int]:
    """The matters to which a person has done something since they were filed; the timer does not count."""
    kind = SupervisionItem._meta.label_lower
    events = Event.objects.filter(thing_kind=kind, thing_id__in=[item.pk for item in items], version__gt=1)
    return set(events.exclude(actor_id=None).values_list("thing_id", flat=True))
