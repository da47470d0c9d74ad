"""What units say themselves beside the facts on record."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Project


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, person: Person) -> Self:
        """Seen with the project of which it speaks, and by the unit that wrote it."""
        mine = Q(project__in=Project.objects.visible_to(person))
        return self.filter(mine | Q(unit__in=person.access.units))


class Statement(models.Model):
    """What a unit says of its part in a project (单位说明): it stands beside the facts, never edited."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = StatementQuerySet.as_manager()
    governed = ("unit_id", "project_id", "text", "file_id")

    class Meta:
        indexes = [models.Index(fields=["project", "unit", "id"], name="trace_statement_of")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.project_id}"
