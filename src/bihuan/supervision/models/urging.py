"""Clocks that ran out: whom the house told, rung by rung, and when he signed that he knows."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from bihuan.journal.kept import kept
from bihuan.people.models import Person, Role, Unit
from bihuan.supervision.models.item import SupervisionItem
from bihuan.supervision.models.steps import StepQuerySet


class Clock(models.TextChoices):
    """What runs out."""

    SIGN = "sign", _("Signature")
    REPORT = "report", _("Report")
    INPUT = "input", _("Input to the lead unit")
    FINISH = "finish", _("Finish")
    HAND = "hand", _("Urged by hand")


class Level(models.TextChoices):
    """The rungs of a ladder of urging, lowest first."""

    HANDLER = "handler", _("Handler")
    SECTION = "section", _("Head of the section")
    HEAD = "head", _("Head of the unit")
    IN_CHARGE = "in_charge", _("Leader in charge")
    OFFICE = "office", _("Supervision office")


class RungQuerySet(StepQuerySet["Rung"]):
    def waiting(self) -> Self:
        """Neither signed nor answered."""
        return self.filter(is_waiting=True)

    def held_by(self, person: Person) -> Self:
        """The rungs whose post a person holds: those that he signs."""
        return self.filter(_posts(*_offices(person), **_places(person)))


def _offices(person: Person) -> tuple[bool, bool]:
    """Whether somebody is of the office, and a leader who does not see the whole city."""
    access = person.access
    return access.has(Role.SUPERVISOR), access.has(Role.LEADER) and not access.sees_city


def _places(person: Person) -> dict[str, Any]:
    """Somebody's number, and the units for which he handles, which he heads, and which he oversees."""
    access = person.access
    return {
        "person": person.pk,
        "handled": frozenset(access.handled),
        "headed": frozenset(access.headed),
        "overseen": frozenset(access.overseen),
    }


def _posts(is_office: bool, is_leader: bool, *, person: int, **units: frozenset[int]) -> Q:
    mine = Q(level__in=(Level.SECTION, Level.IN_CHARGE), holder=person)
    mine |= Q(level=Level.HANDLER, unit_id__in=units["handled"])
    mine |= Q(level=Level.HEAD, unit_id__in=units["headed"])
    if is_leader:
        mine |= Q(level=Level.IN_CHARGE, item__leader=None, unit_id__in=units["overseen"])
    return mine | Q(level=Level.OFFICE) if is_office else mine


def rungs_held(item: SupervisionItem, person: Person) -> list["Rung"]:
    """The rungs of one matter that wait for a person's signature, in their order."""
    places = _places(person)
    if not _offices(person)[1]:
        places["overseen"] = frozenset()
    return _held(*_offices(person), item=item.pk, **places)


@kept
def _held(is_office: bool, is_leader: bool, *, item: int, **places: Any) -> "models.QuerySet[Rung]":
    mine = _posts(is_office, is_leader, **places)
    return Rung.objects.waiting().filter(mine, item_id=item).order_by("pk")


class Rung(models.Model):
    """One rung of a ladder of urging: who had to hear that something is late, and when he signed for it.

    `due` is the date that ran out, empty where somebody urged by hand. `holder` held the post on that day;
    nobody did where the rung is vacant. `answered_at` is when the thing came that the clock asks for.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="rungs", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    clock = models.CharField(max_length=6, choices=Clock)
    due = models.DateField(null=True, blank=True)
    level = models.CharField(max_length=9, choices=Level)
    is_vacant = models.BooleanField(default=False)
    holder = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    signed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_waiting = models.GeneratedField(
        expression=Case(
            When(signed_at=None, answered_at=None, is_vacant=False, then=Value(True)), default=Value(False)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = RungQuerySet.as_manager()
    governed = (
        "unit_id",
        "clock",
        "due",
        "level",
        "is_vacant",
        "holder_id",
        "signed_by_id",
        "signed_at",
        "answered_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "unit", "clock", "due", "level"], name="rung_once"),
            models.CheckConstraint(
                name="rung_signature_whole",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="rung_vacant_is_nobodys",
                condition=Q(is_vacant=False) | Q(holder=None, signed_by=None),
            ),
        ]
        indexes = [
            models.Index(fields=["item", "id"], name="rung_item"),
            models.Index(fields=["is_waiting", "level", "unit", "id"], name="rung_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.clock} {self.level}"


class ClockUse(models.TextChoices):
    """What a version says."""

    TERMS = "terms", _("Clocks")
    LADDER = "ladder", _("Ladder of urging")


class ClockVersionQuerySet(models.QuerySet["ClockVersion"]):
    def visible_to(self, person: Person) -> Self:
        """By which clocks a city works is known to everybody who reads matters."""
        return self.none() if person.access.is_admin_only else self

    def in_force(self, use: str, day: date) -> Self:
        """What was put in force for a day or an earlier one, the version that counts first."""
        return self.filter(use=use, first_day__lte=day).order_by("-first_day", "-number")


class ClockVersion(models.Model):
    """One version of a city's clocks or of its ladder of urging, in force from a day on. Never edited.

    `rules` holds the preset that it was made from and its numbers, as JSON.
    """

    use = models.CharField(max_length=6, choices=ClockUse)
    number = models.PositiveSmallIntegerField()
    preset = models.CharField(max_length=20)
    rules = models.TextField()
    first_day = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ClockVersionQuerySet.as_manager()
    governed = ("use", "number", "preset", "rules", "first_day")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use", "number"], name="clock_version_number"),
        ]
        indexes = [models.Index(fields=["use", "first_day", "number"], name="clock_version_day")]

    def __str__(self) -> str:
        return f"{self.use} {self.number}"
