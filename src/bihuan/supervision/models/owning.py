"""Whose a kind of work is: what rulings and published lists of duties have said."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.people.models import Person, Unit
from bihuan.supervision.models.steps import OwnershipDispute


class Origin(models.TextChoices):
    RULING = "ruling", _("Ruling")
    LIST = "list", _("Published list of duties")


class BoundaryQuerySet(models.QuerySet["DutyBoundaryRule"]):
    def visible_to(self, person: Person) -> Self:
        """Everybody who reads matters reads whose a kind of work is."""
        return self.none() if person.access.is_admin_only else self

    def in_force(self) -> Self:
        return self.filter(retired_at=None)


class DutyBoundaryRule(models.Model):
    """One kind of work and the unit whose it is. Never changed: it is retired, and another one is entered."""

    subject = models.CharField(max_length=200)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="boundaries")
    # The other unit of the boundary: it assists, or has said that it was the other's.
    co = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin)
    decided_by = models.CharField(max_length=100)
    doc_number = models.CharField(max_length=100, blank=True)
    doc_date = models.DateField()
    dispute = models.OneToOneField(
        OwnershipDispute, on_delete=models.PROTECT, null=True, blank=True, related_name="boundary"
    )
    # How many different grams the subject has: what a likeness is a share of.
    gram_count = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.TextField(blank=True)

    objects = BoundaryQuerySet.as_manager()
    governed = ("lead_id", "co_id", "origin", "doc_number", "doc_date", "dispute_id", "retired_at")

    class Meta:
        indexes = [models.Index(fields=["retired_at", "id"], name="boundary_in_force")]

    def __str__(self) -> str:
        return self.subject


class BoundaryGram(models.Model):
    """One two-character gram of a subject: the index by which precedents are found."""

    pk = models.CompositePrimaryKey("gram", "rule_id")
    gram = models.BigIntegerField()
    rule = models.ForeignKey(DutyBoundaryRule, on_delete=models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.gram} {self.rule_id}"
