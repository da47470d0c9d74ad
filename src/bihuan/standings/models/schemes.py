"""What is scored and how, and which units are compared with each other."""

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q

from bihuan.indicators.models import Indicator
from bihuan.people.models import Person, Unit
from bihuan.standings.models.choices import Lacking, Method, Origin


class OpenQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """By what is scored and who is compared everybody who works here may read."""
        return self if person.is_active and not person.access.is_admin_only else self.none()


class Scheme(models.Model):
    """A way of scoring under one name (考核办法). What it says stands in its versions."""

    name = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)

    objects = OpenQuerySet.as_manager()
    governed = ("name", "is_active")

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """What a scheme says from one moment on. Never edited; the last one is used for new tables.

    `basis` is the document that orders it, `reason` why it was written anew. `places` are the decimals that
    points are kept with. `margin` is how far, in points, a unit must lie beside the average of its group
    before it is called ahead or behind; it and `most_bonus` in ten-thousandths.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    lacking = models.CharField(max_length=6, choices=Lacking, default=Lacking.LIST)
    places = models.PositiveSmallIntegerField(default=2)
    most_bonus = models.BigIntegerField(null=True, blank=True)
    margin = models.BigIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OpenQuerySet.as_manager()
    governed = (
        "scheme_id",
        "number",
        "basis",
        "reason",
        "lacking",
        "places",
        "most_bonus",
        "margin",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version"),
            models.CheckConstraint(name="scheme_version_margin", condition=Q(margin__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.number}"


class SchemePart(models.Model):
    """One part of a version: its full points (or the most that a bonus adds) and its method.

    `weight` is in ten-thousandths of a point; `settings` is JSON: the cap of a completion, the steps of
    points by place, the causes of a tally, the text of a formula.
    """

    version = models.ForeignKey(SchemeVersion, on_delete=models.CASCADE, related_name="parts", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    weight = models.BigIntegerField()
    unit_name = models.CharField(max_length=20, blank=True)
    method = models.CharField(max_length=10, choices=Method)
    settings = models.TextField(default="{}")
    is_bonus = models.BooleanField(default=False)

    objects = OpenQuerySet.as_manager()
    governed = ("position", "code", "name", "weight", "unit_name", "method", "settings", "is_bonus")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="part_code"),
            models.CheckConstraint(name="part_has_points", condition=Q(weight__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> dict[str, Any]:
        """The settings of the method."""
        found: dict[str, Any] = json.loads(self.settings)
        return found


class PartInput(models.Model):
    """A number that a part asks for each unit, and where it comes from.

    A figure is named by its kind (`figure`); with `whole` it is a share of that one, counted over the table's
    time or over the twelve months that end with it (`is_year`). `number` is what a scheme fixes itself, in
    ten-thousandths.
    """

    part = models.ForeignKey(SchemePart, on_delete=models.CASCADE, related_name="inputs", db_index=False)
    name = models.CharField(max_length=20)
    label = models.CharField(max_length=60, blank=True)
    unit_name = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=9, choices=Origin)
    figure = models.CharField(max_length=60, blank=True)
    whole = models.CharField(max_length=60, blank=True)
    is_year = models.BooleanField(default=False)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.BigIntegerField(null=True, blank=True)

    objects = OpenQuerySet.as_manager()
    governed = (
        "name",
        "label",
        "unit_name",
        "origin",
        "figure",
        "whole",
        "is_year",
        "indicator_id",
        "number",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "name"], name="input_name"),
            models.CheckConstraint(
                name="input_has_its_origin",
                condition=Q(origin=Origin.ENTERED)
                | Q(origin=Origin.FIGURE) & ~Q(figure="")
                | Q(origin__in=(Origin.INDICATOR, Origin.TARGET), indicator__isnull=False)
                | Q(origin=Origin.FIXED, number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.name


class Group(models.Model):
    """Units that are compared with each other (分类考核): like with like, never all with all."""

    name = models.CharField(max_length=40, unique=True)

    objects = OpenQuerySet.as_manager()
    governed = ("name",)

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A unit of a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    objects = OpenQuerySet.as_manager()
    governed = ("unit_id",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "unit"], name="group_member")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.unit_id}"
