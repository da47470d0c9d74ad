"""How a city colours its matters: rule sets in versions, the nodes of a schedule, the slips issued."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.kernel.lights import Light
from bihuan.people.models import Person, Unit
from bihuan.supervision.models.item import SupervisionItem
from bihuan.supervision.models.marks import RuleUse, ScheduleRule, SlipColour, mark_of
from bihuan.supervision.models.steps import StepQuerySet


class VersionQuerySet(models.QuerySet["RuleVersion"]):
    def visible_to(self, person: Person) -> Self:
        """By which rules a city colours its matters is known to everybody who reads matters."""
        return self.none() if person.access.is_admin_only else self

    def in_force(self, use: str, day: date) -> Self:
        """What was put in force for the month of a day or an earlier one, the version that counts first."""
        known = self.filter(use=use, first_month__lte=day.replace(day=1))
        return known.order_by("-first_month", "-number")


class RuleVersion(models.Model):
    """One version of a city's rules for lights or slips, in force from a month on. Never edited.

    `rules` holds the preset that it was made from and the ordered rules, as JSON.
    """

    use = models.CharField(max_length=5, choices=RuleUse)
    number = models.PositiveSmallIntegerField()
    preset = models.CharField(max_length=20)
    rules = models.TextField()
    first_month = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()
    governed = ("use", "number", "preset", "rules", "first_month")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use", "number"], name="rule_version_number"),
        ]
        indexes = [models.Index(fields=["use", "first_month", "number"], name="rule_version_month")]

    def __str__(self) -> str:
        return f"{self.use} {self.number}"


class Schedule(models.Model):
    """By which rule the progress of a matter is judged, and from which day on."""

    item = models.OneToOneField(SupervisionItem, on_delete=models.CASCADE, related_name="schedule")
    rule = models.CharField(max_length=6, choices=ScheduleRule)
    start_date = models.DateField()

    objects = StepQuerySet["Schedule"].as_manager()
    governed = ("rule", "start_date")

    def __str__(self) -> str:
        return f"{self.item_id} {self.rule}"


class Node(models.Model):
    """One node of a matter's schedule: by this day so much of the whole is to be done.

    A schedule that is set anew leaves its old nodes behind as no longer current.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="nodes", db_index=False)
    due = models.DateField()
    percent = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300, blank=True)
    is_current = models.BooleanField(default=True)

    objects = StepQuerySet["Node"].as_manager()
    governed = ("due", "percent", "text", "is_current")

    class Meta:
        constraints = [
            models.CheckConstraint(name="node_percent", condition=Q(percent__lte=100)),
        ]
        indexes = [models.Index(fields=["item", "is_current", "due"], name="node_item_due")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.due} {self.percent}%"


class SlipSeries(models.Model):
    """The last number given to a slip in a year; locked while the next one is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Slip(models.Model):
    """A supervision slip (督查单) that the office has put to a unit: one matter, one slip.

    `proposed` is the colour that the rules in force proposed on that day, if any. A graver slip names the
    one before it.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="slips")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="slips")
    number = models.CharField(max_length=40, unique=True)
    colour = models.CharField(max_length=6, choices=SlipColour)
    proposed = models.CharField(max_length=6, choices=SlipColour, blank=True)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="following"
    )
    ground = models.TextField()
    due = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    # When a ruling released the unit to which it had been put: nobody answers for it any more.
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects = StepQuerySet["Slip"].as_manager()
    governed = (
        "unit_id",
        "number",
        "colour",
        "proposed",
        "previous_id",
        "due",
        "signed_by_id",
        "signed_at",
        "lapsed_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="slip_signature_whole",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["item", "id"], name="slip_item")]

    def __str__(self) -> str:
        return self.number

    @property
    def mark(self) -> Light:
        """The shape beside the name of its colour."""
        return mark_of(self.colour)
