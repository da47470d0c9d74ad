"""A ledger that comes from elsewhere as a workbook: a draft until it is confirmed, all or none."""

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Role
from bihuan.projects.models.project import Project


class ImportStatus(models.TextChoices):
    DRAFT = "draft", _("Being checked")
    CONFIRMED = "confirmed", pgettext_lazy("table", "Confirmed")
    UNDONE = "undone", _("Taken back")
    DROPPED = "dropped", pgettext_lazy("table", "Dropped")


class ImportQuerySet(models.QuerySet["LedgerImport"]):
    def visible_to(self, person: Person) -> Self:
        """The keeper of the ledger alone brings in other ledgers."""
        return self if person.access.has(Role.PLANNER) else self.none()


class LedgerImport(models.Model):
    """One workbook of projects. `headers` are its columns in its own words, `roles` what each one says.

    `names` tells which unit is meant by a name that the register does not know (null: none). `unit` is what
    a number without a unit counts in, in 分. `year` is that of its plan. All texts are JSON.
    """

    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    unit = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=200, blank=True)
    left = models.PositiveSmallIntegerField(default=0)
    head_line = models.PositiveIntegerField(default=0)
    headers = models.TextField()
    roles = models.TextField()
    names = models.TextField(default="{}")
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.DRAFT)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()
    governed = ("title", "year", "unit", "file_id", "roles", "names", "status", "done_at", "undone_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_confirmed_has_moment",
                condition=~Q(status__in=(ImportStatus.CONFIRMED, ImportStatus.UNDONE))
                | Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def heads(self) -> list[str]:
        found: list[str] = json.loads(self.headers)
        return found

    @property
    def columns(self) -> list[str]:
        found: list[str] = json.loads(self.roles)
        return found

    @property
    def meant(self) -> dict[str, int | None]:
        found: dict[str, int | None] = json.loads(self.names)
        return found


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, person: Person) -> Self:
        """A row is seen with its workbook."""
        return self.filter(sheet__in=LedgerImport.objects.visible_to(person))


class ImportRow(models.Model):
    """One project of a workbook: its line, its cells, what it is part of, and what has become of it.

    `choice` says of a row that is like a project in the ledger whether it updates it or is another one.
    `was` is what an updated project said before, `version` that of its last event by this import.
    """

    sheet = models.ForeignKey(LedgerImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    group = models.CharField(max_length=200, blank=True)
    parent_line = models.PositiveIntegerField(null=True, blank=True)
    cells = models.TextField()
    is_left_out = models.BooleanField(default=False)
    choice = models.CharField(max_length=6, blank=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_new = models.BooleanField(default=True)
    was = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "line"], name="import_row_line")]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.line}"

    @property
    def texts(self) -> list[str]:
        found: list[str] = json.loads(self.cells)
        return found

    @property
    def before(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.was or "{}")
        return found


class ImportMemory(models.Model):
    """What the columns of a header said last time: the same header is understood so the next time."""

    signature = models.CharField(max_length=64, unique=True)
    roles = models.TextField()

    def __str__(self) -> str:
        return self.signature
