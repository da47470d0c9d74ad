"""Extensions: which limits are in force on a day, and what a matter has used of them."""

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from bihuan.supervision.models import Decision, ExtensionLimit, ExtensionRequest, SupervisionItem
from bihuan.supervision.rules.extending import USUAL_COUNT, Limits, Standing


def limits_on(day: date) -> Limits:
    """The limits in force for what is asked for on a day."""
    row = ExtensionLimit.objects.in_force(day).values_list("most", "days").first()
    return Limits(*row) if row else Limits()


def standing(item: SupervisionItem, day: date) -> Standing:
    """What a matter has used of the limits of a day since it was last dispatched."""
    rows = _granted(item.extension_requests.all()).filter(at__gte=item.dispatched_at)
    moved = list(rows.values_list("from_due", "granted_date"))
    # A request from before the date in force was noted with it is taken to have asked from the first one.
    spans = [(since or item.finish_first, to) for since, to in moved]
    days = sum((to - since).days for since, to in spans if since and to)
    return Standing(limits_on(day), len(moved), days)


def _granted(rows: QuerySet[ExtensionRequest]) -> QuerySet[ExtensionRequest]:
    return rows.filter(decision=Decision.GRANTED)


def with_extensions(rows: Any, day: date) -> Any:
    """Matters, with how often each was extended since its dispatch and how often it may be."""
    own = ExtensionRequest.objects.filter(item=OuterRef("pk"), at__gte=OuterRef("dispatched_at"))
    count = _granted(own).order_by().values("item").annotate(count=Count("pk")).values("count")
    limit = ExtensionLimit.objects.in_force(day).values("most")[:1]
    return rows.annotate(
        extended=Coalesce(Subquery(count), Value(0)), may_extend=Coalesce(Subquery(limit), Value(USUAL_COUNT))
    )
