"""The checks of what was drawn."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Unit
from bihuan.spotcheck.models.draws import Draw, Member
from bihuan.supervision.models import SupervisionItem


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
