"""What was counted of each unit in a window, when it was frozen, and who may read it when."""

import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language, pgettext_lazy

from bihuan.people.models import Person, Role, Unit

# Shares, days and ratios are kept in ten-thousandths.
SCALE = 10_000


class Status(models.TextChoices):
    """Where a round stands."""

    DRAFTED = "drafted", pgettext_lazy("conduct", "Frozen")
    PREVIEWED = "previewed", pgettext_lazy("conduct", "In preview")
    PUBLISHED = "published", pgettext_lazy("conduct", "Published")
    DROPPED = "dropped", pgettext_lazy("conduct", "Dropped")


def reads_all(person: Person) -> bool:
    """Whether somebody reads all units before publication: the office and auditors."""
    return person.is_active and person.access.has(Role.SUPERVISOR, Role.AUDITOR)


def reads_some(person: Person) -> bool:
    """Whoever has a part in the city's work reads what is published; administrators do not."""
    return person.is_active and bool(person.access.roles) and not person.access.is_admin_only


def its_units(person: Person) -> frozenset[int]:
    """The units whose facts somebody reads in the preview: his own, or those he is in charge of."""
    return person.access.units | person.access.overseen


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, person: Person) -> Self:
        """Published ones are read by whoever works here; those in preview by whoever answers for a unit."""
        if reads_all(person):
            return self
        if not reads_some(person):
            return self.none()
        own = Finding.objects.filter(round=OuterRef("pk"), unit__in=its_units(person))
        return self.filter(Q(status=Status.PUBLISHED) | Q(Exists(own), status=Status.PREVIEWED))


class Round(models.Model):
    """Ninety days that end on a day, counted once for all units from the sealed record (作风事实).

    `place` is the position of the record up to which was read; `formulas` the measures as they are printed,
    in each language, as JSON. `opened` is the day of the preview, `due` the first day on which may be
    published. `corrects` is the published round that this edition puts right, and `reason` says why.
    """

    last = models.DateField()
    days = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFTED)
    place = models.CharField(max_length=40, blank=True)
    formulas = models.TextField()
    formula_sha = models.CharField(max_length=64)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opened = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    publisher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()
    governed = (
        "last",
        "days",
        "edition",
        "status",
        "place",
        "formula_sha",
        "corrects_id",
        "reason",
        "opened",
        "due",
        "publisher_id",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="conduct_state_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="conduct_preview_has_days",
                condition=~Q(status__in=(Status.PREVIEWED, Status.PUBLISHED))
                | Q(opened__isnull=False, due__gt=F("opened")),
            ),
            models.CheckConstraint(
                name="conduct_published_by_somebody",
                condition=~Q(status=Status.PUBLISHED)
                | Q(publisher__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="conduct_second_says_why",
                condition=Q(corrects=None, edition=1) | Q(edition__gte=2) & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="conduct_round_status")]

    def __str__(self) -> str:
        return f"{self.last:%Y-%m-%d}" + (f" ({self.edition})" if self.edition > 1 else "")

    @cached_property
    def units(self) -> frozenset[int]:
        """The units of which something was counted."""
        return frozenset(self.findings.values_list("unit_id", flat=True))

    @cached_property
    def printed(self) -> dict[str, dict[str, str]]:
        """The measures as they were printed when it was frozen, in the reader's language, in their order."""
        said: dict[str, dict[str, dict[str, str]]] = json.loads(self.formulas)
        return said.get(get_language() or "") or next(iter(said.values()))


class OfUnitQuerySet(models.QuerySet[Any]):
    """What hangs on a finding is seen with it."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(finding__in=Finding.objects.visible_to(person))


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, person: Person) -> Self:
        """The office and auditors read all; in preview a unit reads its own, a leader those in his charge."""
        if reads_all(person):
            return self
        if not reads_some(person):
            return self.none()
        own = Q(round__status=Status.PREVIEWED, unit__in=its_units(person))
        return self.filter(Q(round__status=Status.PUBLISHED) | own)


class Finding(models.Model):
    """What one measure gives for one unit: k of n as frozen, and as they are after appeals.

    `k_was`, `n_was`, `marked_was` never change; `k`, `n`, `is_marked` leave out events that a granted appeal
    has struck out. `value` with its interval, and the band in which chance alone would leave a unit of that
    size, are in ten-thousandths. `state` says in a word why nothing is told, where nothing is.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="findings", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=30)
    k_was = models.PositiveIntegerField()
    n_was = models.PositiveIntegerField()
    marked_was = models.BooleanField(default=False)
    k = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    is_marked = models.BooleanField(default=False)
    value = models.BigIntegerField(null=True, blank=True)
    low = models.BigIntegerField(null=True, blank=True)
    high = models.BigIntegerField(null=True, blank=True)
    band_low = models.BigIntegerField(null=True, blank=True)
    band_high = models.BigIntegerField(null=True, blank=True)
    left_out = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, blank=True)
    facts_sha = models.CharField(max_length=64, blank=True)

    objects = FindingQuerySet.as_manager()
    governed = (
        "round_id",
        "unit_id",
        "measure",
        "k_was",
        "n_was",
        "marked_was",
        "k",
        "n",
        "is_marked",
        "value",
        "low",
        "high",
        "left_out",
        "facts_sha",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "measure", "unit"], name="conduct_finding_once"),
            models.CheckConstraint(
                name="conduct_k_of_n",
                condition=Q(k__lte=F("n"), k_was__lte=F("n_was")) & Q(k__lte=F("k_was"), n__lte=F("n_was")),
            ),
        ]
        indexes = [models.Index(fields=["round", "unit"], name="conduct_finding_unit")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id} {self.measure}"


class EvidenceQuerySet(OfUnitQuerySet):
    def standing(self) -> Self:
        """What counts: all but what an appeal has struck out."""
        return self.filter(is_struck=False)


class Evidence(models.Model):
    """One event that a finding counts, by its number in the record; a hit where it is one of the k.

    Written once with its finding, whose `facts_sha` seals it; a granted appeal only strikes it out.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence", db_index=False)
    case = models.BigIntegerField()
    event = models.BigIntegerField()
    day = models.DateField()
    is_hit = models.BooleanField()
    is_struck = models.BooleanField(default=False)

    objects = EvidenceQuerySet.as_manager()
    governed = ("finding_id", "case", "event", "day", "is_hit", "is_struck")

    class Meta:
        indexes = [models.Index(fields=["finding", "is_hit", "id"], name="conduct_evidence_of")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.event}"
