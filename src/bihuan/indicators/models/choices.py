"""The words that rows of this room are made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Every number of a reading or a target is kept in ten-thousandths of its unit.
SCALE = 10_000


class AreaKind(models.TextChoices):
    CITY = "city", pgettext_lazy("area", "The city")
    COUNTY = "county", pgettext_lazy("area", "County or park")
    PEER = "peer", pgettext_lazy("area", "Another city of the province")
    PROVINCE = "province", pgettext_lazy("area", "Mean of the province")


class Direction(models.TextChoices):
    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


class Origin(models.TextChoices):
    """Whose figure it is. The two are never put into one series (统计数, 部门调度数)."""

    OFFICIAL = "official", _("Official statistics")
    DEPARTMENT = "department", _("Department's own figure")


class Rhythm(models.TextChoices):
    """How often a reading appears."""

    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")
    YEAR = "year", _("Yearly")


class Span(models.TextChoices):
    """Which time a reading tells of; it ends with the reading's month."""

    MONTH = "month", _("The month")
    QUARTER = "quarter", _("The quarter")
    YTD = "ytd", _("Since January")


class Measure(models.TextChoices):
    """What was published; none of the three is computed from another."""

    VALUE = "value", _("Value")
    GROWTH = "growth", _("Growth on the year before, %")
    RANK = "rank", _("Place in the province")


class Vintage(models.TextChoices):
    """How final a published number is."""

    FLASH = "flash", _("Flash")
    PRELIMINARY = "preliminary", _("Preliminary")
    FINAL = "final", _("Final")


class TargetRule(models.TextChoices):
    """How the way to a target is divided over the year."""

    LINEAR = "linear", pgettext_lazy("target", "Evenly")
    SEASONAL = "seasonal", pgettext_lazy("target", "By the shape of the last years")
    NODES = "nodes", pgettext_lazy("target", "By named months")
    PROVINCE = "province", pgettext_lazy("target", "Above the mean of the province")
    RANK = "rank", pgettext_lazy("target", "A place in the province")
