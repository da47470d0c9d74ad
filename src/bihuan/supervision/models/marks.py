"""The words that a matter's schedule, its slips and a city's rules are kept in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lights import Light


class ScheduleRule(models.TextChoices):
    """By what a matter's progress is judged (序时进度). Without one it is not judged."""

    LINEAR = "linear", _("Evenly over its time")
    NODES = "nodes", _("By nodes")
    GROWTH = "growth", _("By a growth target")
    ANNUAL = "annual", _("Only at the end of the year")
    EVENT = "event", _("An event that happens or does not")


class SlipColour(models.TextChoices):
    """The colours of a supervision slip (三色督查单), mildest first."""

    BLUE = "blue", _("Blue slip")
    YELLOW = "yellow", _("Yellow slip")
    ORANGE = "orange", _("Orange slip")
    RED = "red", _("Red slip")


# How grave a colour is: 0 is no slip.
RANKS = {colour: rank for rank, colour in enumerate(SlipColour, start=1)}


def mark_of(colour: str) -> Light:
    """The shape that stands beside a colour's name, so that it can be told in greyscale too."""
    return {SlipColour.BLUE: Light.GREY, SlipColour.RED: Light.RED}.get(SlipColour(colour), Light.AMBER)


class RuleUse(models.TextChoices):
    """What a set of rules decides."""

    LIGHT = "light", _("Lights")
    SLIP = "slip", _("Slips")
