"""What the city has in a year, its terms of office, and the lines by which it judges."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from bihuan.people.models import Person, Role

# Nobody else reads the city's debts and promises.
READERS = (Role.TREASURER, Role.LEADER, Role.AUDITOR)


class FiscalQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """The Finance Bureau, the city's leaders and the auditors read this room, nobody else."""
        return self if person.is_active and person.access.has(*READERS) else self.none()


class FiscalYear(models.Model):
    """What the city has in one year and must spend before it chooses anything, in 分.

    `budget` is general budget revenue, `fund` government fund income (land), `quota` the bonds it may issue,
    `guarantees` the 三保, `rigid` what else cannot be cut. `own_spend` is the spending of its own general
    budget, to which the PPP lines refer. `debt` and `means` (综合财力) give the debt ratio; hidden debt is
    not kept here.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    budget = models.BigIntegerField(default=0)
    fund = models.BigIntegerField(default=0)
    transfers = models.BigIntegerField(default=0)
    quota = models.BigIntegerField(default=0)
    guarantees = models.BigIntegerField(default=0)
    rigid = models.BigIntegerField(default=0)
    own_spend = models.BigIntegerField(null=True, blank=True)
    debt = models.BigIntegerField(null=True, blank=True)
    means = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FiscalQuerySet.as_manager()
    governed = (
        "year",
        "budget",
        "fund",
        "transfers",
        "quota",
        "guarantees",
        "rigid",
        "own_spend",
        "debt",
        "means",
        "note",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fiscal_year_not_negative",
                condition=Q(
                    budget__gte=0,
                    fund__gte=0,
                    transfers__gte=0,
                    quota__gte=0,
                    guarantees__gte=0,
                    rigid__gte=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Term(models.Model):
    """A term of office (届) of the city government, by its first and last budget year."""

    name = models.CharField(max_length=40, unique=True)
    first_year = models.PositiveSmallIntegerField(unique=True)
    last_year = models.PositiveSmallIntegerField(unique=True)

    objects = FiscalQuerySet.as_manager()
    governed = ("name", "first_year", "last_year")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_it_begins", condition=Q(last_year__gte=F("first_year"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Limits(models.Model):
    """One version of the lines by which this room judges. Never edited; the one with the last number holds.

    `ppp_first` and `ppp_second` are percent of the city's own general budget spending, the bands percent of
    its means. Commitments signed before `since` may be taken over without an opinion; later ones may not.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    ppp_first = models.PositiveSmallIntegerField()
    ppp_second = models.PositiveSmallIntegerField()
    yellow = models.PositiveSmallIntegerField()
    orange = models.PositiveSmallIntegerField()
    red = models.PositiveSmallIntegerField()
    since = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FiscalQuerySet.as_manager()
    governed = ("number", "ppp_first", "ppp_second", "yellow", "orange", "red", "since", "note")

    class Meta:
        constraints = [
            models.CheckConstraint(name="limits_ppp_rise", condition=Q(ppp_second__gte=F("ppp_first"))),
            models.CheckConstraint(
                name="limits_bands_rise", condition=Q(orange__gt=F("yellow"), red__gt=F("orange"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
