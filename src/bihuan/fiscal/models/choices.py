"""The words that rows of this room are made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Why the city owes the money."""

    CONTRACT = "contract", pgettext_lazy("commitment", "Contract")
    BUYBACK = "buyback", _("Buyback (回购)")
    PPP = "ppp", _("PPP responsibility")
    INTEREST = "interest", _("Bond interest")
    PRINCIPAL = "principal", _("Bond principal")
    OTHER = "other", pgettext_lazy("commitment", "Other")


class Payer(models.TextChoices):
    """Who pays for what a PPP project gives."""

    GOVERNMENT = "government", _("The government pays")
    USERS = "users", _("The users pay")


class State(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("commitment", "Proposed")
    PASSED = "passed", pgettext_lazy("commitment", "Passed")
    DROPPED = "dropped", pgettext_lazy("commitment", "Dropped")
    ENDED = "ended", pgettext_lazy("commitment", "Ended early")


class Stance(models.TextChoices):
    """What the Finance Bureau's document says."""

    AGREES = "agrees", _("Affordable")
    CONDITIONAL = "conditional", _("Affordable under conditions")
    OBJECTS = "objects", _("Not affordable")


class Finding(models.TextChoices):
    """What the numbers say."""

    AFFORDABLE = "affordable", _("Affordable")
    CONDITIONAL = "conditional", _("Affordable under conditions")
    NOT = "not", _("Not affordable")
    UNKNOWN = "unknown", _("Cannot be said")


class Link(models.TextChoices):
    """How two candidates hang together."""

    EXCLUDES = "excludes", _("Only one of the two")
    NEEDS = "needs", _("The first needs the second")
