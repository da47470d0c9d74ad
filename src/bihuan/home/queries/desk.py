"""The lists of a desk. Every list is short, every number opens, and no desk asks often."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bihuan.journal.kept import kept
from bihuan.journal.models import Event
from bihuan.kernel.lights import Light
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import (
    OWING,
    REPORTING,
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Decision,
    ExtensionRequest,
    OwnershipDispute,
    Reminder,
    Report,
    Status,
    SupervisionItem,
)
from bihuan.supervision.queries import Filters, selected
from bihuan.supervision.queries.history import LABELS
from bihuan.supervision.queries.lights import shining, with_rules
from bihuan.supervision.rules.facts import FACTS
from bihuan.supervision.rules.moves import MOVES, collector, live_parts

SHORT = 6
# A unit's desk looks at so many of its open matters; no unit of a city has more in hand.
MOST_IN_HAND = 300
OWED_SHOWN = 20
RECENT = 20


@dataclass(frozen=True)
class Brief:
    """A matter in one line of a desk."""

    item: Any
    light: Light
    days_left: int | None


def briefs(person: Person, group: str, today: date, order: str = "open_due") -> list[Brief]:
    """The first matters of a group, with the name of the unit that collects."""
    return [brief_of(item, today) for item in _first(group, today, order, person=person)]


@kept
def _first(group: str, today: date, order: str, *, person: Person) -> Any:
    found = with_rules(selected(person, Filters(group=group), today), today)
    return with_lead(found).order_by(order, "pk").defer("requirement", "targets")[:SHORT]


def instructions(person: Person, today: date) -> list[Brief]:
    """A leader's latest instructions, with the last that each unit reported on them."""
    return [brief_of(item, today) for item in _told(today, person=person)]


@kept
def _told(today: date, *, person: Person) -> Any:
    last = Report.objects.filter(item=OuterRef("pk")).order_by("-pk")
    found = with_rules(selected(person, Filters(group="instructed"), today), today)
    said = with_lead(found).annotate(
        said_at=Subquery(last.values("at")[:1]),
        said_percent=Subquery(last.values("percent")[:1]),
        said_text=Subquery(last.values("text")[:1]),
    )
    return said.order_by("-pk").defer("requirement", "targets")[:SHORT]


def with_lead(items: QuerySet[SupervisionItem]) -> QuerySet[Any]:
    """Add the name of the unit that collects, as `lead_name`."""
    lead = Assignment.objects.live().filter(item=OuterRef("pk"), role=AssignmentRole.LEAD)
    return items.annotate(lead_name=Subquery(lead.order_by("position").values("unit__short_name")[:1]))


def brief_of(item: Any, today: date) -> Brief:
    """A matter as a line of a desk."""
    days_left = FACTS["days_left"].read(item, today)
    return Brief(item, shining(item, today), days_left if isinstance(days_left, int) else None)


def decisions(person: Person, today: date) -> list[Any]:
    """Requests and objections that wait for a decision, with the words of those who ask."""
    return _waiting(today, person=person)


@kept
def _waiting(today: date, *, person: Person) -> Any:
    requests = ExtensionRequest.objects.filter(item=OuterRef("pk"))
    asked = requests.filter(decision=Decision.PENDING)
    count = requests.order_by().values("item").annotate(count=Count("pk")).values("count")
    objected = OwnershipDispute.objects.waiting().filter(item=OuterRef("pk"))
    rows = with_lead(selected(person, Filters(group="asking"), today)).annotate(
        wanted_date=Subquery(asked.values("wanted_date")[:1]),
        asked_reason=Subquery(asked.values("reason")[:1]),
        asked_times=Subquery(count),
        objection=Subquery(objected.values("reason")[:1]),
        answer_due=Subquery(objected.values("answer_due")[:1]),
        asked_at=Coalesce(Subquery(asked.values("at")[:1]), Subquery(objected.values("at")[:1])),
    )
    return rows.order_by("open_due", "pk").defer("requirement", "targets")[:SHORT]


class Duty(TextChoices):
    """What a unit can owe on a matter."""

    SIGN = "sign", _("Signature")
    REPORT = "report", _("Report")
    INPUT = "input", _("Input")
    FINISH = "finish", _("Submit the result")


@dataclass(frozen=True)
class Owed:
    """One thing that a unit owes by a day. `may`: the reader can do it right now."""

    day: date
    duty: Duty
    item: SupervisionItem
    move: str
    may: bool
    light: Light
    days_left: int
    is_returned: bool


def owed(person: Person, today: date) -> list[Owed]:
    """What a person's units owe, by day, earliest first. One list for signature, report, input and result."""
    parts = Assignment.objects.live().select_related("unit")
    rows = selected(person, Filters(group="mine"), today).filter(status__in=OWING)
    rows = rows.defer("requirement", "targets").prefetch_related(Prefetch("assignments", queryset=parts))
    found = [
        _owed(day, duty, item, person, today)
        for item in rows.order_by("open_due", "pk")[:MOST_IN_HAND]
        for day, duty in _duties(item, person)
    ]
    return sorted(found, key=lambda each: (each.day, each.item.pk, each.duty))


def _duties(item: SupervisionItem, person: Person) -> Iterator[tuple[date, Duty]]:
    own = [part for part in live_parts(item) if part.unit_id in person.access.units]
    for part in own:
        if part.status == AssignmentStatus.DISPATCHED and part.sign_due:
            yield part.sign_due, Duty.SIGN
        elif part.status == AssignmentStatus.ACCEPTED and part.input_due and part.role == AssignmentRole.CO:
            yield part.input_due, Duty.INPUT
    first = collector(item)
    if first not in own or first.status == AssignmentStatus.DISPATCHED:
        return
    if item.report_due and item.status in REPORTING:
        yield item.report_due, Duty.REPORT
    if item.finish_due:
        yield item.finish_due, Duty.FINISH


MOVES_FOR = {Duty.SIGN: "acknowledge", Duty.REPORT: "report", Duty.INPUT: "contribute", Duty.FINISH: "submit"}
SOON_DAYS = 2


def _owed(day: date, duty: Duty, item: SupervisionItem, person: Person, today: date) -> Owed:
    left = (day - today).days
    light = Light.RED if left < 0 else Light.AMBER if left < SOON_DAYS else Light.GREY
    move = MOVES_FOR[duty]
    may = move in MOVES.open_to(item, person)
    return Owed(day, duty, item, move, may, light, left, item.status == Status.RETURNED)


def urged(person: Person, since: datetime) -> list[Reminder]:
    """What a person's units have been urged to do lately, newest first."""
    rows = Reminder.objects.visible_to(person).filter(unit_id__in=person.access.units, at__gte=since)
    return list(rows.select_related("item", "unit", "by").order_by("-pk")[:SHORT])


@dataclass(frozen=True)
class Seen:
    """An event of the record with what it was and who did it."""

    what: Any
    event: Any


def recent(person: Person) -> list[Seen]:
    """The newest events of the record that a person may read, with their actors' names."""
    actor = Person.objects.filter(pk=OuterRef("actor_id")).values("name")[:1]
    unit = Unit.objects.filter(pk=OuterRef("unit_id")).values("short_name")[:1]
    rows = Event.objects.visible_to(person).filter(verb__startswith="item.")
    named = rows.annotate(actor_name=Subquery(actor), unit_name=Subquery(unit)).defer("body")
    return [Seen(what(event.verb), event) for event in named.order_by("-pk")[:RECENT]]


def what(verb: str) -> Any:
    """What an event was, in the reader's language."""
    return LABELS.get(verb.removeprefix("item."), verb)
