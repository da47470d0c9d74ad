"""What has been sent and nobody has been told of yet: for some seconds it can be taken back."""

from typing import Self

from django.db import models

from bihuan.people.models import Person
from bihuan.supervision.models.item import SupervisionItem


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def visible_to(self, person: Person) -> Self:
        """Only whoever has sent it takes it back."""
        return self.filter(by=person)


class Outgoing(models.Model):
    """A move that leaves the house, while its notices wait. Removed when they go out, or with the move.

    `was` says as JSON how each changed row gets back: {"kind", "id", "set": columns, or null for a new row}.
    """

    event_id = models.BigIntegerField(unique=True)
    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    was = models.TextField()

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="outgoing_by_at")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%H:%M:%S}"
