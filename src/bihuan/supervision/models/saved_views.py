"""Filters of the register under a name, for oneself or for others."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.people.models import Person, Role


class Audience(models.TextChoices):
    """Who is offered a view."""

    SELF = "self", _("Only me")
    UNITS = "units", _("All units")
    EVERYBODY = "everybody", _("Everybody")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, person: Person) -> Self:
        """One's own, and what the supervision office offers. A view opens nothing: it only filters."""
        if person.access.is_admin_only:
            return self.none()
        offered = Q(audience=Audience.EVERYBODY)
        if person.access.has(Role.HEAD, Role.HANDLER):
            offered |= Q(audience=Audience.UNITS)
        return self.filter(Q(by=person) | offered, is_dropped=False)


class SavedView(models.Model):
    """A set of filters of the register, kept under a name. Not edited: dropped, and saved anew."""

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    # The filters as they stand in the address.
    query = models.CharField(max_length=500)
    audience = models.CharField(max_length=9, choices=Audience, default=Audience.SELF)
    is_dropped = models.BooleanField(default=False)
    # The name while the view is kept, else nothing: being unique, it makes a name taken only once.
    slot = models.CharField(max_length=40, null=True)  # noqa: DJ001 - unique, so absent is NULL
    at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()
    governed = ("by_id", "name", "query", "audience", "is_dropped")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "slot"], name="saved_view_slot")]
        indexes = [models.Index(fields=["audience", "is_dropped"], name="saved_view_audience")]

    def __str__(self) -> str:
        return self.name
