"""The bulletin of a period (督查通报): its text, the numbers in it, and the paper as it was issued."""

import json
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.people.models import Person


class BulletinStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("bulletin", "Draft")
    ISSUED = "issued", _("Issued")
    DROPPED = "dropped", pgettext_lazy("bulletin", "Dropped")


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, person: Person) -> Self:
        """Drafts are read by those who see the city, issued bulletins by everybody but administrators."""
        if person.access.is_admin_only or not person.is_active:
            return self.none()
        return self if person.access.sees_city else self.filter(status=BulletinStatus.ISSUED)


class Bulletin(models.Model):
    """How a period went. `position` is the last event of the record when its numbers were computed.

    `annexes` holds the tables as they were computed then; `paper` what was issued, which never changes.
    """

    title = models.CharField(max_length=120)
    first = models.DateField()
    last = models.DateField()
    text = models.TextField()
    status = models.CharField(max_length=8, choices=BulletinStatus, default=BulletinStatus.DRAFT)
    as_of = models.DateField()
    position = models.BigIntegerField()
    annexes = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    year = models.PositiveSmallIntegerField()
    issue = models.PositiveSmallIntegerField(null=True, blank=True)
    # Whoever worded it last: he does not issue it either.
    worded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    paper = models.TextField(blank=True)
    paper_hash = models.CharField(max_length=64, blank=True)

    objects = BulletinQuerySet.as_manager()
    governed = ("title", "first", "last", "status", "position", "issue", "issued_by_id", "paper_hash")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "issue"], name="bulletin_issue")]
        indexes = [models.Index(fields=["status", "id"], name="bulletin_status")]

    def __str__(self) -> str:
        return self.title

    @property
    def tables(self) -> list[dict[str, Any]]:
        """The annexes: each with its title, heads and rows."""
        found: list[dict[str, Any]] = json.loads(self.annexes)
        return found


class BulletinFigure(models.Model):
    """One number of a bulletin: its name, which says what it counts of whom, and its value then."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=40)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "name"], name="bulletin_figure")]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
