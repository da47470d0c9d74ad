"""Where a project is stuck, who solves it by when, and what the enterprise says to that."""

from django.db import models
from django.db.models import Q

from bihuan.people.models import Person, Unit
from bihuan.projects.models.choices import Level, ProblemStatus, Trouble
from bihuan.projects.models.project import PartQuerySet, Project
from bihuan.supervision.models import SupervisionItem


class Problem(models.Model):
    """One problem of a project: raised, put under supervision as `item`, closed by the enterprise alone.

    `digest` is the SHA-256 of the secret in the link by which the enterprise answers; nothing else of the
    link is kept. `answer` holds the enterprise's words.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=12, choices=Trouble)
    level = models.CharField(max_length=8, choices=Level)
    text = models.CharField(max_length=600)
    status = models.CharField(max_length=6, choices=ProblemStatus, default=ProblemStatus.OPEN)
    raised_date = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    measure = models.CharField(max_length=600, blank=True)
    item = models.OneToOneField(
        SupervisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    solved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=600, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = PartQuerySet["Problem"].as_manager()
    governed = (
        "kind",
        "level",
        "text",
        "status",
        "raised_date",
        "unit_id",
        "due",
        "measure",
        "item_id",
        "solved_at",
        "closed_at",
        "answer",
        "refusals",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="problem_closed_by_answer",
                condition=~Q(status=ProblemStatus.CLOSED) | Q(closed_at__isnull=False) & ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "id"], name="problem_kind"),
            models.Index(fields=["status", "due"], name="problem_due"),
            models.Index(fields=["digest"], name="problem_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind}"
