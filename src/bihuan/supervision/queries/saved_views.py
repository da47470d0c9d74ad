"""The views that somebody is offered above the register."""

from django.db.models import QuerySet

from bihuan.journal.kept import kept
from bihuan.people.models import Person
from bihuan.supervision.models import SavedView


def saved_views(person: Person) -> list[SavedView]:
    """One's own views and those that are for him, by name."""
    return _views(person=person)


@kept
def _views(*, person: Person) -> QuerySet[SavedView]:
    return SavedView.objects.visible_to(person).order_by("name", "pk")
