"""What units say about their lines: objections before publication, pledges after it."""

from django.db import models
from django.db.models import Q

from bihuan.people.models import Person, Unit
from bihuan.standings.models.choices import Answer
from bihuan.standings.models.tables import OfTableQuerySet, Table
from bihuan.supervision.models import SupervisionItem


class AppealQuerySet(OfTableQuerySet):
    """Seen with the line that it is about."""


class Appeal(models.Model):
    """A unit objects to its own line while it is in preview; the office answers with words (申诉)."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="appeals", db_index=False)
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    status = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    answer = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    judge = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()
    governed = ("table_id", "round", "unit_id", "text", "status", "answer", "judge_id", "judged_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "round", "unit"], name="appeal_once"),
            models.CheckConstraint(
                name="appeal_answer_has_words",
                condition=Q(status=Answer.WAITING, judge=None)
                | ~Q(status=Answer.WAITING) & ~Q(answer="") & Q(judge__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id} {self.unit_id}"


class PledgeQuerySet(OfTableQuerySet):
    """Seen by whoever sees the table."""


class Pledge(models.Model):
    """What a unit behind the others said it would do by when (表态); a matter shows whether it was kept."""

    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="pledges", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    due = models.DateField()
    matter = models.OneToOneField(SupervisionItem, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PledgeQuerySet.as_manager()
    governed = ("table_id", "unit_id", "text", "due", "matter_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "unit"], name="pledge_once")]

    def __str__(self) -> str:
        return f"{self.table_id} {self.unit_id}"
