"""League tables: what went in, what came out, and who may read it when."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from bihuan.indicators.models import Reading
from bihuan.people.models import Person, Role, Unit
from bihuan.standings.models.choices import Band, Status
from bihuan.standings.models.schemes import Group, PartInput, SchemePart, SchemeVersion


def reads_all(person: Person) -> bool:
    """Whether somebody reads tables before they are published: the office, leaders, auditors."""
    return person.is_active and (person.access.sees_city or person.access.has(Role.LEADER))


def reads_some(person: Person) -> bool:
    return person.is_active and not person.access.is_admin_only


def its_units(person: Person) -> frozenset[int]:
    """The units whose lines somebody sees before publication."""
    return person.access.units | person.access.overseen


class TableQuerySet(models.QuerySet["Table"]):
    def visible_to(self, person: Person) -> Self:
        """Published ones are everybody's; in preview a unit sees that its own line is there."""
        if reads_all(person):
            return self
        if not reads_some(person):
            return self.none()
        own = Line.objects.filter(table=OuterRef("pk"), round=OuterRef("round"), unit__in=its_units(person))
        return self.filter(Q(status=Status.PUBLISHED) | Q(Exists(own), status=Status.FROZEN))


class Table(models.Model):
    """Units of one group scored by one version of a scheme for some months (考核排名).

    `round` counts how often it was frozen; the lines of its last round are those that hold. `preview_to` is
    the last day on which units may object. `corrects` is the published table that this one puts right, and
    `reason` says why.
    """

    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="tables")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tables")
    first = models.DateField()
    last = models.DateField()
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    round = models.PositiveSmallIntegerField(default=0)
    seed = models.PositiveIntegerField(default=0)
    draws = models.PositiveIntegerField(default=0)
    average = models.BigIntegerField(null=True, blank=True)
    preview_to = models.DateField(null=True, blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    publisher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = TableQuerySet.as_manager()
    governed = (
        "version_id",
        "group_id",
        "first",
        "last",
        "status",
        "round",
        "seed",
        "draws",
        "average",
        "preview_to",
        "corrects_id",
        "reason",
        "frozen_at",
        "publisher_id",
        "published_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="table_months", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="table_state_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="table_frozen_has_its_round",
                condition=~Q(status__in=(Status.FROZEN, Status.PUBLISHED))
                | Q(round__gte=1, draws__gte=1, frozen_at__isnull=False, preview_to__isnull=False),
            ),
            models.CheckConstraint(
                name="table_published_by_somebody",
                condition=~Q(status=Status.PUBLISHED)
                | Q(publisher__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="table_correction_says_why", condition=Q(corrects=None) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="table_status")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.group_id} {self.first:%Y-%m}"


class OfTableQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """What belongs to a unit is seen with its line."""
        if reads_all(person):
            return self
        if not reads_some(person):
            return self.none()
        own = Q(table__status=Status.FROZEN, unit__in=its_units(person))
        return self.filter(Q(table__status=Status.PUBLISHED) | own)


class Entry(models.Model):
    """What went in for one unit as one input of a part, or that it is missing, and why.

    `number` and `error` (its standard error, where one is known) are in ten-thousandths; a share also says
    how many (`counted`) of how many (`whole`) there were. Nothing at all is missing, and never nought.
    """

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="entries", db_index=False)
    part = models.ForeignKey(SchemePart, on_delete=models.PROTECT, related_name="+")
    input = models.ForeignKey(PartInput, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(null=True, blank=True)
    error = models.BigIntegerField(default=0)
    counted = models.PositiveIntegerField(null=True, blank=True)
    whole = models.PositiveIntegerField(null=True, blank=True)
    cause = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfTableQuerySet.as_manager()
    governed = (
        "table_id",
        "input_id",
        "unit_id",
        "number",
        "error",
        "counted",
        "whole",
        "cause",
        "source",
        "reading_id",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "input", "unit"], name="entry_once"),
            models.CheckConstraint(
                name="entry_missing_says_why", condition=Q(number__isnull=False) | ~Q(cause="")
            ),
            models.CheckConstraint(
                name="entry_share_of_a_whole",
                condition=Q(counted=None, whole=None) | Q(whole__gte=1, counted__lte=F("whole")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id} {self.input_id} {self.unit_id}"

    @property
    def is_missing(self) -> bool:
        return self.number is None


class LineQuerySet(OfTableQuerySet):
    def current(self) -> Self:
        """The lines of the last freezing of their table."""
        return self.filter(round=F("table__round"))


class Line(models.Model):
    """What came out for one unit when its table was frozen. Written once, never changed.

    Points are in ten-thousandths: the score, and what it could have been (95 of a hundred draws). `best` and
    `worst` are its possible places, `place` that of the plain order. `whole` is of how many its rate was
    counted, `alike` the units that it cannot be told apart from, by their numbers with commas between.
    """

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="lines", db_index=False)
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    band = models.CharField(max_length=6, choices=Band)
    score = models.BigIntegerField(null=True, blank=True)
    low = models.BigIntegerField(null=True, blank=True)
    high = models.BigIntegerField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    best = models.PositiveSmallIntegerField(null=True, blank=True)
    worst = models.PositiveSmallIntegerField(null=True, blank=True)
    whole = models.PositiveIntegerField(null=True, blank=True)
    alike = models.TextField(blank=True)

    objects = LineQuerySet.as_manager()
    governed = (
        "round",
        "unit_id",
        "band",
        "score",
        "low",
        "high",
        "place",
        "best",
        "worst",
        "whole",
        "alike",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "round", "unit"], name="line_once"),
            models.CheckConstraint(
                name="line_without_score_is_listed",
                condition=Q(score=None, place=None, best=None, worst=None, band=Band.LISTED)
                | Q(score__isnull=False, place__isnull=False, best__lte=F("worst"))
                & Q(place__gte=F("best"), place__lte=F("worst"))
                & ~Q(band=Band.LISTED),
            ),
            models.CheckConstraint(
                name="line_score_in_its_interval",
                condition=Q(low=None, high=None) | Q(low__lte=F("high")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id} {self.unit_id}"

    @property
    def alike_units(self) -> frozenset[int]:
        return frozenset(int(word) for word in self.alike.split(",") if word)


class LinePartQuerySet(models.QuerySet["LinePart"]):
    def visible_to(self, person: Person) -> Self:
        """Parts are seen with their line."""
        return self.filter(line__in=Line.objects.visible_to(person))


class LinePart(models.Model):
    """The points of one line in one part, or why it has none; never changed.

    `facts` is JSON: the numbers from which anybody can compute the points again.
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="parts", db_index=False)
    part = models.ForeignKey(SchemePart, on_delete=models.PROTECT, related_name="+")
    points = models.BigIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=10, blank=True)
    facts = models.TextField(default="[]")

    objects = LinePartQuerySet.as_manager()
    governed = ("part_id", "points", "trouble", "facts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "part"], name="line_part")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.part_id}"
