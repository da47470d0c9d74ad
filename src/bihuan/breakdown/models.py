"""A table of tasks on its way to becoming matters, and what is remembered of it afterwards."""

import hashlib
import json
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.files.models import StoredFile
from bihuan.intake.models import SourceType
from bihuan.people.models import Person
from bihuan.supervision.models import ReportCycle, SupervisionItem


class Column(models.TextChoices):
    """What a column of a table says about a task. Several columns may say the same kind of thing."""

    KEY = "key", _("Number in this system")
    NUMBER = "number", _("Number in the table")
    GROUP = "group", _("Category")
    TASK = "task", _("Task")
    DETAIL = "detail", _("Measures and requirements")
    TARGET = "target", _("Target")
    NODE = "node", _("Milestone")
    LEAD = "lead", _("Lead units")
    CO = "co", _("Assisting units")
    ANY = "any", _("Units, the first of which leads")
    LEADER = "leader", _("Responsible leader")
    DUE = "due", _("Finish date")
    CYCLE = "cycle", _("Report cycle")
    BASIS = "basis", _("Basis")
    PROGRESS = "progress", _("Progress, filled in by reports")
    KEEP = "keep", _("Only printed back")


# A table has at most one of each of these.
SINGLE = (
    Column.KEY,
    Column.NUMBER,
    Column.TASK,
    Column.LEADER,
    Column.DUE,
    Column.CYCLE,
    Column.BASIS,
    Column.PROGRESS,
)


class BreakdownStatus(models.TextChoices):
    DRAFT = "draft", _("Being checked")
    CONFIRMED = "confirmed", pgettext_lazy("table", "Confirmed")
    UNDONE = "undone", _("Taken back")
    DROPPED = "dropped", pgettext_lazy("table", "Dropped")


class BreakdownQuerySet(models.QuerySet["TaskBreakdown"]):
    def visible_to(self, person: Person) -> Self:
        """Tables are read by those who see all matters: the supervision office, auditors and the mayor."""
        return self if person.access.sees_city else self.none()


class TaskBreakdown(models.Model):
    """One table of tasks (任务分解表) as it was handed in: a draft until it is confirmed, all or none.

    `headers` are the names of its columns in its own words, `roles` what each one says, `names` which units
    the office has said to be meant by a name that the register does not know. All three are JSON.
    """

    title = models.CharField(max_length=200)
    source_type = models.CharField(max_length=20, choices=SourceType)
    basis = models.CharField(max_length=300, blank=True)
    # Gives the year to dates without one.
    issued_date = models.DateField()
    # For rows that name no date, and for those that say "all year round".
    finish_due = models.DateField(null=True, blank=True)
    report_cycle = models.CharField(max_length=10, choices=ReportCycle, default=ReportCycle.NONE)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sheet = models.CharField(max_length=200, blank=True)
    # Columns of the sheet that stand before the table, and the line in which its header ends.
    left = models.PositiveSmallIntegerField(default=0)
    header_line = models.PositiveIntegerField(default=0)
    headers = models.TextField()
    roles = models.TextField()
    names = models.TextField(default="{}")
    status = models.CharField(max_length=10, choices=BreakdownStatus, default=BreakdownStatus.DRAFT)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # What the reader of the file had to leave out, told once to whoever hands it in; not kept here.
    reading_warnings: tuple[str, ...] = ()

    objects = BreakdownQuerySet.as_manager()
    governed = (
        "title",
        "source_type",
        "basis",
        "issued_date",
        "finish_due",
        "report_cycle",
        "file_id",
        "roles",
        "status",
        "by_id",
        "confirmed_at",
        "undone_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="breakdown_confirmed_has_moment",
                condition=~Q(status__in=(BreakdownStatus.CONFIRMED, BreakdownStatus.UNDONE))
                | Q(confirmed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="breakdown_status")]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def columns(self) -> list[str]:
        """What each column says, in the order of the table."""
        found: list[str] = json.loads(self.roles)
        return found

    @cached_property
    def heads(self) -> list[str]:
        """The names of the columns in the table's own words."""
        found: list[str] = json.loads(self.headers)
        return found

    @cached_property
    def meant(self) -> dict[str, list[int]]:
        """The units that are meant by a name, by number; none where the name is no unit."""
        found: dict[str, list[int]] = json.loads(self.names)
        return found


class RowQuerySet(models.QuerySet["BreakdownRow"]):
    def visible_to(self, person: Person) -> Self:
        """A row is seen with its table."""
        return self.filter(breakdown__in=TaskBreakdown.objects.visible_to(person))

    def counted(self) -> Self:
        """The rows that become matters, or change one."""
        return self.filter(is_left_out=False)


class BreakdownRow(models.Model):
    """One task of a table: the cells of a line, or of the part of a line that was made a task of its own.

    `line` is the number of the row in the file, `piece` tells apart the tasks that share it. `item` is the
    matter that the row has become (`is_new`) or changes; `twin` one that it may be, until somebody says so.
    `base` holds the cells as they were when the matter was last printed, `picks` what was chosen since.
    """

    breakdown = models.ForeignKey(TaskBreakdown, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    piece = models.PositiveSmallIntegerField(default=1)
    group = models.CharField(max_length=300, blank=True)
    cells = models.TextField()
    # The columns whose words stand in the row above, as numbers with commas.
    taken = models.CharField(max_length=200, blank=True)
    faults = models.PositiveSmallIntegerField(default=0)
    is_left_out = models.BooleanField(default=False)
    item = models.ForeignKey(
        SupervisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="breakdown_rows"
    )
    is_new = models.BooleanField(default=True)
    twin = models.ForeignKey(
        SupervisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    base = models.TextField(blank=True)
    picks = models.TextField(blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breakdown", "line", "piece"], name="breakdown_row_place"),
        ]

    def __str__(self) -> str:
        return f"{self.breakdown_id}: {self.line}.{self.piece}"

    @property
    def texts(self) -> list[str]:
        """The cells, in the order of the columns."""
        found: list[str] = json.loads(self.cells)
        return found

    @property
    def mark(self) -> str:
        """What the row says now, as a short mark: sent with a form, compared on return."""
        return hashlib.sha256(self.cells.encode()).hexdigest()[:16]

    @property
    def taken_columns(self) -> set[int]:
        return {int(number) for number in self.taken.split(",") if number}


class ColumnMemory(models.Model):
    """What the columns of a table said last time: the same header is understood so the next time."""

    signature = models.CharField(max_length=64, unique=True)
    roles = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.signature


class BreakdownExport(models.Model):
    """A table as it was printed: what a cell said then tells later who has changed it since."""

    breakdown = models.ForeignKey(TaskBreakdown, on_delete=models.CASCADE, related_name="exports")
    content = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.breakdown_id} {self.at:%Y-%m-%d %H:%M}"
