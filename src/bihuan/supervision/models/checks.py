"""What nobody can fake at a desk: checks on site, words of persons affected, looks back on what has ended."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import SourceType
from bihuan.people.models import Person, Role
from bihuan.supervision.models.item import SupervisionItem
from bihuan.supervision.models.steps import StepQuerySet, Verification


class SiteCheckQuerySet(models.QuerySet["SiteCheck"]):
    def visible_to(self, person: Person) -> Self:
        """Seen by whoever sees the matter, and by the one who was named to go."""
        seen = SupervisionItem.objects.visible_to(person)
        return self.filter(Q(verifier=person) | Q(item__in=seen)) if person.is_active else self.none()

    def open(self) -> Self:
        return self.filter(done_at=None)


class SiteCheck(models.Model):
    """Somebody whom the office has named to go and look at a result on the spot."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="site_checks")
    verifier = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="site_checks")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = SiteCheckQuerySet.as_manager()
    governed = ("verifier_id", "done_at")

    class Meta:
        indexes = [models.Index(fields=["verifier", "done_at"], name="site_check_verifier")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verifier_id}"


class Answer(models.TextChoices):
    """What a person affected says: is it solved?"""

    YES = "yes", _("Solved")
    PARTLY = "partly", _("Solved in part")
    NO = "no", _("Not solved")


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def visible_to(self, person: Person) -> Self:
        """Whom the office asked, and all that he wrote, only the office and the auditors read."""
        return self if person.access.has(Role.SUPERVISOR, Role.AUDITOR) else self.none()

    def open(self, at: datetime) -> Self:
        return self.filter(answered_at=None, expires_at__gt=at)


class Confirmation(models.Model):
    """A person affected being asked, by a link that opens once, whether a matter is solved.

    Of the link only its SHA-256 is kept, and of the person nothing but what he writes.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="confirmations")
    subject = models.CharField(max_length=200)
    # For the office alone, so that it knows whose card this is. It stands in no event.
    addressee = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    words = models.TextField(blank=True)

    objects = ConfirmationQuerySet.as_manager()
    governed = ("expires_at", "answered_at", "answer")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="confirmation_answer_whole",
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
        ]
        indexes = [models.Index(fields=["item", "id"], name="confirmation_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.answer}"


class LookBackQuerySet(StepQuerySet["LookBack"]):
    def open(self, today: date) -> Self:
        """What is to be looked back on by now."""
        return self.filter(done_at=None, due__lte=today)


class LookBack(models.Model):
    """A closed matter to be looked at again some time after its end: does the result hold?"""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="look_backs")
    due = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    verification = models.OneToOneField(
        Verification, on_delete=models.PROTECT, null=True, blank=True, related_name="look_back"
    )

    objects = LookBackQuerySet.as_manager()
    governed = ("due", "done_at")

    class Meta:
        indexes = [
            models.Index(fields=["done_at", "due", "id"], name="look_back_due"),
            models.Index(fields=["item", "id"], name="look_back_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.due}"


class LookBackTermQuerySet(models.QuerySet["LookBackTerm"]):
    def visible_to(self, person: Person) -> Self:
        """The terms are no secret for whoever reads matters."""
        return self.none() if person.access.is_admin_only else self


class LookBackTerm(models.Model):
    """After how many days the office looks back on closed matters of one source; without a row, the usual."""

    source_type = models.CharField(max_length=20, choices=SourceType, unique=True)
    days = models.PositiveSmallIntegerField()

    objects = LookBackTermQuerySet.as_manager()
    governed = ("source_type", "days")

    def __str__(self) -> str:
        return f"{self.source_type} {self.days}"
