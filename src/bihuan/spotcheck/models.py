"""Draws, what could be drawn, who attended, and the checks of what was drawn."""

import json
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
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

    `commit` and `reveal` are the canonical records whose bytes give the seed; `listed`, `inspectors` and
    `conflicts` the lists as they are published. `weights` and `quota` are JSON by stratum (`u` and the number
    of the unit). `attempt` is 1 after the draw was moved to the lottery that was named in reserve.
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
    weights = models.TextField()
    quota = models.TextField()
    inspectors = models.TextField(blank=True)
    conflicts = models.TextField(blank=True)
    commit = models.TextField(blank=True)
    commit_sha = models.CharField(max_length=64, blank=True)
    reveal = models.TextField(blank=True)
    reveal_sha = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    listed = models.TextField(blank=True)
    list_sha = models.CharField(max_length=64, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
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
        "weights",
        "quota",
        "commit_sha",
        "reveal_sha",
        "seed",
        "list_sha",
        "attempt",
        "why",
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
    def beacon(self) -> dict[str, Any]:
        """The lottery draw that counts now."""
        said = self.committed
        found: dict[str, Any] = said["fallback" if self.attempt else "beacon"] if said else {}
        return found


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


class InspectorQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """Who may be drawn to look is known to those who see the whole city, and to himself."""
        return self if person.access.sees_city else self.filter(person=person)


class Inspector(models.Model):
    """Somebody who may be drawn to look at what was drawn (双随机)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = InspectorQuerySet.as_manager()
    governed = ("person_id", "is_active")

    def __str__(self) -> str:
        return str(self.person)


class InterestQuerySet(models.QuerySet["Interest"]):
    def visible_to(self, person: Person) -> Self:
        return self if person.access.sees_city else self.filter(inspector__person=person)


class Interest(models.Model):
    """What binds an inspector to a unit besides his own post, so that he never looks there (回避)."""

    inspector = models.ForeignKey(Inspector, on_delete=models.CASCADE, related_name="interests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    objects = InterestQuerySet.as_manager()
    governed = ("inspector_id", "unit_id", "reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspector", "unit"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.inspector_id}: {self.unit_id}"


class CheckState(models.TextChoices):
    """How far a check is."""

    DRAWN = "drawn", _("Not yet told")
    UNDERWAY = "underway", _("Under way")
    WALKED = "walked", _("Gone through")
    FOUND = "found", _("Found")
    SETTLED = "settled", _("Followed up")


class Way(models.TextChoices):
    """How the responsible head checks."""

    WALK = "walk", _("Went through it as a citizen would")
    RERUN = "rerun", _("Went over the case with the person affected")


class Result(models.TextChoices):
    """What the inspectors found."""

    HOLDS = "a", _("A: holds")
    FLAWED = "b", _("B: holds with flaws")
    FAILED = "c", _("C: does not hold")


class Ground(models.TextChoices):
    """Why something counts as failed."""

    FALSE = "false", _("It was not done as reported")
    NOT_FOUND = "not_found", _("Not found")
    REFUSED = "refused", _("The check was refused")
    NO_EVIDENCE = "no_evidence", _("The evidence is missing")


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, person: Person) -> Self:
        """All for who sees the city; an inspector's own; a unit's own once the inspectors have left."""
        access = person.access
        if access.sees_city:
            return self
        if access.is_admin_only or not person.is_active:
            return self.none()
        mine = Q(first=person) | Q(second=person)
        return self.filter(mine | Q(left_at__isnull=False, unit_id__in=access.units))


class Check(models.Model):
    """One drawn thing: who answers for it, who looks, what the head went through, the result, what followed.

    `is_base` and `is_risk` say for which samples it was drawn; one check serves both.
    """

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="checks", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_base = models.BooleanField()
    is_risk = models.BooleanField()
    status = models.CharField(max_length=10, choices=CheckState, default=CheckState.DRAWN)
    head = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    steps = models.PositiveSmallIntegerField(null=True, blank=True)
    papers = models.PositiveSmallIntegerField(null=True, blank=True)
    visits = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    story = models.TextField(blank=True)
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    walked_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=1, choices=Result, blank=True)
    ground = models.CharField(max_length=12, choices=Ground, blank=True)
    words = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(null=True, blank=True)
    item = models.ForeignKey(
        SupervisionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CheckQuerySet.as_manager()
    governed = (
        "draw_id",
        "member_id",
        "unit_id",
        "is_base",
        "is_risk",
        "status",
        "head_id",
        "first_id",
        "second_id",
        "way",
        "steps",
        "papers",
        "visits",
        "minutes",
        "proof_id",
        "result",
        "ground",
        "file_id",
        "found_by_id",
        "item_id",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "member"], name="check_draw_member"),
            models.CheckConstraint(name="check_by_two", condition=~Q(first=F("second"))),
            models.CheckConstraint(
                name="check_failed_has_ground", condition=~Q(result=Result.FAILED) | ~Q(ground="")
            ),
            models.CheckConstraint(
                name="check_result_when_found",
                condition=~Q(status__in=(CheckState.FOUND, CheckState.SETTLED)) | ~Q(result=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "result"], name="check_unit_result")]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.member_id}"
