"""By which rules projects are coloured."""

from typing import Self

from django.db import models

from bihuan.people.models import Person


class ChoiceQuerySet(models.QuerySet["LightChoice"]):
    def visible_to(self, person: Person) -> Self:
        return self.none() if person.access.is_admin_only or not person.is_active else self


class LightChoice(models.Model):
    """The rule set that colours projects from a month on. Rows are added, never edited."""

    preset = models.CharField(max_length=20)
    first_month = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ChoiceQuerySet.as_manager()
    governed = ("preset", "first_month")

    def __str__(self) -> str:
        return f"{self.preset} {self.first_month:%Y-%m}"
