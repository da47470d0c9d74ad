"""The borders on which the map of projects is drawn."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.files.models import StoredFile
from bihuan.people.models import Person
from bihuan.projects.models.choices import Datum


class BordersQuerySet(models.QuerySet["Borders"]):
    def visible_to(self, person: Person) -> Self:
        """Whoever reads projects sees the map."""
        return self.none() if person.access.is_admin_only or not person.is_active else self


class Borders(models.Model):
    """The borders of the city's areas as the keeper handed them in; the newest are drawn.

    `datum` is the coordinate system of the file, `number` its map approval (审图号), `label` the property of
    the file that names each area. `shapes` holds them thinned, ready to be drawn.
    """

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    datum = models.CharField(max_length=8, choices=Datum)
    number = models.CharField(max_length=60)
    label = models.CharField(max_length=40)
    shapes = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = BordersQuerySet.as_manager()
    governed = ("file_id", "source", "datum", "number", "label")

    class Meta:
        constraints = [
            models.CheckConstraint(name="borders_are_approved", condition=~Q(number="") & ~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.number
