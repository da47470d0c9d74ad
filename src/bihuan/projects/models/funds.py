"""What was approved, what was granted from above, and what may be taken back."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Unit
from bihuan.projects.models.choices import GRANTED, ChangeStatus, Flow, Source, Visit
from bihuan.projects.models.project import PartQuerySet, Project, Row


class Baseline(models.Model):
    """What was approved when the plan was issued: content, scale, investment, duration. Never edited.

    A granted change makes the next version; the earlier ones stay.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="baselines", db_index=False)
    version = models.PositiveSmallIntegerField()
    content = models.TextField()
    scale = models.CharField(max_length=200)
    total = models.BigIntegerField()
    start_date = models.DateField()
    finish_date = models.DateField()
    number = models.CharField(max_length=60)
    issued_date = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartQuerySet["Baseline"].as_manager()
    governed = (
        "version",
        "content",
        "scale",
        "total",
        "start_date",
        "finish_date",
        "number",
        "issued_date",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="baseline_version"),
            models.CheckConstraint(name="baseline_has_money", condition=Q(total__gt=0)),
            models.CheckConstraint(
                name="baseline_lasts", condition=Q(finish_date__gte=models.F("start_date"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"


class ChangeRequest(models.Model):
    """Somebody asks that what was approved be changed (变更申请): the values wanted, why, and the answer.

    Empty fields stay as they are.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes")
    content = models.TextField(blank=True)
    scale = models.CharField(max_length=200, blank=True)
    total = models.BigIntegerField(null=True, blank=True)
    finish_date = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=600)
    status = models.CharField(max_length=8, choices=ChangeStatus, default=ChangeStatus.ASKED)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=600, blank=True)
    number = models.CharField(max_length=60, blank=True)
    # The project while the request is open and nothing otherwise: unique, so that one is open at a time.
    open_slot = models.BigIntegerField(null=True, blank=True, unique=True)

    objects = PartQuerySet["ChangeRequest"].as_manager()
    governed = (
        "content",
        "scale",
        "total",
        "finish_date",
        "reason",
        "status",
        "decided_at",
        "ground",
        "number",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_slot_while_asked",
                condition=Q(status=ChangeStatus.ASKED, open_slot__isnull=False, open_slot=models.F("project"))
                | ~Q(status=ChangeStatus.ASKED) & Q(open_slot=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.status}"


class Fund(models.Model):
    """Money granted to a project by the centre or the province (中央/省预算内投资), and who watches over it.

    `start_due` is the day by which building must have begun, as the grant says; it differs by programme.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="funds")
    source = models.CharField(max_length=8, choices=Source)
    programme = models.CharField(max_length=100)
    number = models.CharField(max_length=60)
    issued_date = models.DateField()
    amount = models.BigIntegerField()
    start_due = models.DateField()
    pay_due = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    watcher = models.CharField(max_length=60)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartQuerySet["Fund"].as_manager()
    governed = (
        "source",
        "programme",
        "number",
        "issued_date",
        "amount",
        "start_due",
        "pay_due",
        "unit_id",
        "watcher",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="fund_number"),
            models.CheckConstraint(name="fund_is_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="fund_from_above", condition=Q(source__in=GRANTED)),
        ]
        indexes = [models.Index(fields=["start_due", "id"], name="fund_start_due")]

    def __str__(self) -> str:
        return self.number


class OfFundQuerySet(models.QuerySet[Row]):
    def visible_to(self, person: Person) -> Self:
        """What hangs on granted money is seen with it."""
        return self.filter(fund__in=Fund.objects.visible_to(person))


class FundFlow(models.Model):
    """Granted money that arrived or was paid out on a day."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="flows")
    kind = models.CharField(max_length=8, choices=Flow)
    day = models.DateField()
    amount = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)

    objects = OfFundQuerySet["FundFlow"].as_manager()
    governed = ("fund_id", "kind", "day", "amount", "note")

    class Meta:
        constraints = [models.CheckConstraint(name="flow_is_money", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.kind} {self.day}"


class SiteVisit(models.Model):
    """The person in charge of oversight was on the site: when, and the picture that shows it."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="visits")
    kind = models.CharField(max_length=6, choices=Visit)
    day = models.DateField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    objects = OfFundQuerySet["SiteVisit"].as_manager()
    governed = ("fund_id", "kind", "day", "file_id", "note")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "kind", "day"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.kind} {self.day}"
