"""Draws, what could be drawn, who attended, and what was typed."""

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.personal import Column
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import SupervisionItem


class Population(models.TextChoices):
    """What a draw is made from."""

    TASK = "task", _("Closed matters")
    MILESTONE = "milestone", _("Completed milestones")
    PERMIT = "permit", _("Permits (by list)")
    CONTACT = "contact", _("Survey contacts (by list)")


LISTED = (Population.PERMIT, Population.CONTACT)


class State(models.TextChoices):
    """Where a draw stands."""

    PLANNED = "planned", _("Plan stated")
    COMMITTED = "committed", _("Committed")
    ENTERED = "entered", _("Entered once")
    DRAWN = "drawn", _("Drawn")
    CLOSED = "closed", _("All checked")
    VOID = "void", _("Void")


class Chance(models.TextChoices):
    """The national lotteries that give chance, as records name them."""

    DOUBLE = "ssq", _("Double-colour ball (双色球)")
    SUPER = "dlt", _("Super lotto (大乐透)")


class Attending(models.TextChoices):
    """In which part somebody attends a draw."""

    OFFICE = "office", _("Supervision office")
    WITNESS = "witness", _("Audit or discipline inspection")
    DEPUTY = "deputy", _("Deputy or member of the consultative conference")
    CITIZEN = "citizen", _("Enterprise or citizen")


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, person: Person) -> Self:
        """Plans, hashes and what became of draws are open to whoever works here, administrators aside."""
        return self.none() if person.access.is_admin_only or not person.is_active else self


class Draw(models.Model):
    """One draw: a frozen population, the plan that was stated before, public chance, and the list.

    `commit` and `reveal` are the canonical records whose bytes give the seed; `listed`, `inspectors`,
    `conflicts` and `candidates` the lists as they are published. When more than `accept` of the `base_n`
    fail, `more_n` more are looked at (`is_extended`), and `accept_2` of all these may fail. `guest` is the
    candidate whom this draw chose to attend the next, `full_item` the full check of the worst unit where both
    steps failed. `weights` and `quota` are JSON by stratum (`u` and the number of the unit). `attempt` is 1
    after the draw was moved to the lottery that was named in reserve.
    """

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Population)
    first_day = models.DateField()
    last_day = models.DateField()
    status = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    pop_sha = models.CharField(max_length=64)
    pop_size = models.PositiveIntegerField()
    base_n = models.PositiveIntegerField()
    risk_n = models.PositiveIntegerField()
    floor = models.PositiveSmallIntegerField()
    accept = models.PositiveIntegerField()
    more_n = models.PositiveIntegerField(default=0)
    accept_2 = models.PositiveIntegerField(default=0)
    is_extended = models.BooleanField(default=False)
    weights = models.TextField()
    quota = models.TextField()
    inspectors = models.TextField(blank=True)
    conflicts = models.TextField(blank=True)
    candidates = models.TextField(blank=True)
    commit = models.TextField(blank=True)
    commit_sha = models.CharField(max_length=64, blank=True)
    reveal = models.TextField(blank=True)
    reveal_sha = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    listed = models.TextField(blank=True)
    list_sha = models.CharField(max_length=64, blank=True)
    guest = models.CharField(max_length=20, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    full_item = models.ForeignKey(
        SupervisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DrawQuerySet.as_manager()
    governed = (
        "number",
        "title",
        "kind",
        "status",
        "pop_sha",
        "pop_size",
        "base_n",
        "risk_n",
        "floor",
        "accept",
        "more_n",
        "accept_2",
        "is_extended",
        "weights",
        "quota",
        "commit_sha",
        "reveal_sha",
        "seed",
        "list_sha",
        "guest",
        "attempt",
        "why",
        "full_item_id",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="draw_state_is_known", condition=Q(status__in=State.values)),
            models.CheckConstraint(
                name="draw_has_seed_when_drawn",
                condition=~Q(status__in=(State.DRAWN, State.CLOSED)) | ~Q(seed="") & ~Q(commit=""),
            ),
            models.CheckConstraint(name="draw_floor_at_least_5", condition=Q(floor__gte=5, floor__lte=100)),
            models.CheckConstraint(name="draw_void_says_why", condition=~Q(status=State.VOID) | ~Q(why="")),
        ]
        indexes = [models.Index(fields=["status", "id"], name="draw_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def committed(self) -> dict[str, Any]:
        """The record that was committed, or nothing before."""
        return json.loads(self.commit) if self.commit else {}

    @property
    def limit(self) -> int:
        """How many of the base sample may fail, as far as it goes now."""
        return self.accept_2 if self.is_extended else self.accept

    @property
    def beacon(self) -> dict[str, Any]:
        """The lottery draw that counts now."""
        said = self.committed
        found: dict[str, Any] = said["fallback" if self.attempt else "beacon"] if said else {}
        return found

    @property
    def beacon_name(self) -> str:
        """How people call that lottery."""
        return str(Chance(self.beacon["kind"]).label)


class PartQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """Seen with its draw."""
        return self.filter(draw__in=Draw.objects.visible_to(person))


class Attendee(models.Model):
    """Somebody who attends a draw, in one of the four parts; whoever has an account can enter what he saw."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="attendees", db_index=False)
    part = models.CharField(max_length=8, choices=Attending)
    name = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PartQuerySet.as_manager()
    governed = ("draw_id", "part", "name", "person_id")
    personal = (Column("name", _("Name"), "佚名{pk}"),)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "part"], name="attendee_part_once")]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """Dice and lottery as one person typed them; `is_apart` when another's differed, so that none counts."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="entries")
    attempt = models.PositiveSmallIntegerField()
    dice = models.CharField(max_length=20)
    lottery = models.CharField(max_length=40)
    present = models.CharField(max_length=60)
    is_apart = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartQuerySet.as_manager()
    governed = ("draw_id", "attempt", "dice", "lottery", "present", "is_apart", "by_id")

    def __str__(self) -> str:
        return f"{self.draw_id}: {self.by_id}"

    @property
    def attended(self) -> list[str]:
        """The parts in which people were present, in words."""
        return [str(Attending(part).label) for part in self.present.split()]


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, person: Person) -> Self:
        """The population names what could be drawn: for those who see the whole city."""
        return self if person.access.sees_city else self.none()


class Member(models.Model):
    """One thing of the frozen population, with the unit that answers for it. The draw's hash covers all."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="members", db_index=False)
    key = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=200)
    thing = models.BigIntegerField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "key"], name="member_draw_key")]

    def __str__(self) -> str:
        return self.key
