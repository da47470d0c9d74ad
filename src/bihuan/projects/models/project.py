"""A major project, the units that answer for it, and the papers in its file."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.kernel.personal import Column
from bihuan.people.models import Person, Post, Role, Unit
from bihuan.projects.models.choices import PHOTOS, Approval, Datum, Nature, PaperKind, Part, Stage

Row = TypeVar("Row", bound=models.Model)
# Who reads the whole ledger besides those who see the whole city.
KEEPERS = (Role.PLANNER, Role.TREASURER)
# Ten-millionths of a degree, about a centimetre.
DEGREE = 10_000_000


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, person: Person) -> Self:
        """The keepers of the ledger see all; others what their units, or they themselves, answer for.

        A leader sees the projects of the units in his charge and those that he stands for by name.
        """
        access = person.access
        if access.sees_city or access.has(*KEEPERS):
            return self
        if access.is_admin_only or not person.is_active:
            return self.none()
        mine = access.units | access.overseen
        answering = ProjectUnit.objects.filter(project=OuterRef("pk"), unit_id__in=mine)
        own = Q(Exists(answering)) | Q(lead_id__in=mine)
        if access.has(Role.LEADER):
            own |= Q(sponsor__person=person, sponsor__to_date=None)
        return self.filter(own)

    def counted(self) -> Self:
        """The projects whose money counts: parts of a package, not the package over them again."""
        return self.filter(is_package=False)


class Project(models.Model):
    """One major project (重大项目), or a package of some, from the idea to full production.

    Money is in 分. `opening` is what was done before its first month in this ledger. `start_plan` and
    `finish_plan` are what is expected now; what was approved stands in its baseline. `resume_to` is the stage
    from which it was paused.
    """

    code = models.CharField(max_length=24, null=True, blank=True, unique=True)
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=Stage, default=Stage.IDEA)
    resume_to = models.CharField(max_length=10, choices=Stage, blank=True)
    approval = models.CharField(max_length=8, choices=Approval)
    nature = models.CharField(max_length=10, choices=Nature)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    is_package = models.BooleanField(default=False)
    industry = models.CharField(max_length=5, blank=True)
    region = models.CharField(max_length=6, blank=True)
    field = models.CharField(max_length=40, blank=True)
    site = models.CharField(max_length=200, blank=True)
    lon = models.IntegerField(null=True, blank=True)
    lat = models.IntegerField(null=True, blank=True)
    datum = models.CharField(max_length=8, choices=Datum, blank=True)
    content = models.TextField(blank=True)
    scale = models.CharField(max_length=200, blank=True)
    total = models.BigIntegerField(default=0)
    opening = models.BigIntegerField(default=0)
    start_plan = models.DateField(null=True, blank=True)
    finish_plan = models.DateField(null=True, blank=True)
    start_fact = models.DateField(null=True, blank=True)
    finish_fact = models.DateField(null=True, blank=True)
    builder = models.CharField(max_length=100, blank=True)
    builder_code = models.CharField(max_length=18, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    goal = models.CharField(max_length=300, blank=True)
    sponsor = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stat_code = models.CharField(max_length=40, blank=True)
    stat_date = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # The name as it is looked for: without blanks and small differences of writing.
    sought = models.CharField(max_length=160, blank=True)

    objects = ProjectQuerySet.as_manager()
    governed = (
        "code",
        "name",
        "status",
        "resume_to",
        "approval",
        "nature",
        "lead_id",
        "parent_id",
        "is_package",
        "industry",
        "region",
        "field",
        "site",
        "lon",
        "lat",
        "datum",
        "content",
        "scale",
        "total",
        "opening",
        "start_plan",
        "finish_plan",
        "start_fact",
        "finish_fact",
        "builder",
        "builder_code",
        "contact",
        "phone",
        "goal",
        "sponsor_id",
        "stat_code",
        "stat_date",
    )
    personal = (Column("contact", _("Contact person")), Column("phone", _("Telephone")))

    class Meta:
        constraints = [
            models.CheckConstraint(name="project_stage_known", condition=Q(status__in=Stage.values)),
            models.CheckConstraint(
                name="project_money_not_negative", condition=Q(total__gte=0, opening__gte=0)
            ),
            models.CheckConstraint(
                name="project_paused_knows_its_way",
                condition=Q(status=Stage.PAUSED) & ~Q(resume_to="")
                | ~Q(status=Stage.PAUSED) & Q(resume_to=""),
            ),
            models.CheckConstraint(
                name="project_place_is_whole",
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False) & ~Q(datum=""),
            ),
            models.CheckConstraint(
                name="project_part_is_no_package", condition=Q(parent=None) | Q(is_package=False)
            ),
            models.CheckConstraint(
                name="project_ends_after_start",
                condition=Q(finish_fact=None) | Q(start_fact=None) | Q(finish_fact__gte=F("start_fact")),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="project_status"),
            models.Index(fields=["start_fact", "id"], name="project_started"),
            models.Index(fields=["finish_plan", "id"], name="project_finishing"),
        ]

    def __str__(self) -> str:
        return self.name


class PartQuerySet(models.QuerySet[Row]):
    def visible_to(self, person: Person) -> Self:
        """What hangs on a project is seen with it."""
        return self.filter(project__in=Project.objects.visible_to(person))


class ProjectUnit(models.Model):
    """A unit that answers for a project beside the lead unit. Whoever works for it sees the project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="units", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=9, choices=Part)

    objects = PartQuerySet["ProjectUnit"].as_manager()
    governed = ("unit_id", "part")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "unit", "part"], name="project_unit_part"),
        ]
        indexes = [models.Index(fields=["unit", "project", "part"], name="project_unit_of")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.part} {self.unit_id}"


class Paper(models.Model):
    """A document or picture in a project's file: what it proves, what it says, and the file itself.

    `name`, `amount`, `dated` are as they stand in it; the pre-check for statistics compares them.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=10, choices=PaperKind)
    name = models.CharField(_("name in the document"), max_length=160, blank=True)
    number = models.CharField(max_length=60, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    dated = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PartQuerySet["Paper"].as_manager()
    governed = ("kind", "name", "number", "amount", "dated", "file_id", "note", "withdrawn_at")

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind}"

    @property
    def is_photo(self) -> bool:
        """Whether it shows the works, or the ground before them."""
        return self.kind in PHOTOS
