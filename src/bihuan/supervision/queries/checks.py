"""What waits to be looked at by somebody who was not there: on site, after some time, on appeal."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from bihuan.people.models import Person, Role
from bihuan.people.rules import digest_of
from bihuan.supervision.models import (
    Appeal,
    Confirmation,
    LookBack,
    OwnershipDispute,
    SiteCheck,
    SupervisionItem,
)
from bihuan.supervision.models.checks import SiteCheckQuerySet
from bihuan.supervision.queries.detail import find

PAGE = 50


@dataclass(frozen=True)
class Waiting:
    """The checks that lie with a reader; looks back for the office; appeals and objections for deciders."""

    checks: list[SiteCheck]
    look_backs: list[LookBack]
    appeals: list[Appeal]
    objections: list[OwnershipDispute]


def waiting_checks(person: Person, today: date) -> Waiting:
    """The first of each, the oldest first; four queries."""
    is_office = person.access.has(Role.SUPERVISOR)
    decides = is_office or person.access.has(Role.LEADER)
    return Waiting(
        list(own_checks(person).select_related("item").order_by("id")[:PAGE]),
        list(look_backs_due(person, today)[:PAGE]) if is_office else [],
        list(appeals_waiting(person)[:PAGE]) if decides else [],
        list(objections_waiting(person)[:PAGE]) if decides else [],
    )


def own_checks(person: Person) -> SiteCheckQuerySet:
    """The checks that a person has been named for and has not made yet."""
    return SiteCheck.objects.visible_to(person).open().filter(verifier=person)


def look_backs_due(person: Person, today: date) -> QuerySet[LookBack]:
    """What the office is to look back on by now, the oldest first."""
    due = LookBack.objects.open(today).visible_to(person)
    return due.select_related("item").order_by("due", "id")


def appeals_waiting(person: Person) -> QuerySet[Appeal]:
    """Appeals that nobody has decided, by the day until which they have to be."""
    pending = Appeal.objects.pending().visible_to(person)
    return pending.select_related("item", "mark__unit", "mark__by").order_by("decide_by", "id")


def objections_waiting(person: Person) -> QuerySet[OwnershipDispute]:
    """Objections that nobody has ruled on, by the day until which somebody has to."""
    rows = OwnershipDispute.objects.visible_to(person).waiting()
    return rows.select_related("item", "unit", "suggested").order_by("answer_due", "id")


def item_to_check(person: Person, pk: int, today: date) -> SupervisionItem | None:
    """The matter, for whoever sees it or has been named to go and look at it."""
    if SiteCheck.objects.open().filter(item_id=pk, verifier=person).exists():
        return SupervisionItem.objects.prefetch_related("assignments__unit").get(pk=pk)
    return find(person, pk, today)


def open_confirmation(secret: str, at: datetime) -> Confirmation | None:
    """The question behind a link, while the link is good."""
    return Confirmation.objects.open(at).filter(digest=digest_of(secret)).first()
