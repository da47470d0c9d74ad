"""Who has looked at what is on record of a unit's conduct."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.people.models import Person, Role, Unit


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, person: Person) -> Self:
        """Auditors read who looked at whom; everybody reads his own looks and those at his units."""
        if person.access.has(Role.AUDITOR, Role.AUDIT_ADMIN):
            return self
        return self.filter(Q(by=person) | Q(unit__in=person.access.units))


class Look(models.Model):
    """That somebody has looked, on a day, at what is on record of a unit's conduct."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()

    objects = LookQuerySet.as_manager()
    governed = ("unit_id", "day")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "unit", "day"], name="conduct_look_once_a_day")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.unit_id} {self.day}"
