"""What counts against a unit, the unit's own words beside it, and its appeal."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Unit
from bihuan.supervision.models.item import SupervisionItem
from bihuan.supervision.models.steps import Decision, StepQuerySet


class MarkKind(models.TextChoices):
    LATE_REPORT = "late_report", _("Late report")
    LATE_FINISH = "late_finish", _("Late finish")
    RETURNED = "returned", _("Result returned")
    FOUND_FALSE = "found_false", _("Found not true")
    UNSIGNED = "unsigned", _("Not signed in time")
    RELAPSED = "relapsed", _("Result did not last")


class MarkQuerySet(StepQuerySet["Mark"]):
    def visible_to(self, person: Person) -> Self:
        """Seen with its matter, and by the unit against which it counts after that has left it."""
        if person.access.sees_city:
            return self
        mine = person.access.units | person.access.overseen
        return self.filter(Q(unit__in=mine) | Q(item__in=SupervisionItem.objects.visible_to(person)))

    def counting(self) -> Self:
        return self.filter(counts=True)


class Mark(models.Model):
    """One fact on the record that counts against a unit, until an appeal against it has been granted.

    It is never removed: after a granted appeal it stands there and counts no more.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="marks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=12, choices=MarkKind)
    day = models.DateField()
    # The last day on which the unit may appeal.
    appeal_by = models.DateField()
    counts = models.BooleanField(default=True)
    # Who made it by a judgement of his own; empty where the clock or a person affected did.
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MarkQuerySet.as_manager()
    governed = ("unit_id", "kind", "day", "counts")

    class Meta:
        indexes = [
            models.Index(fields=["unit", "day", "kind", "counts"], name="mark_unit_day"),
            models.Index(fields=["day", "unit", "kind", "counts"], name="mark_day_unit"),
            models.Index(fields=["item", "id"], name="mark_item"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.item_id}"


class Statement(models.Model):
    """The unit's side of a mark, said once and never changed."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="statements")
    mark = models.OneToOneField(Mark, on_delete=models.CASCADE, related_name="statement")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    files = models.ManyToManyField(StoredFile, blank=True, related_name="statements")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = StepQuerySet["Statement"].as_manager()
    governed = ("unit_id",)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.item_id}"


class AppealQuerySet(StepQuerySet["Appeal"]):
    def pending(self) -> Self:
        return self.filter(decision=Decision.PENDING)

    def overdue(self, today: date) -> Self:
        """Asked, and the day by which it had to be decided has passed."""
        return self.pending().filter(decide_by__lt=today)


class Appeal(models.Model):
    """A unit asking that a mark no longer count, and what became of that."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="appeals")
    mark = models.OneToOneField(Mark, on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decide_by = models.DateField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PENDING)
    ground = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()
    governed = ("decide_by", "decision")

    class Meta:
        indexes = [models.Index(fields=["decision", "decide_by", "id"], name="appeal_waiting")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.decision}"
