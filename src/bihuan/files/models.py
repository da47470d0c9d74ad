"""Files as they were handed in: kept once by content, never changed."""

from typing import Self

from django.db import models

from bihuan.people.models import Person, Unit


class FileKind(models.TextChoices):
    """What the bytes are, found by looking at them; the name is never believed."""

    TXT = "txt", "txt"
    DOCX = "docx", "docx"
    XLSX = "xlsx", "xlsx"
    PDF = "pdf", "pdf"
    PNG = "png", "png"
    JPG = "jpg", "jpg"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, person: Person) -> Self:
        """One's own and one's unit's uploads; otherwise a file is reached through the thing it hangs on."""
        if person.access.sees_city:
            return self
        return self.filter(models.Q(by=person) | models.Q(unit_id__in=person.access.units))


class StoredFile(models.Model):
    """One upload: its name as given, and its content by SHA-256. Equal contents share one file on disk."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=FileKind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="uploads")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="uploads")
    uploaded_at = models.DateTimeField()
    # When this content was first seen here, by anybody: evidence that turns up twice shows it.
    first_seen_at = models.DateTimeField()

    objects = StoredFileQuerySet.as_manager()
    governed = ("name", "kind", "size", "sha256", "by_id", "unit_id")

    class Meta:
        indexes = [
            models.Index(fields=["sha256", "id"], name="file_sha256"),
            models.Index(fields=["by", "uploaded_at"], name="file_by_moment"),
        ]

    def __str__(self) -> str:
        return self.name
