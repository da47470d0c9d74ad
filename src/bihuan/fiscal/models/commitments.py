"""What the city owes or is asked to promise, with the opinions and the assessments of it."""

import json
from typing import Self

from django.db import models
from django.db.models import F, Q

from bihuan.files.models import StoredFile
from bihuan.fiscal.models.choices import Finding, Kind, Payer, Stance, State
from bihuan.fiscal.models.money import FiscalQuerySet
from bihuan.people.models import Person
from bihuan.projects.models import Project


class CommitmentQuerySet(FiscalQuerySet):
    def binding(self) -> Self:
        """What binds the city: passed, or ended and still owed up to its last year."""
        return self.filter(status__in=(State.PASSED, State.ENDED))


class CommitmentYearQuerySet(FiscalQuerySet):
    def binding(self) -> Self:
        """What the city has to pay: of passed commitments all, of ended ones up to their last year."""
        ended = Q(commitment__status=State.ENDED, year__lte=F("commitment__last_year"))
        return self.filter(Q(commitment__status=State.PASSED) | ended)


class PaperQuerySet(FiscalQuerySet):
    """Seen by whoever reads the city's money."""


class Commitment(models.Model):
    """Money that the city owes, or is asked to promise, over some years: a contract, a buyback, a bond.

    `is_stock`: signed before opinions were asked for, and taken over as it was. `verdict` is what the numbers
    said when it passed; `overruled` names the leader who let it pass against them, `reason` says why. An
    ended one is owed up to `last_year`.
    """

    kind = models.CharField(max_length=9, choices=Kind)
    payer = models.CharField(max_length=10, choices=Payer, blank=True)
    name = models.CharField(max_length=160)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    creditor = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=80, blank=True)
    signed_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    is_stock = models.BooleanField(default=False)
    verdict = models.CharField(max_length=11, choices=Finding, blank=True)
    overruled = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()
    governed = (
        "kind",
        "payer",
        "name",
        "project_id",
        "creditor",
        "number",
        "signed_date",
        "status",
        "is_stock",
        "verdict",
        "overruled_id",
        "reason",
        "last_year",
        "decided_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="commitment_state_known", condition=Q(status__in=State.values)),
            models.CheckConstraint(
                name="commitment_ppp_names_payer",
                condition=Q(kind=Kind.PPP) & ~Q(payer="") | ~Q(kind=Kind.PPP) & Q(payer=""),
            ),
            models.CheckConstraint(
                name="commitment_stock_was_signed",
                condition=Q(is_stock=False) | Q(signed_date__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_decided_has_moment",
                condition=Q(status=State.PROPOSED) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_no_is_overruled",
                condition=~Q(status=State.PASSED, verdict__in=(Finding.NOT, Finding.UNKNOWN))
                | Q(is_stock=True)
                | Q(overruled__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_overruled_reason", condition=Q(overruled=None) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="commitment_ended_has_year",
                condition=Q(status=State.ENDED, last_year__isnull=False)
                | ~Q(status=State.ENDED) & Q(last_year=None),
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="commitment_status")]

    def __str__(self) -> str:
        return self.name


class CommitmentYear(models.Model):
    """What one commitment asks of one year, in 分."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="years", db_index=False)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()

    objects = CommitmentYearQuerySet.as_manager()
    governed = ("year", "amount")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "year"], name="commitment_year"),
            models.CheckConstraint(name="commitment_year_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["year", "commitment"], name="commitment_of_year")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.year}"


class Opinion(models.Model):
    """The Finance Bureau's document on a commitment: the official word, with its number and the file."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="opinions")
    number = models.CharField(max_length=60)
    dated = models.DateField()
    stance = models.CharField(max_length=11, choices=Stance)
    text = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PaperQuerySet.as_manager()
    governed = ("number", "dated", "stance", "text", "file_id")

    def __str__(self) -> str:
        return self.number


class Assessment(models.Model):
    """What the numbers said about a project or a commitment at one moment, kept as it was. Never edited.

    `table` holds the years as JSON: what was there, what was promised, what was asked.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promise = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, null=True, blank=True, related_name="assessments"
    )
    verdict = models.CharField(max_length=11, choices=Finding)
    table = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PaperQuerySet.as_manager()
    governed = ("project_id", "promise_id", "verdict", "table")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_is_of_something",
                condition=Q(project__isnull=False) | Q(promise__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.verdict}"

    @property
    def lines(self) -> list[dict[str, int | None]]:
        """The years as they were."""
        found: list[dict[str, int | None]] = json.loads(self.table)
        return found
