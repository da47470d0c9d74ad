"""What was published: one number a row, every revision kept."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.files.models import StoredFile
from bihuan.indicators.models.choices import Measure, Span, Vintage
from bihuan.indicators.models.indicator import Area, Indicator
from bihuan.people.models import Person, Role, Unit


class ReadingBatchQuerySet(models.QuerySet["ReadingBatch"]):
    def visible_to(self, person: Person) -> Self:
        """Publications of official statistics are everybody's; a department's own, its and the leaders'."""
        access = person.access
        if not person.is_active or access.is_admin_only:
            return self.none()
        if access.sees_city or access.has(Role.STATISTICIAN):
            return self
        return self.filter(Q(unit=None) | Q(unit_id__in=access.units | access.overseen))


class ReadingBatch(models.Model):
    """One publication as it came in: a workbook or an SDMX-CSV file, by whom it was published and when.

    Without a `unit` it holds official statistics, and has its file; with one, that department's own figures.
    A batch that is taken back is kept, and so are its readings; none of them counts any more.
    """

    publisher = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True)
    published = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReadingBatchQuerySet.as_manager()
    governed = ("publisher", "number", "published", "unit_id", "file_id", "note", "withdrawn_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="official_batch_has_its_file",
                condition=Q(unit__isnull=False) | Q(file__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.publisher} {self.published}"


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, person: Person) -> Self:
        """A reading is seen with its indicator."""
        return self.filter(indicator__in=Indicator.objects.visible_to(person))

    def current(self) -> Self:
        """The last revision of each number that has not been taken back."""
        return self.filter(is_current=True)


class Reading(models.Model):
    """One number as it was published: of which indicator, for whom, about which time (一期数据).

    `said` is the number as it stood in the publication; `number` the same in ten-thousandths of its unit.
    `month` is the first day of the month with which the time ends. A number that is published again is
    another revision; nothing is overwritten. Among the revisions of one number at most one is current.
    """

    batch = models.ForeignKey(ReadingBatch, on_delete=models.PROTECT, related_name="readings")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    measure = models.CharField(max_length=6, choices=Measure)
    span = models.CharField(max_length=7, choices=Span)
    month = models.DateField()
    number = models.BigIntegerField()
    said = models.CharField(max_length=30)
    vintage = models.CharField(max_length=11, choices=Vintage)
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)

    objects = ReadingQuerySet.as_manager()
    governed = (
        "indicator_id",
        "area_id",
        "measure",
        "span",
        "month",
        "number",
        "said",
        "vintage",
        "revision",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "measure", "span", "month", "revision"],
                name="reading_revision",
            ),
            models.CheckConstraint(
                name="reading_rank_is_a_place",
                condition=~Q(measure=Measure.RANK) | Q(number__gte=1),
            ),
        ]
        indexes = [
            models.Index(fields=["month", "indicator"], name="reading_month"),
            models.Index(fields=["area", "indicator", "month"], name="reading_area"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area_id} {self.month:%Y-%m} {self.said}"

    @property
    def shown(self) -> str:
        """The number as it stood, with a true minus."""
        return self.said.replace("-", "\u2212")


class ReadingSheetQuerySet(models.QuerySet["ReadingSheet"]):
    def visible_to(self, person: Person) -> Self:
        """A file under check is seen by those who keep its figures."""
        access = person.access
        if not person.is_active:
            return self.none()
        if access.has(Role.STATISTICIAN):
            return self
        return self.filter(unit_id__in=access.units)


class ReadingSheet(models.Model):
    """A file of numbers that is being checked before it comes in (待核数据).

    It holds no number itself: what it says is read from the file each time. `vintage` is how final its
    numbers are where they do not say so. `batch` is what it has become.
    """

    publisher = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True)
    published = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    vintage = models.CharField(max_length=11, choices=Vintage, default=Vintage.PRELIMINARY)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    batch = models.OneToOneField(ReadingBatch, on_delete=models.PROTECT, null=True, related_name="sheet")
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = ReadingSheetQuerySet.as_manager()
    governed = (
        "publisher",
        "number",
        "published",
        "unit_id",
        "file_id",
        "note",
        "vintage",
        "batch_id",
        "dropped_at",
    )

    def __str__(self) -> str:
        return f"{self.publisher} {self.published}"
