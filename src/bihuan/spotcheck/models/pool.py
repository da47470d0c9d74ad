"""Who may be drawn to look or to attend, and what binds whom."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.personal import Column
from bihuan.people.models import Person, Unit


class VolunteerQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """Names of people from outside are for those who see the whole city."""
        return self if person.access.sees_city else self.none()


class InspectorQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """Who may be drawn to look is known to those who see the whole city, and to himself."""
        return self if person.access.sees_city else self.filter(person=person)


class Inspector(models.Model):
    """Somebody who may be drawn to look at what was drawn (双随机)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = InspectorQuerySet.as_manager()
    governed = ("person_id", "is_active")

    def __str__(self) -> str:
        return str(self.person)


class Part(models.TextChoices):
    """For whom a volunteer attends."""

    ENTERPRISE = "enterprise", _("Enterprise")
    RESIDENT = "resident", _("Citizen")


class Volunteer(models.Model):
    """An enterprise or citizen who would attend a draw; each draw chooses by lot who attends the next."""

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Part)
    is_active = models.BooleanField(default=True)

    objects = VolunteerQuerySet.as_manager()
    governed = ("name", "kind", "is_active")
    personal = (Column("name", _("Name"), "佚名{pk}"),)

    def __str__(self) -> str:
        return self.name


class InterestQuerySet(models.QuerySet["Interest"]):
    def visible_to(self, person: Person) -> Self:
        return self if person.access.sees_city else self.filter(inspector__person=person)


class Interest(models.Model):
    """What binds an inspector to a unit besides his own post, so that he never looks there (回避)."""

    inspector = models.ForeignKey(Inspector, on_delete=models.CASCADE, related_name="interests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    objects = InterestQuerySet.as_manager()
    governed = ("inspector_id", "unit_id", "reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspector", "unit"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.inspector_id}: {self.unit_id}"
