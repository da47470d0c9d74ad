"""What units say themselves beside the facts on record."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.files.models import StoredFile
from bihuan.indicators.models import Indicator
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Project


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, person: Person) -> Self:
        """Seen with the facts of which it speaks, and by the unit that wrote it.

        Of an opened figure the facts are a unit's own: whoever sees all of the city, or is in charge of it.
        """
        access = person.access
        seen = Q(project__in=Project.objects.visible_to(person))
        seen |= Q(indicator__in=Indicator.objects.visible_to(person))
        if person.is_active and access.sees_city:
            seen |= ~Q(figure="")
        return self.filter(seen | Q(unit__in=access.units) | ~Q(figure="") & Q(unit__in=access.overseen))


class Statement(models.Model):
    """What a unit says of facts about it (单位说明): it stands beside them, never edited.

    The facts are those of one project, what its area adds to the gap of an indicator in a month, or its share
    of a figure, named by its kind.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    month = models.DateField(null=True, blank=True)
    figure = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = StatementQuerySet.as_manager()
    governed = ("unit_id", "project_id", "indicator_id", "month", "figure", "text", "file_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="trace_statement_of_one_thing",
                condition=Q(project__isnull=False, indicator=None, month=None, figure="")
                | Q(project=None, indicator__isnull=False, month__isnull=False, figure="")
                | Q(project=None, indicator=None, month=None) & ~Q(figure=""),
            ),
        ]
        indexes = [models.Index(fields=["project", "unit", "id"], name="trace_statement_of")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.at:%Y-%m-%d}"
