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


def not_assigned(today: date) -> Q:
    """Put on file and not dispatched within the days that the clocks of today give the office for it."""
    first = add_workdays(today, -terms_on(today).assign)
    return Q(status__in=(Status.DRAFT, Status.APPROVED), created_at__lt=clock.midnight(first))


@dataclass(frozen=True)
class Effect:
    """What other clocks would have meant for the matters of one source."""

    source: Any
    count: int
    earlier: int
    later: int


def effect(person: Person, terms: Terms, today: date) -> list[Effect]:
    """How many recent matters of each source got their first finish date after or before what these give."""
    since = clock.midnight(today - timedelta(LOOK_BACK))
    seen = SupervisionItem.objects.visible_to(person).filter(dispatched_at__gte=since)
    groups = seen.exclude(finish_first=None).annotate(sent=TruncDate("dispatched_at")).order_by()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for source, sent, first, count in groups.values_list("source_type", "sent", "finish_first").annotate(
        count=Count("pk")
    ):
        given = terms.finish(source, sent)
        found = counts[source]
        found[0] += count
        found[1] += count if given < first else 0
        found[2] += count if given > first else 0
    return [Effect(SourceType(source).label, *counts[source]) for source in SourceType if counts[source][0]]
