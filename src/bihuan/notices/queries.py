"""Lines, webhooks and deliveries as the pages and programs see them."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from bihuan.notices.models import Delivery, DeliveryStatus, Line, Webhook
from bihuan.people.models import Person

# What is looked at: failures first.
VIEWS = {
    "stuck": (DeliveryStatus.DEAD, DeliveryStatus.UNCLEAR),
    "waiting": (DeliveryStatus.WAITING, DeliveryStatus.SENDING),
    "sent": (DeliveryStatus.SENT, DeliveryStatus.DISCARDED),
}


def lines_of(person: Person) -> QuerySet[Any]:
    """A person's open lines, each with how the last message over it went."""
    last = Delivery.objects.visible_to(person).filter(line=OuterRef("pk")).order_by("-id")
    return (
        Line.objects.visible_to(person)
        .filter(closed_at=None)
        .annotate(
            last_status=Subquery(last.values("status")[:1]),
            last_at=Subquery(last.values("created_at")[:1]),
            last_problem=Subquery(last.values("problem")[:1]),
        )
        .order_by("channel")
    )


def deliveries(person: Person, view: str) -> QuerySet[Delivery]:
    """Messages in one of the three views, the newest first."""
    found = Delivery.objects.visible_to(person).filter(status__in=VIEWS[view])
    return found.select_related("line__person", "webhook").defer("text", "title").order_by("-id")


def stuck(person: Person) -> QuerySet[Delivery]:
    """Messages that wait for somebody's decision."""
    return Delivery.objects.visible_to(person).filter(status__in=VIEWS["stuck"])


def webhooks(person: Person) -> QuerySet[Webhook]:
    """The webhooks, the open ones first."""
    return Webhook.objects.visible_to(person).select_related("opened_by").order_by("closed_at", "-id")
