"""Who handles what in a unit: the open work that can go to somebody else."""

from django.db.models import Count, QuerySet

from bihuan.people.models import UNIT_ROLES, Person, Unit
from bihuan.supervision.models import OPEN, Assignment, Status, SupervisionItem

PASSED_ON = (*OPEN, Status.LONG_TERM)


def staff(unit: Unit) -> QuerySet[Person]:
    """The heads and contacts of a unit, and those of the units above it: whoever may act for it."""
    above = [int(step) for step in unit.path.split(".") if step]
    grants = {"role_grants__unit__in": above, "role_grants__ended_at": None}
    found = Person.objects.active().filter(role_grants__role__in=UNIT_ROLES, **grants)
    return found.distinct().order_by("sort_key", "pk")


def handlers(unit: Unit) -> QuerySet[Person]:
    """Whoever handles open work of a unit, also those who no longer work there."""
    parts = Assignment.objects.live().filter(unit__path__startswith=unit.path, item__status__in=PASSED_ON)
    return Person.objects.filter(pk__in=parts.values("handler")).order_by("sort_key", "pk")


def burdens(unit: Unit) -> dict[int, int]:
    """How many open matters each person handles in a unit."""
    parts = Assignment.objects.live().filter(unit__path__startswith=unit.path, item__status__in=PASSED_ON)
    counted = parts.exclude(handler=None).values("handler").annotate(count=Count("item", distinct=True))
    return {row["handler"]: row["count"] for row in counted.order_by()}


def handled(reader: Person, person: Person, unit: Unit) -> QuerySet[SupervisionItem]:
    """The open matters that a person handles in a unit, as far as the reader may see them."""
    parts = Assignment.objects.live().filter(handler=person, unit__path__startswith=unit.path)
    seen = SupervisionItem.objects.visible_to(reader).filter(status__in=PASSED_ON)
    return seen.filter(pk__in=parts.values("item")).order_by("finish_due", "pk")
