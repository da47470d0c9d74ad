"""The codes of regions and industries, in tables that a city keeps itself."""

from collections.abc import Iterable
from string import ascii_uppercase
from typing import Self, TypeVar

from django.db import models

from bihuan.people.models import Person

Row = TypeVar("Row", bound=models.Model)


class CodeQuerySet(models.QuerySet[Row]):
    def visible_to(self, person: Person) -> Self:
        """Everybody who works here reads the codes."""
        return self if person.is_active else self.none()

    def in_year(self, year: int) -> Self:
        """The codes that are valid in a year."""
        return self.filter(first_year__lte=year).filter(
            models.Q(last_year=None) | models.Q(last_year__gte=year)
        )

    def unknown(self, codes: Iterable[str], year: int) -> set[str]:
        """Those codes that are not valid in a year: neither themselves nor the division that they lie in.

        A table in which nothing stands yet knows everything.
        """
        names = {code: {code, _division(code)} for code in codes if code}
        asked = set[str]().union(*names.values())
        valid = set(self.in_year(year).filter(code__in=asked).values_list("code", flat=True))
        lost = {code for code, each in names.items() if not each & valid}
        return lost if lost and self.exists() else set()


def _division(code: str) -> str:
    """The division (大类) of an industry's code, which may have its section's letter in front."""
    digits = code.lstrip(ascii_uppercase)
    return digits[:2] if digits.isdecimal() else code


class Region(models.Model):
    """An administrative area by its code of six digits (GB/T 2260), with the years in which it holds."""

    code = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = CodeQuerySet["Region"].as_manager()
    governed = ("code", "name", "first_year", "last_year")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "first_year"], name="region_code_year")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Industry(models.Model):
    """An industry by its code (GB/T 4754): a letter, or up to four digits, with the years it holds."""

    code = models.CharField(max_length=5)
    name = models.CharField(max_length=80)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = CodeQuerySet["Industry"].as_manager()
    governed = ("code", "name", "first_year", "last_year")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "first_year"], name="industry_code_year")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
