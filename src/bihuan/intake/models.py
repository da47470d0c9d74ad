"""Documents that give orders, and the tasks that reading them proposes."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.people.models import Person, Role, Unit, UnitAlias


class SourceType(models.TextChoices):
    """Where an order comes from; decides the default clocks."""

    UPPER_DECISION = "upper_decision", _("Decision of a superior authority")
    GOV_REPORT = "gov_report", _("Government work report")
    MEETING = "meeting", _("Meeting resolution")
    INSTRUCTION = "instruction", _("Leader's instruction (批示)")
    ORAL = "oral", _("Leader's oral order")
    PROPOSAL = "proposal", _("Suggestion or proposal")
    LIVELIHOOD = "livelihood", _("Livelihood item")
    PROJECT = "project", _("Key project")
    LEGACY = "legacy", _("Legacy case")
    PETITION = "petition", _("Petition")
    HOTLINE = "hotline", _("Hotline")
    MEDIA = "media", _("Media report")
    INSPECTION_ISSUE = "inspection_issue", _("Inspection finding")
    MAILBOX = "mailbox", _("Mayor's mailbox")
    CONFERENCE = "conference", _("Conference follow-up")
    NOTICE = "notice", _("Notice or plan (通知、方案)")


class Rhythm(models.TextChoices):
    """How often a duty comes back, as the code of its deadline says it."""

    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")


class Category(models.TextChoices):
    ACTION = "action", _("Do")
    TARGET = "target", _("Reach a target")
    REPORT = "report", _("Hand in")
    FORBID = "forbid", _("Refrain")


class DocumentStatus(models.TextChoices):
    REVIEW = "review", _("Being reviewed")
    CONFIRMED = "confirmed", _("Confirmed")
    DROPPED = "dropped", _("Dropped")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, person: Person) -> Self:
        """Documents are read by the supervision office, auditors, city leaders and who handed them in."""
        if person.access.has(Role.SUPERVISOR, Role.AUDITOR, Role.LEADER):
            return self
        return self.filter(by=person)


class Document(models.Model):
    """A speech, minutes, a report or an instruction as it came in.

    `text` is the cleaned text; all spans are offsets into it, so it never changes once stored.
    """

    title = models.CharField(max_length=200)
    source_type = models.CharField(max_length=20, choices=SourceType)
    doc_number = models.CharField(max_length=60, blank=True)
    issued_date = models.DateField(null=True, blank=True)
    speaker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    status = models.CharField(max_length=12, choices=DocumentStatus, default=DocumentStatus.REVIEW)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Codes of what was left out or may have been misread, one to a line.
    read_with = models.TextField(blank=True)

    objects = DocumentQuerySet.as_manager()
    governed = (
        "title",
        "source_type",
        "doc_number",
        "issued_date",
        "speaker_id",
        "file_id",
        "status",
        "by_id",
    )

    class Meta:
        indexes = [models.Index(fields=["status", "id"], name="document_status")]

    def __str__(self) -> str:
        return self.title

    @property
    def reading_warnings(self) -> list[str]:
        """What the reader of its file had to leave out or may have misread, as codes."""
        return self.read_with.splitlines()


class ProposalStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: Person) -> Self:
        """A proposal is seen with its document."""
        return self.filter(document__in=Document.objects.visible_to(person))

    def live(self) -> Self:
        return self.exclude(status=ProposalStatus.REJECTED)

    def waiting(self) -> Self:
        """What nobody has decided yet."""
        return self.filter(status=ProposalStatus.PROPOSED)

    def ready(self) -> Self:
        """What somebody has accepted and what has not left the review."""
        return self.filter(status=ProposalStatus.ACCEPTED, confirmed_at=None)


class Proposal(models.Model):
    """A task that a document seems to order: the exact words, who, by when, how much, how sure, and why."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="proposals")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    requirement = models.TextField()
    deadline_text = models.CharField(max_length=60, blank=True)
    deadline_code = models.CharField(max_length=12, blank=True)
    finish_due = models.DateField(null=True, blank=True)
    targets = models.TextField(blank=True)
    category = models.CharField(max_length=8, choices=Category, default=Category.ACTION)
    confidence = models.PositiveSmallIntegerField(default=0)
    reasons = models.TextField(blank=True)
    is_manual = models.BooleanField(default=False)
    # The question whose answer suggested it; the rules or a person otherwise.
    asking = models.ForeignKey(
        "Asking", on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    status = models.CharField(max_length=12, choices=ProposalStatus, default=ProposalStatus.PROPOSED)
    # The moment it left the review for dispatch; nothing changes it afterwards.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()
    governed = ("document_id", "start", "end", "title", "finish_due", "category", "status")

    class Meta:
        constraints = [
            models.CheckConstraint(name="proposal_span_is_real", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(name="proposal_percent", condition=Q(confidence__lte=100)),
        ]
        indexes = [models.Index(fields=["document", "start"], name="proposal_document")]

    def __str__(self) -> str:
        return self.title


class PartyRole(models.TextChoices):
    LEAD = "lead", _("Lead unit")
    CO = "co", _("Assisting unit")
    LEADER = "leader", _("Responsible leader")


class PartyQuerySet(models.QuerySet["Party"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(proposal__document__in=Document.objects.visible_to(person))

    def unknown(self) -> Self:
        """Names that match nobody in the register: open questions for the reviewer."""
        return self.filter(unit=None, person=None)


class Party(models.Model):
    """A unit or leader that a proposal names: the name as written, and whom it was matched to."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=8, choices=PartyRole)
    position = models.PositiveSmallIntegerField()
    written = models.CharField(max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PartyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["proposal", "role", "position"], name="party_order")]

    def __str__(self) -> str:
        return self.written


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, person: Person) -> Self:
        """What was learned is the office's; auditors may read it."""
        return self if person.access.has(Role.SUPERVISOR, Role.AUDITOR) else self.none()

    def counted(self) -> Self:
        """What has not been taken back."""
        return self.filter(forgotten_at=None)


class Verdict(models.Model):
    """What a reviewer said of one passage: a task or not, under the cue that had made it sound like one."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="verdict")
    cue = models.CharField(max_length=40)
    is_task = models.BooleanField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = VerdictQuerySet.as_manager()
    governed = ("proposal_id", "cue", "is_task", "forgotten_at")

    class Meta:
        indexes = [models.Index(fields=["cue", "forgotten_at"], name="verdict_cue")]

    def __str__(self) -> str:
        return f"{self.cue}: {self.is_task}"


class HeardNameQuerySet(models.QuerySet["HeardName"]):
    def visible_to(self, person: Person) -> Self:
        return self if person.access.has(Role.SUPERVISOR, Role.AUDITOR) else self.none()


class HeardName(models.Model):
    """A name that a reviewer matched to a unit in a document, and that the register has kept since."""

    alias = models.OneToOneField(UnitAlias, on_delete=models.CASCADE, related_name="heard")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HeardNameQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.alias_id} {self.document_id}"


class AskingStatus(models.TextChoices):
    WAITING = "waiting", _("Asked")
    ANSWERED = "answered", _("Answered")
    FAILED = "failed", _("No usable answer")


class AskingQuerySet(models.QuerySet["Asking"]):
    def visible_to(self, person: Person) -> Self:
        """A question to the model is seen with its document."""
        return self.filter(document__in=Document.objects.visible_to(person))


class Asking(models.Model):
    """One question put to the language model about a document, and what became of its answer."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="askings")
    model = models.CharField(max_length=100)
    # SHA-256 of the bytes that are sent.
    input_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=AskingStatus, default=AskingStatus.WAITING)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    # Until then a worker is at it; nobody else asks the same meanwhile.
    taken_until = models.DateTimeField(null=True, blank=True)
    kept = models.PositiveIntegerField(default=0)
    # How many suggestions were dropped for which reason, as JSON; or why there was no answer.
    dropped = models.TextField(blank=True)

    objects = AskingQuerySet.as_manager()
    governed = ("document_id", "model", "input_hash", "status", "kept", "dropped")

    def __str__(self) -> str:
        return f"{self.model} {self.document_id}"
