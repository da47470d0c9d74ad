"""What was planned and what was done: the plan by year and source, the rounds, and the month of a project."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from bihuan.people.models import Person
from bihuan.projects.models.choices import RoundStatus, Source
from bihuan.projects.models.project import PartQuerySet, Project

WHOLE = 100


class YearPlan(models.Model):
    """How much of one source a project is to spend in a year (年度计划投资), in 分: also its cash flow."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="plans", db_index=False)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=8, choices=Source)
    amount = models.BigIntegerField()

    objects = PartQuerySet["YearPlan"].as_manager()
    governed = ("year", "source", "amount")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source"], name="plan_project_year_source"),
            models.CheckConstraint(name="plan_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year} {self.source}"


class RoundQuerySet(models.QuerySet["DispatchRound"]):
    def visible_to(self, person: Person) -> Self:
        """Whoever reads projects knows the rounds."""
        return self.none() if person.access.is_admin_only or not person.is_active else self


class DispatchRound(models.Model):
    """One month's collection of what projects have done (调度轮次): open until it is frozen."""

    month = models.DateField(unique=True)
    due = models.DateField()
    status = models.CharField(max_length=6, choices=RoundStatus, default=RoundStatus.OPEN)
    opened_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = RoundQuerySet.as_manager()
    governed = ("month", "due", "status", "frozen_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_frozen_has_moment",
                condition=Q(status=RoundStatus.OPEN, frozen_at=None)
                | Q(status=RoundStatus.FROZEN, frozen_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class MonthRow(models.Model):
    """What one project has done in one month, in 分 by source, beside what can be seen on its site.

    `done` is the sum of the sources; it may be negative where an earlier month is corrected, with a reason.
    `percent` and `progress` tell the physical progress at the end of the month (形象进度). `reason` says why
    money and works have not moved together.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="months", db_index=False)
    round = models.ForeignKey(DispatchRound, on_delete=models.PROTECT, related_name="rows", db_index=False)
    # The round's month again, so that a project's history is read without a join.
    month = models.DateField()
    done = models.BigIntegerField()
    central = models.BigIntegerField(default=0)
    province = models.BigIntegerField(default=0)
    city = models.BigIntegerField(default=0)
    bond = models.BigIntegerField(default=0)
    own = models.BigIntegerField(default=0)
    bank = models.BigIntegerField(default=0)
    percent = models.PositiveSmallIntegerField()
    progress = models.CharField(max_length=300)
    problem = models.CharField(max_length=300, blank=True)
    need = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartQuerySet["MonthRow"].as_manager()
    governed = (
        "month",
        "done",
        "central",
        "province",
        "city",
        "bond",
        "own",
        "bank",
        "percent",
        "progress",
        "problem",
        "need",
        "reason",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="month_project_month"),
            models.CheckConstraint(name="month_percent", condition=Q(percent__lte=WHOLE)),
            models.CheckConstraint(
                name="month_sources_add_up",
                condition=Q(done=F("central") + F("province") + F("city") + F("bond") + F("own") + F("bank")),
            ),
            models.CheckConstraint(
                name="month_correction_has_reason", condition=Q(done__gte=0) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["round", "project"], name="month_round")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.month:%Y-%m}"

    @property
    def parts(self) -> list[tuple[str, int]]:
        """What each source gave in the month, as far as it gave anything."""
        return [(str(source.label), amount) for source in Source if (amount := getattr(self, source))]
