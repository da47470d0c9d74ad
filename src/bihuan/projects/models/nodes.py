"""The nodes on a project's way: the template by kind of approval, and each project's own."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Unit
from bihuan.projects.models.choices import Approval, Factor
from bihuan.projects.models.project import PartQuerySet, Project


class NodeTemplateQuerySet(models.QuerySet["NodeTemplate"]):
    def visible_to(self, person: Person) -> Self:
        return self.none() if person.access.is_admin_only or not person.is_active else self

    def current(self) -> Self:
        return self.filter(is_current=True)


class NodeTemplate(models.Model):
    """One node that projects of some kinds of approval pass, in its place in the order.

    A node with a `group` is a small one under a big one of that name, so that 11 big and 42 small nodes are
    rows like the 20 of the default. `kinds` names the kinds of approval, parted by blanks. `months` is how
    long before (negative) or after the start it is usually done.
    """

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    group = models.CharField(max_length=60, blank=True)
    kinds = models.CharField(max_length=40)
    factor = models.CharField(max_length=10, choices=Factor, blank=True)
    months = models.SmallIntegerField(default=0)
    is_current = models.BooleanField(default=True)

    objects = NodeTemplateQuerySet.as_manager()
    governed = ("position", "name", "group", "kinds", "factor", "months", "is_current")

    class Meta:
        constraints = [
            models.CheckConstraint(name="node_template_has_kinds", condition=~Q(kinds="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def approvals(self) -> list[str]:
        """The labels of the kinds of approval that pass this node."""
        return [str(Approval(kind).label) for kind in self.kinds.split()]


class Milestone(models.Model):
    """One node of one project: planned and done, by whom, under which number, or not applicable and why.

    A milestone with a `factor` is one of the conditions for building (落实建设条件); `asked_date` is when it
    was applied for: from then on it ages.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    group = models.CharField(max_length=60, blank=True)
    factor = models.CharField(max_length=10, choices=Factor, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    plan_date = models.DateField(null=True, blank=True)
    asked_date = models.DateField(null=True, blank=True)
    fact_date = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Why it does not apply; empty when it does.
    waived = models.CharField(max_length=200, blank=True)

    objects = PartQuerySet["Milestone"].as_manager()
    governed = (
        "position",
        "name",
        "group",
        "factor",
        "unit_id",
        "plan_date",
        "asked_date",
        "fact_date",
        "number",
        "file_id",
        "waived",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="milestone_place"),
            models.CheckConstraint(
                name="milestone_done_or_waived", condition=Q(fact_date=None) | Q(waived="")
            ),
        ]
        indexes = [models.Index(fields=["factor", "fact_date", "unit"], name="milestone_factor")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.name}"
