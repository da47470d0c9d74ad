"""Telling people: events that wait for their notices become messages to those whom they concern."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from bihuan.journal.models import Consumer, Event, Pending, PendingQuerySet
from bihuan.journal.rules import payload_of
from bihuan.notices import actions as notices
from bihuan.notices.actions import Message
from bihuan.people.models import Role
from bihuan.supervision.actions.outgoing import HELD
from bihuan.supervision.models import RANKS, Assignment, Level, Outgoing, SlipColour, SupervisionItem, Urgency
from bihuan.supervision.queries.holders import Book, open_book
from bihuan.supervision.rules.moves import collector, live_parts

KIND = SupervisionItem._meta.label_lower
BATCH = 100
PREFIX = "item."


def deliver(*, at: datetime, batch: int = BATCH) -> int:
    """Send the notices of all events that still wait for them; return how many events that were."""
    done = 0
    # Asked first: nothing waits most of the time, and an empty batch would take the writer's place.
    while _waiting(at).exists() and (count := _deliver_batch(at, batch)):
        done += count
    return done


def _waiting(at: datetime) -> PendingQuerySet:
    """What waits for its notices, without what its sender may still take back."""
    held = Outgoing.objects.filter(at__gt=at - HELD, at__lte=at).values("event_id")
    return Pending.objects.filter(consumer=Consumer.NOTICES).exclude(event__in=held)


@transaction.atomic
def _deliver_batch(at: datetime, batch: int) -> int:
    """Message and bookkeeping in one transaction: a crash loses nothing and sends nothing twice."""
    waiting = _waiting(at).select_related("event__payload")
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("event_id")[:batch])
    if not rows:
        return 0
    events = [row.event for row in rows if row.event.thing_kind == KIND]
    bare = SupervisionItem.objects.defer("requirement", "targets", "basis")
    items = bare.prefetch_related("assignments").in_bulk({event.thing_id for event in events})
    book = open_book()
    notices.send_all(
        messages=[message for event in events for message in _messages(event, items[event.thing_id], book)],
        at=at,
    )
    notices.announce(events=[row.event for row in rows], at=at)
    Pending.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Outgoing.objects.filter(event_id__in=[row.event_id for row in rows]).delete()
    return len(rows)


def _messages(event: Event, item: SupervisionItem, book: Book) -> list[Message]:
    """The messages of an event. Who was released by it no longer sees the matter and gets no way to it."""
    receivers = receivers_of(event, item, book)
    released = _released(event, item, book)
    shut_out = released - _units(event, item, book) if released else released
    way = f"/tasks/{item.pk}/check_site/" if event.verb == "item.name_verifier" else f"/tasks/{item.pk}/"
    ways = {pk: "" if pk in shut_out else way for pk in receivers}
    is_red = _is_red(event, item)
    return [
        Message(
            person_id=pk, event_id=event.pk, verb=event.verb, title=item.title, url=ways[pk], is_red=is_red
        )
        for pk in sorted(ways)
    ]


def _is_red(event: Event, item: SupervisionItem) -> bool:
    """Whether it cannot wait for the digest of the day."""
    match event.verb:
        case "item.finish_overdue" | "item.escalate" | "item.contradict":
            return True
        case "item.issue_slip":
            return item.slip_rank >= RANKS[SlipColour.RED]
        case "item.dispatch":
            return item.urgency == Urgency.CRITICAL
    return False


def receivers_of(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """Whom an event concerns; never the person who made it, never an account that is closed."""
    found: set[int] = set()
    for circle in _CIRCLES.get(event.verb.removeprefix(PREFIX), ()):
        found |= circle(event, item, book)
    return (found & book.active) - {event.actor_id}


def _units(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """Heads of all units that have a part, and whoever handles it there; not before they may see it."""
    return _people_of(live_parts(item), book) if item.dispatched_at else set()


def _urged(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """The people of the units that were urged."""
    units = payload_of(event).get("units", ())
    return _people_of([part for part in live_parts(item) if part.unit_id in units], book)


def _collecting(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    part = collector(item)
    return _people_of([part], book) if part else set()


def _own_unit(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """The people of the unit that the event is about."""
    return _people_of([part for part in live_parts(item) if part.unit_id == event.unit_id], book)


def _named(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """Whom the office has named to go and look."""
    return {payload_of(event)["verifier"]} if payload_of(event) else set()


def _appealing(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """The people of the unit whose appeal has been decided."""
    unit = payload_of(event).get("unit")
    return _people_of([part for part in live_parts(item) if part.unit_id == unit], book)


def _on_the_rung(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """Who has to sign the rungs that were raised. The office sees its own on its desk."""
    raised = payload_of(event).get("raised", ())
    return {holder for level, holder in raised if holder and level != Level.OFFICE}


def _released(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """The people of the unit that a ruling released: they no longer see the matter, but hear of it."""
    unit = payload_of(event).get("released")
    gone = [part for part in item.assignments.all() if part.unit_id == unit]
    return _people_of(gone, book)


def _people_of(parts: list[Assignment], book: Book) -> set[int]:
    named = {part.handler_id for part in parts if part.handler_id}
    unsigned = {part.unit_id for part in parts if not part.handler_id}
    heads = book.at({part.unit_id for part in parts}, Role.HEAD)
    return heads | named | book.at(unsigned, Role.HANDLER)


def _leader(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    return {item.leader_id} if item.leader_id else set()


def _in_charge(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """The leader who answers for the matter, or else those in charge of the collecting unit."""
    part = collector(item)
    if item.leader_id or part is None:
        return _leader(event, item, book)
    return book.leaders_of(part.unit_id)


def _office_if_a_leader_did(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    return _office(event, item, book) if event.role == Role.LEADER else set()


def _office(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    return book.office


def _office_once(event: Event, item: SupervisionItem, book: Book) -> set[int]:
    """The office, the first time that the clock says this of a matter; afterwards its desk counts it."""
    said = Event.objects.filter(thing_kind=KIND, thing_id=item.pk, verb=event.verb, pk__lt=event.pk)
    return set() if said.exists() else _office(event, item, book)


_CIRCLES: dict[str, tuple[Callable[[Event, SupervisionItem, Book], set[int]], ...]] = {
    "file": (_office_if_a_leader_did,),
    "import": (_units, _leader),
    "amend": (_units,),
    "dispatch": (_units, _leader),
    "propose_dispute": (_own_unit,),
    "dispute": (_office, _in_charge),
    "rule": (_units, _released),
    "contribute": (_collecting,),
    "request_extension": (_office, _in_charge),
    "decide_extension": (_units,),
    "urge": (_urged, _on_the_rung),
    "escalate": (_on_the_rung,),
    "issue_slip": (_collecting, _leader),
    "submit": (_office, _leader),
    "send_back": (_collecting, _leader),
    "conclude": (_collecting, _leader, _office_if_a_leader_did),
    "close": (_collecting, _leader),
    "reopen": (_collecting, _leader),
    "make_long_term": (_units,),
    "merge": (_units,),
    "cancel": (_units,),
    "hand_over": (_own_unit,),
    "name_verifier": (_named,),
    "check_site": (_office,),
    "confirm": (_office, _collecting),
    "contradict": (_office, _collecting, _leader),
    "look_back": (_collecting,),
    "relapse": (_collecting, _leader),
    "explain": (_office,),
    "appeal": (_office, _in_charge),
    "decide_appeal": (_appealing,),
    "due_soon": (_collecting,),
    "assign_overdue": (_office,),
    "sign_overdue": (_own_unit, _office_once),
    "input_overdue": (_own_unit, _collecting),
    "report_overdue": (_collecting, _office_once),
    "finish_overdue": (_collecting, _office, _in_charge),
}
