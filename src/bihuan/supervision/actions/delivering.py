"""Telling people: events that wait for their notices become messages to those whom they concern."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bihuan.journal.models import Consumer, Event, Pending
from bihuan.notices import actions as notices
from bihuan.people.models import Person, Portfolio, Role, RoleGrant, Unit
from bihuan.supervision.models import Assignment, SupervisionItem
from bihuan.supervision.rules.moves import collector, live_parts

KIND = SupervisionItem._meta.label_lower
BATCH = 100
PREFIX = "item."


def deliver(*, at: datetime, batch: int = BATCH) -> int:
    """Send the notices of all events that still wait for them; return how many events that were."""
    done = 0
    while count := _deliver_batch(at, batch):
        done += count
    return done


@transaction.atomic
def _deliver_batch(at: datetime, batch: int) -> int:
    """Message and bookkeeping in one transaction: a crash loses nothing and sends nothing twice."""
    waiting = Pending.objects.filter(consumer=Consumer.NOTICES).select_related("event")
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:batch])
    events = [row.event for row in rows if row.event.thing_kind == KIND]
    items = SupervisionItem.objects.prefetch_related("assignments").in_bulk({e.thing_id for e in events})
    for event in events:
        _tell(event, items[event.thing_id], at)
    Pending.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _tell(event: Event, item: SupervisionItem, at: datetime) -> None:
    receivers = receivers_of(event, item)
    if receivers:
        notices.send(
            person_ids=receivers,
            event_id=event.pk,
            verb=event.verb,
            title=item.title,
            url=f"/tasks/{item.pk}/",
            at=at,
        )


def receivers_of(event: Event, item: SupervisionItem) -> set[int]:
    """Whom an event concerns; never the person who made it, never an account that is closed."""
    found: set[int] = set()
    for circle in _CIRCLES.get(event.verb.removeprefix(PREFIX), ()):
        found |= circle(event, item)
    active = Person.objects.active().filter(pk__in=found - {event.actor_id})
    return set(active.values_list("pk", flat=True))


def _at_units(units: set[int], *roles: str) -> set[int]:
    """Holders of roles for these units or for units above them."""
    above: set[str] = set()
    for path in Unit.objects.filter(pk__in=units).values_list("path", flat=True):
        steps = [step for step in path.split(".") if step]
        above |= {".".join(steps[: n + 1]) + "." for n in range(len(steps))}
    return _holders(RoleGrant.objects.filter(role__in=roles, unit__path__in=above))


def _holders(grants: QuerySet[RoleGrant]) -> set[int]:
    return set(grants.filter(ended_at=None).values_list("person_id", flat=True))


def _units(event: Event, item: SupervisionItem) -> set[int]:
    """Heads of all units that have a part, and whoever handles it there."""
    return _people_of(live_parts(item))


def _collecting(event: Event, item: SupervisionItem) -> set[int]:
    part = collector(item)
    return _people_of([part]) if part else set()


def _own_unit(event: Event, item: SupervisionItem) -> set[int]:
    """The people of the unit that the event is about."""
    return _people_of([part for part in live_parts(item) if part.unit_id == event.unit_id])


def _people_of(parts: list[Assignment]) -> set[int]:
    named = {part.handler_id for part in parts if part.handler_id}
    unsigned = {part.unit_id for part in parts if not part.handler_id}
    heads = _at_units({part.unit_id for part in parts}, Role.HEAD)
    return heads | named | (_at_units(unsigned, Role.HANDLER) if unsigned else set())


def _leader(event: Event, item: SupervisionItem) -> set[int]:
    return {item.leader_id} if item.leader_id else set()


def _in_charge(event: Event, item: SupervisionItem) -> set[int]:
    """The leader who answers for the matter, or else those in charge of the collecting unit."""
    part = collector(item)
    if item.leader_id or part is None:
        return _leader(event, item)
    steps = Unit.objects.values_list("path", flat=True).get(pk=part.unit_id).split(".")
    above = [".".join(steps[: n + 1]) + "." for n in range(len(steps) - 1)]
    return set(Portfolio.objects.open().filter(unit__path__in=above).values_list("leader_id", flat=True))


def _office(event: Event, item: SupervisionItem) -> set[int]:
    return _holders(RoleGrant.objects.filter(role=Role.SUPERVISOR))


_CIRCLES: dict[str, tuple[Callable[[Event, SupervisionItem], set[int]], ...]] = {
    "file": (_office,),
    "dispatch": (_units, _leader),
    "dispute": (_office, _in_charge),
    "rule": (_units,),
    "contribute": (_collecting,),
    "request_extension": (_office, _in_charge),
    "decide_extension": (_units,),
    "urge": (_units,),
    "submit": (_office,),
    "send_back": (_collecting, _leader),
    "conclude": (_collecting, _leader),
    "close": (_collecting, _leader),
    "reopen": (_collecting, _leader),
    "instruct": (_office,),
    "make_long_term": (_units,),
    "merge": (_units,),
    "cancel": (_units,),
    "hand_over": (_own_unit,),
    "due_soon": (_collecting,),
    "sign_overdue": (_own_unit, _office),
    "input_overdue": (_own_unit, _collecting),
    "report_overdue": (_collecting, _office),
    "finish_overdue": (_collecting, _office, _in_charge),
}
