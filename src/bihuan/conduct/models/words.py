"""What units say to what was counted: their own words beside a fact, and appeals against single events."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from bihuan.conduct.models.rounds import Evidence, Finding, OfUnitQuerySet
from bihuan.people.models import Person


class Statement(models.Model):
    """What a unit says itself of a fact (单位说明): printed beside it, never edited."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="statement")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfUnitQuerySet.as_manager()
    governed = ("finding_id", "text")

    def __str__(self) -> str:
        return str(self.finding_id)


class Ruling(models.TextChoices):
    """What became of an appeal."""

    WAITING = "waiting", pgettext_lazy("conduct appeal", "Waiting")
    GRANTED = "granted", pgettext_lazy("conduct appeal", "Granted")
    REFUSED = "refused", pgettext_lazy("conduct appeal", "Refused")


class Appeal(models.Model):
    """A unit appeals against one event of a fact of its own; somebody else than its actor decides."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="appeals", db_index=False)
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField()
    status = models.CharField(max_length=8, choices=Ruling, default=Ruling.WAITING)
    answer = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    judge = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = OfUnitQuerySet.as_manager()
    governed = ("finding_id", "evidence_id", "text", "status", "answer", "judge_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conduct_ruling_has_words",
                condition=Q(status=Ruling.WAITING, judge=None)
                | ~Q(status=Ruling.WAITING) & ~Q(answer="") & Q(judge__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["finding", "status"], name="conduct_appeal_of")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.evidence_id}"
