"""The words that rows of this room are made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    OPEN = "open", pgettext_lazy("league table", "Open")
    FROZEN = "frozen", pgettext_lazy("league table", "In preview")
    PUBLISHED = "published", pgettext_lazy("league table", "Published")
    DROPPED = "dropped", pgettext_lazy("league table", "Dropped")


class Method(models.TextChoices):
    """How numbers become points."""

    EFFICACY = "efficacy", _("Efficacy coefficient (功效系数)")
    COMPLETION = "completion", _("Completion (完成率)")
    PLACE = "place", _("Points by place (排名)")
    GROWTH = "growth", _("Growth and total (增幅加总量)")
    TALLY = "tally", _("Additions and deductions (加扣分)")
    FORMULA = "formula", pgettext_lazy("method", "Formula")


class Lacking(models.TextChoices):
    """What becomes of a unit that lacks a number."""

    LIST = "list", _("It is listed and has no place")
    SPREAD = "spread", _("Its other parts count for the whole")


class Origin(models.TextChoices):
    """Where an input of a part comes from."""

    FIGURE = "figure", _("A figure that the system counts")
    INDICATOR = "indicator", _("A published reading of an indicator")
    TARGET = "target", _("The target of an indicator for the year")
    FIXED = "fixed", _("A number that the scheme names")
    ENTERED = "entered", _("Entered by the office with its source")


class Band(models.TextChoices):
    """Where a unit lies against the average of its group."""

    BELOW = "below", _("Clearly below the average")
    NEAR = "near", _("Near the average")
    ABOVE = "above", _("Clearly above the average")
    LISTED = "listed", _("Listed only")


class Answer(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("appeal", "Waiting")
    ACCEPTED = "accepted", pgettext_lazy("appeal", "Accepted")
    REFUSED = "refused", pgettext_lazy("appeal", "Not accepted")
