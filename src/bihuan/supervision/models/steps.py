"""What happens to a matter on its way round the loop: reports, urges, requests, objections, checks."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Unit
from bihuan.supervision.models.item import SupervisionItem

Step = TypeVar("Step", bound=models.Model)


class StepQuerySet(models.QuerySet[Step]):
    """Rows that are part of a matter and seen with it."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(item__in=SupervisionItem.objects.visible_to(person))


class ReportKind(models.TextChoices):
    PROGRESS = "progress", _("Progress report")
    INPUT = "input", _("Input to the lead unit")
    FINAL = "final", _("Final report")


class Report(models.Model):
    """What a unit said about its work, with evidence. Never edited: a correction is another report."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=8, choices=ReportKind)
    text = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    claimed_date = models.DateField(null=True, blank=True)
    answers_due = models.DateField(null=True, blank=True)
    late_days = models.PositiveSmallIntegerField(default=0)
    # Nothing new to tell (无变化): the text is the reason.
    is_unchanged = models.BooleanField(default=False)
    # Per cent of likeness to an earlier report of the unit on this matter; empty for its first.
    alike = models.PositiveSmallIntegerField(null=True, blank=True)
    # What the unit has said on another matter already and need not write again.
    taken_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    files = models.ManyToManyField(StoredFile, blank=True, related_name="reports")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = StepQuerySet["Report"].as_manager()
    governed = (
        "unit_id",
        "kind",
        "percent",
        "claimed_date",
        "answers_due",
        "late_days",
        "is_unchanged",
        "alike",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_percent", condition=Q(percent=None) | Q(percent__lte=100)),
        ]
        indexes = [models.Index(fields=["item", "id"], name="report_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"


class Reminder(models.Model):
    """An urge (催办) put to a unit by a supervisor, or by the clock when `by` is empty."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="reminders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders")
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = StepQuerySet["Reminder"].as_manager()
    governed = ("unit_id",)

    class Meta:
        indexes = [models.Index(fields=["item", "id"], name="reminder_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.unit_id}"


class Decision(models.TextChoices):
    PENDING = "pending", _("Waiting for a decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class ExtensionRequest(models.Model):
    """A unit asking for a later finish date, before the date in force has passed."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="extension_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    progress = models.TextField()
    # The finish date in force when it was asked for.
    from_due = models.DateField(null=True, blank=True)
    wanted_date = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PENDING)
    granted_date = models.DateField(null=True, blank=True)
    ground = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = StepQuerySet["ExtensionRequest"].as_manager()
    governed = ("from_due", "wanted_date", "decision", "granted_date")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extension_granted_has_date",
                condition=~Q(decision=Decision.GRANTED) | Q(granted_date__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["item", "decision"], name="extension_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.wanted_date}"


class DisputeLevel(models.TextChoices):
    """How high an objection goes, by its number on the matter."""

    ORDINARY = "ordinary", _("Ordinary ruling")
    WRITTEN = "written", _("With written grounds")
    SUPERIOR = "superior", _("Ruling by the superior")


class DisputeQuerySet(StepQuerySet["OwnershipDispute"]):
    def counted(self) -> Self:
        """Approved by the head of the unit: only then an objection counts."""
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> Self:
        """Counted, and not ruled on."""
        return self.counted().filter(decision=Decision.PENDING)


class OwnershipDispute(models.Model):
    """A unit saying that a matter is not its own; it goes up for a ruling and may not simply be passed on.

    What a contact has written counts for nothing until the head of his unit has approved it.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="disputes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    suggested = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    basis = models.TextField(blank=True)
    level = models.CharField(max_length=8, choices=DisputeLevel, default=DisputeLevel.ORDINARY)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    answer_due = models.DateField(null=True)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PENDING)
    ground = models.TextField(blank=True)
    new_lead = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = DisputeQuerySet.as_manager()
    governed = ("suggested_id", "decision", "new_lead_id")

    class Meta:
        indexes = [
            models.Index(fields=["item", "decision"], name="dispute_item"),
            models.Index(fields=["decision", "answer_due", "id"], name="dispute_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.unit_id}"


class VerificationMethod(models.TextChoices):
    DESK = "desk", _("Desk review")
    SITE = "site", _("Site check")
    CALLBACK = "callback", _("Call-back")
    AFFECTED = "affected", _("Word of the person affected")
    LOOK_BACK = "lookback", _("Look-back")


# What the office chooses from; the others come about by themselves.
CHOSEN_METHODS = (VerificationMethod.DESK, VerificationMethod.SITE, VerificationMethod.CALLBACK)


class VerificationResult(models.TextChoices):
    TRUE = "true", _("True")
    PARTLY = "partly", _("Partly true")
    FALSE = "false", _("Not true")


class Verification(models.Model):
    """Somebody else's look at whether a reported result is real. Never done by the unit that reported.

    `by` is empty where a person affected has spoken; `place` is where the looker says that he stood.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="verifications")
    method = models.CharField(max_length=8, choices=VerificationMethod)
    result = models.CharField(max_length=8, choices=VerificationResult)
    text = models.TextField()
    place = models.CharField(max_length=200, blank=True)
    files = models.ManyToManyField(StoredFile, blank=True, related_name="verifications")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = StepQuerySet["Verification"].as_manager()
    governed = ("method", "result")

    class Meta:
        indexes = [models.Index(fields=["item", "id"], name="verification_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.result}"


class ReviewPoint(models.TextChoices):
    """What the office asks itself at its desk before it concludes a result that nobody has verified."""

    FACTS = "facts", _("The facts are clear")
    SOLVED = "solved", _("The problem is solved")
    CARRIED_OUT = "carried_out", _("It has really been carried out")
    CONCLUSION = "conclusion", _("The conclusion is correct")
    LAWFUL = "lawful", _("It was handled lawfully")
    FORM = "form", _("The form is correct")


class ReturnReason(models.TextChoices):
    """Why a submission is returned: a fixed list, so that returns can be counted."""

    OFF_TOPIC = "off_topic", _("Does not answer the question")
    PAPER_ONLY = "paper_only", _("A document instead of a result")
    NO_EVIDENCE = "no_evidence", _("No data, no evidence")
    NOT_TRUE = "not_true", _("Contrary to fact")
    UNCLEAR_DUTY = "unclear_duty", _("Responsibility unclear")
    OUT_OF_SCOPE = "out_of_scope", _("Outside the matter")
    FORMAT = "format", _("Form incorrect")
