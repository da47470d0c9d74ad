"""The clocks in force, what they were, and what other clocks would have given."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from bihuan.calendar.queries import add_workdays
from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.journal.kept import kept
from bihuan.people.models import Person
from bihuan.supervision.models import ClockUse, ClockVersion, Status, SupervisionItem
from bihuan.supervision.rules.terms import USUAL_TERMS, Terms, read

# A new version is held against what was dispatched in so many days.
LOOK_BACK = 90


def terms_on(day: date) -> Terms:
    """The clocks in force on a day."""
    found = _in_force(day=day)
    return read(found[0][0]) if found else USUAL_TERMS


@kept
def _in_force(*, day: date) -> QuerySet[Any, Any]:
    return ClockVersion.objects.in_force(ClockUse.TERMS, day).values_list("rules")[:1]


@dataclass(frozen=True)
class Reign:
    """Clocks, and the days on which they are in force: from one day on, before another one."""

    terms: Terms
    first: date | None
    before: date | None


def reigns(today: date) -> list[Reign]:
    """The clocks that have been in force until a day, oldest first; of one day the newest counts."""
    versions = ClockVersion.objects.filter(use=ClockUse.TERMS, first_day__lte=today)
    rows = versions.order_by("first_day", "number").values_list("first_day", "rules")
    known = {first: read(text) for first, text in rows}
    days = [None, *known]
    return [
        Reign(known[first] if first else USUAL_TERMS, first, before)
        for first, before in zip(days, [*days[1:], None], strict=True)
    ]


def not_assigned(today: date) -> Q:
    """Put on file and not dispatched within the days that the clocks of its own day give the office."""
    late = Q(pk__in=[])
    for reign in reigns(today):
        span = Q(created_at__lt=clock.midnight(add_workdays(today, -reign.terms.assign)))
        if reign.first:
            span &= Q(created_at__gte=clock.midnight(reign.first))
        if reign.before:
            span &= Q(created_at__lt=clock.midnight(reign.before))
        late |= span
    return Q(status__in=(Status.DRAFT, Status.APPROVED)) & late


@dataclass(frozen=True)
class Effect:
    """What other clocks would have meant for the matters of one source whose order named no day."""

    source: Any
    count: int
    earlier: int
    later: int


def effect(person: Person, terms: Terms, today: date) -> list[Effect]:
    """How many recent matters, whose order named no day, would have got an earlier or a later one.

    These are the matters whose first finish date is the one that the clocks of their day gave.
    """
    since = clock.midnight(today - timedelta(LOOK_BACK))
    seen = SupervisionItem.objects.visible_to(person).filter(dispatched_at__gte=since)
    groups = seen.exclude(finish_first=None).annotate(sent=TruncDate("dispatched_at")).order_by()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    rule = reigns(today)
    kinds = groups.values_list("source_type", "urgency", "sent", "finish_first")
    for source, urgency, sent, first, count in kinds.annotate(count=Count("pk")):
        if _ruling(rule, sent).finish(source, sent, urgency) == first:
            given = terms.finish(source, sent, urgency)
            found = counts[source]
            found[0] += count
            found[1] += count if given < first else 0
            found[2] += count if given > first else 0
    return [Effect(SourceType(source).label, *counts[source]) for source in SourceType if counts[source][0]]


def _ruling(known: list[Reign], day: date) -> Terms:
    """The clocks that were in force on a day."""
    return next(each.terms for each in reversed(known) if each.first is None or each.first <= day)
