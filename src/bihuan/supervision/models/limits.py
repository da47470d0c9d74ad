"""How often, and by how many days, a matter may be extended."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.people.models import Person


class ExtensionLimitQuerySet(models.QuerySet["ExtensionLimit"]):
    def visible_to(self, person: Person) -> Self:
        """By which limits a city works is known to everybody who reads matters."""
        return self.none() if person.access.is_admin_only else self

    def in_force(self, day: date) -> Self:
        """What was put in force for a day or an earlier one, the version that counts first."""
        return self.filter(first_day__lte=day).order_by("-first_day", "-number")


class ExtensionLimit(models.Model):
    """One version of the limits of extensions, in force for what is asked for from a day on. Never edited."""

    number = models.PositiveSmallIntegerField(unique=True)
    # How often the finish date that a dispatch has set may be moved, and by how many days in all.
    most = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ExtensionLimitQuerySet.as_manager()
    governed = ("number", "most", "days", "first_day")

    class Meta:
        constraints = [
            models.CheckConstraint(name="extension_limit_days", condition=Q(most=0) | Q(days__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.most}, {self.days}"
