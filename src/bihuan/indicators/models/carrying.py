"""Which projects carry an indicator, and how much each was to add."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.indicators.models.choices import SCALE
from bihuan.indicators.models.indicator import Indicator
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Project


class Basis(models.TextChoices):
    """What projects bring to an indicator."""

    SPEND = "spend", _("What is spent on them")
    PRODUCE = "produce", _("What they produce")


class CarryRuleQuerySet(models.QuerySet["CarryRule"]):
    def visible_to(self, person: Person) -> Self:
        """A rule is seen with its indicator."""
        return self.filter(indicator__in=Indicator.objects.visible_to(person))


class CarryRule(models.Model):
    """One version of the rule by which projects carry an indicator. Never edited; the last number holds.

    `codes` are beginnings of industry codes (GB/T 4754) or letters of sections, `natures` and `fields` what
    a project is, all parted by blanks; empty means any. `coefficient` is how much of what a project brings
    counts, in ten-thousandths. `since` is the day from which it is wanted so, `owner` who answers for it.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="rules", db_index=False)
    number = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=7, choices=Basis)
    codes = models.CharField(max_length=200, blank=True)
    natures = models.CharField(max_length=60, blank=True)
    fields = models.CharField(max_length=200, blank=True)
    coefficient = models.PositiveIntegerField(default=SCALE)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CarryRuleQuerySet.as_manager()
    governed = (
        "indicator_id",
        "number",
        "basis",
        "codes",
        "natures",
        "fields",
        "coefficient",
        "owner_id",
        "since",
        "reason",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="carry_rule_number"),
            models.CheckConstraint(name="carry_rule_counts", condition=Q(coefficient__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.number}"


class ProjectGainQuerySet(models.QuerySet["ProjectGain"]):
    def visible_to(self, person: Person) -> Self:
        """A gain is seen by whoever sees both its project and its indicator."""
        return self.filter(
            project__in=Project.objects.visible_to(person),
            indicator__in=Indicator.objects.visible_to(person),
        )


class ProjectGain(models.Model):
    """What one project was to add to an indicator in a year of full work (预计年贡献).

    `amount` is in ten-thousandths of the indicator's unit; `month` the first day of the month in which it
    was to produce, by the paper `source` and its words `said`. It changes only on record.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    amount = models.BigIntegerField()
    month = models.DateField()
    source = models.CharField(max_length=120)
    said = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ProjectGainQuerySet.as_manager()
    governed = ("project_id", "indicator_id", "amount", "month", "source", "said")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "indicator"], name="gain_of_project"),
            models.CheckConstraint(name="gain_above_nought", condition=Q(amount__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.indicator_id}"
