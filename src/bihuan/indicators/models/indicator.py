"""What is measured, for whom, and what is wanted of it."""

from typing import Self

from django.db import models
from django.db.models import Q

from bihuan.indicators.models.choices import (
    AreaKind,
    Direction,
    Measure,
    Origin,
    Rhythm,
    Span,
    TargetRule,
)
from bihuan.people.models import Person, Role, Unit

LAST_MONTH = 12


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(self, person: Person) -> Self:
        """What every person who works here may read."""
        return self if person.is_active and not person.access.is_admin_only else self.none()


class Area(models.Model):
    """Whose number it is: the city, one of its counties or parks, another city, or the province's mean."""

    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=AreaKind)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)

    objects = AreaQuerySet.as_manager()
    governed = ("name", "kind", "unit_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="area_of_ours_has_its_unit",
                condition=Q(kind__in=(AreaKind.CITY, AreaKind.COUNTY), unit__isnull=False)
                | Q(kind__in=(AreaKind.PEER, AreaKind.PROVINCE), unit=None),
            )
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, person: Person) -> Self:
        """Official statistics are everybody's; a department's own, its and the leaders'."""
        access = person.access
        if not person.is_active or access.is_admin_only:
            return self.none()
        if access.sees_city or access.has(Role.STATISTICIAN):
            return self
        return self.filter(Q(origin=Origin.OFFICIAL) | Q(owner_id__in=access.units | access.overseen))


class Indicator(models.Model):
    """Something the city measures itself by (指标).

    `measure` and `span` name the number that is judged: for most, the growth since January. `places` are the
    decimals it is published with. `rhythm` says how often a reading is due, `lag` how many days after the end
    of its time. A department's figure about the same thing is another indicator.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60, unique=True)
    unit_name = models.CharField(max_length=20, blank=True)
    definition = models.TextField(blank=True)
    source = models.CharField(max_length=100)
    publisher = models.CharField(max_length=60)
    origin = models.CharField(max_length=10, choices=Origin)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    rhythm = models.CharField(max_length=7, choices=Rhythm, default=Rhythm.MONTH)
    measure = models.CharField(max_length=6, choices=Measure, default=Measure.GROWTH)
    span = models.CharField(max_length=7, choices=Span, default=Span.YTD)
    places = models.PositiveSmallIntegerField(default=1)
    lag = models.PositiveSmallIntegerField(default=20)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=20, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = IndicatorQuerySet.as_manager()
    governed = (
        "code",
        "name",
        "unit_name",
        "definition",
        "source",
        "publisher",
        "origin",
        "direction",
        "rhythm",
        "measure",
        "span",
        "places",
        "lag",
        "owner_id",
        "sector",
        "is_active",
    )

    def __str__(self) -> str:
        return self.name


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, person: Person) -> Self:
        """A target is seen with its indicator."""
        return self.filter(indicator__in=Indicator.objects.visible_to(person))


class Target(models.Model):
    """What is wanted of an indicator in a year, for the city or one of its areas.

    `said` is the target as the document words it (6.5%以上, 与全省一致); `number` what can be computed with,
    in ten-thousandths, or nothing where words alone are given. For the rule `province`, `number` is how far
    above the mean; for `rank`, the place.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=8, choices=TargetRule, default=TargetRule.LINEAR)
    number = models.BigIntegerField(null=True, blank=True)
    said = models.CharField(max_length=60)
    source = models.CharField(max_length=120, blank=True)

    objects = TargetQuerySet.as_manager()
    governed = ("year", "area_id", "rule", "number", "said", "source")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "area", "year"], name="target_of_area_and_year"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"


class TargetNodeQuerySet(models.QuerySet["TargetNode"]):
    def visible_to(self, person: Person) -> Self:
        """A node is seen with its target."""
        return self.filter(target__in=Target.objects.visible_to(person))


class TargetNode(models.Model):
    """What a target asks by the end of one of its year's months, in ten-thousandths."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="nodes", db_index=False)
    month = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()

    objects = TargetNodeQuerySet.as_manager()
    governed = ("month", "number")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "month"], name="node_of_target_and_month"),
            models.CheckConstraint(name="node_month", condition=Q(month__gte=1, month__lte=LAST_MONTH)),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.month}"
