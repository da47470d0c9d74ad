"""The city's calendar: which days are worked, as a table that the office can edit."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, IntegerField, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor


class YearStatus(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed by notice")
    PROVISIONAL = "provisional", _("Provisional")


class YearQuerySet(models.QuerySet["Year"]):
    def visible_to(self, person: Actor) -> Self:
        """Working days are no secret."""
        return self if person.is_active else self.none()


class Year(models.Model):
    """One year of the calendar; provisional until the State Council's holiday notice has been entered."""

    year = models.PositiveSmallIntegerField(unique=True)
    status = models.CharField(max_length=12, choices=YearStatus)
    basis = models.CharField(max_length=200, blank=True)

    objects = YearQuerySet.as_manager()
    governed = ("year", "status", "basis")

    def __str__(self) -> str:
        return str(self.year)


class DayQuerySet(models.QuerySet["Day"]):
    def visible_to(self, person: Actor) -> Self:
        return self if person.is_active else self.none()


class Day(models.Model):
    """One day. `ordinal` counts the working days up to and including it.

    Working days between two days are therefore one subtraction, also in SQL.
    """

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    ordinal = models.IntegerField()
    name = models.CharField(max_length=40, blank=True)

    objects = DayQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ordinal", "is_workday"], name="day_ordinal")]

    def __str__(self) -> str:
        return self.date.isoformat()


def ordinal_of(column: str) -> Combinable:
    """The working-day ordinal of a date column, for use inside a query."""
    return Subquery(
        Day.objects.filter(date=OuterRef(column)).values("ordinal")[:1], output_field=IntegerField()
    )


def workdays_left(column: str, today_ordinal: int) -> Combinable:
    """Working days from today to a date column: negative when it has passed."""
    return ordinal_of(column) - today_ordinal


def days_by_date(first: date, last: date) -> "DayQuerySet":
    """All days of a span, in order."""
    return Day.objects.filter(date__range=(first, last)).order_by(F("date"))
