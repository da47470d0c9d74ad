"""The matter under supervision and the units that carry it out."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Case, Exists, FilteredRelation, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Document, Proposal, SourceType
from bihuan.journal import clock
from bihuan.kernel.periods import Period
from bihuan.people.models import Person, Role, Unit
from bihuan.supervision.models.marks import ScheduleRule


class Status(models.TextChoices):
    """Where a matter stands (domain: 督查事项)."""

    DRAFT = "draft", _("Draft")
    NOT_FILED = "not_filed", _("Not filed")
    APPROVED = "approved", _("Filed")
    DISPATCHED = "dispatched", _("Dispatched")
    DISPUTED = "disputed", _("Under objection")
    ACCEPTED = "accepted", _("Signed for")
    IN_PROGRESS = "in_progress", _("In progress")
    EXTENDING = "extending", _("Extension requested")
    SUBMITTED = "submitted", _("Submitted for review")
    RETURNED = "returned", _("Returned")
    TO_VERIFY = "to_verify", _("To be verified")
    CONCLUDED = "concluded", _("Concluded")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    ARCHIVED = "archived", _("Archived")
    LONG_TERM = "long_term", _("Long-term")
    MERGED = "merged", _("Merged")
    CANCELLED = "cancelled", _("Cancelled")


# The unit owes something while a matter is in one of these.
OPEN = (
    Status.DISPATCHED,
    Status.DISPUTED,
    Status.ACCEPTED,
    Status.IN_PROGRESS,
    Status.EXTENDING,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.TO_VERIFY,
    Status.REOPENED,
)
# The result lies with the office: no unit owes anything, so no clock of a unit runs.
REVIEWING = (Status.SUBMITTED, Status.TO_VERIFY)
# The matter lies with the office, which reviews it or has yet to dispatch it anew: no finish clock runs.
WITH_OFFICE = (*REVIEWING, Status.REOPENED)
OWING = tuple(status for status in OPEN if status not in WITH_OFFICE)
# The collecting unit has signed and reports by the cycle in these.
REPORTING = (Status.ACCEPTED, Status.IN_PROGRESS, Status.EXTENDING, Status.RETURNED, Status.LONG_TERM)
# Something may still be done about a matter in these.
LIVE = (*OPEN, Status.LONG_TERM)
# The finish clock has stopped in these.
DONE = (Status.CONCLUDED, Status.CLOSED, Status.ARCHIVED)
# Units do not see a matter before it has been dispatched, nor one that was never filed.
BEFORE_DISPATCH = (Status.DRAFT, Status.NOT_FILED, Status.APPROVED)


class ReportCycle(models.TextChoices):
    NONE = "none", _("No regular report")
    WEEKLY = "weekly", _("Every week")
    BIWEEKLY = "biweekly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")
    MONTH_5 = "month_5", _("Every month by the 5th")
    MONTH_10 = "month_10", _("Every month by the 10th")
    MONTH_15 = "month_15", _("Every month by the 15th")
    MONTH_20 = "month_20", _("Every month by the 20th")
    MONTH_25 = "month_25", _("Every month by the 25th")
    QUARTERLY = "quarterly", _("Every quarter")
    NODES = "nodes", _("At each node of the schedule")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")
    CRITICAL = "critical", _("Most urgent")


class Security(models.TextChoices):
    """Labels of a non-classified system: a state secret has no place here and no label."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    WORK_SECRET = "work_secret", _("Work secret")


class NumberSeries(models.Model):
    """The last number given to a matter in a year; locked while the next one is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


def overdue(today: date) -> Q:
    """The finish date has passed and a unit still owes the result."""
    return Q(status__in=OWING, open_due__lt=today)


def report_overdue(today: date) -> Q:
    """A report was due and has not come (过期不报)."""
    return Q(status__in=REPORTING, report_due__lt=today)


def due_soon(today: date) -> Q:
    """A unit has to finish today or tomorrow: the last 48 hours."""
    return due_between(today, today + timedelta(2))


def due_between(first: date, end: date) -> Q:
    """A unit has to finish on a day from the first, before the end."""
    return Q(status__in=OWING, open_due__gte=first, open_due__lt=end)


# Counted on the matter so that lists and reports over all of them need not count the record.
REPORTED = ("open_due", "finish_due", "report_due", "done_date")
COUNTERS = ("urges", "returns", "late_reports")


def sent_in(period: Period) -> Q:
    """Dispatched on one of these days."""
    first, last = clock.midnight(period.first), clock.midnight(period.last + timedelta(1))
    return Q(dispatched_at__gte=first, dispatched_at__lt=last)


def ended_in(period: Period) -> Q:
    """Concluded, with the accepted result handed in on one of these days.

    Only what is concluded has such a day. Asked for its state as well, a database without statistics would
    walk everything that was ever concluded.
    """
    return Q(done_date__gte=period.first, done_date__lte=period.last)


class ItemQuerySet(models.QuerySet["SupervisionItem"]):
    def visible_to(self, person: Person) -> Self:
        """Supervisors, auditors and the mayor see all; leaders what is theirs; units what lies with them.

        A unit that a ruling has released no longer sees the matter.
        """
        access = person.access
        if access.sees_city:
            return self
        assigned = Assignment.objects.live().filter(item=OuterRef("pk"))
        mine = Q(pk__in=[])
        if access.units:
            mine |= Q(Exists(assigned.filter(unit_id__in=access.units))) & ~Q(status__in=BEFORE_DISPATCH)
        if access.has(Role.LEADER):
            mine |= Q(leader=person) | Q(Exists(assigned.filter(unit_id__in=access.overseen)))
        return self.filter(mine)

    def of_unit(self, unit_id: int, person: Person) -> Self:
        """What `visible_to` shows of one unit's matters, with that unit's part as `own`.

        Whoever works for the unit sees all in which it has a part, so his own part proves his right and the
        database need not look for it a second time.
        """
        own = FilteredRelation("assignments", condition=Q(assignments__unit=unit_id))
        if unit_id in person.access.units:
            return self.exclude(status__in=BEFORE_DISPATCH).annotate(own=own)
        return self.visible_to(person).annotate(own=own)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def overdue(self, today: date) -> Self:
        return self.filter(overdue(today))

    def report_overdue(self, today: date) -> Self:
        return self.filter(report_overdue(today))


class SupervisionItem(models.Model):
    """One matter under supervision (督查事项): one order with its source, its units and its two clocks.

    `finish_due` is the date in force, `finish_first` the date first set; the journal holds every change.
    """

    number = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - unique, so absent is NULL
    title = models.CharField(max_length=200)
    requirement = models.TextField()
    source_type = models.CharField(max_length=20, choices=SourceType)
    basis = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="item"
    )
    leader = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="led_items"
    )
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.NORMAL)
    security = models.CharField(max_length=12, choices=Security, default=Security.INTERNAL)
    targets = models.TextField(blank=True)
    report_cycle = models.CharField(max_length=10, choices=ReportCycle, default=ReportCycle.NONE)

    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    sign_due = models.DateField(null=True, blank=True)
    report_due = models.DateField(null=True, blank=True)
    finish_due = models.DateField(null=True, blank=True)
    finish_first = models.DateField(null=True, blank=True)
    # The finish date while the matter lives, kept by the database itself: what is open or late is then one
    # walk along an index, however many matters have ended.
    open_due = models.GeneratedField(
        expression=Case(When(status__in=LIVE, then="finish_due")),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The day on which the result that was accepted in the end was handed in: what "on time" is judged by.
    done_date = models.DateField(null=True, blank=True)
    urges = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    late_reports = models.PositiveSmallIntegerField(default=0)
    # Repeated for the rules of lights: how far the whole was by its last report, and its schedule.
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    percent_date = models.DateField(null=True, blank=True)
    schedule_rule = models.CharField(max_length=6, choices=ScheduleRule, blank=True, default="")
    schedule_start = models.DateField(null=True, blank=True)
    # Repeated from the slip that runs: the rank of its colour, its limit, whether it has been signed for.
    slip_rank = models.PositiveSmallIntegerField(default=0)
    slip_due = models.DateField(null=True, blank=True)
    is_slip_signed = models.BooleanField(default=False)
    # How many rungs of its ladders have not been answered: most matters have none, and are not asked.
    open_rungs = models.PositiveSmallIntegerField(default=0)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed"
    )
    created_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ItemQuerySet.as_manager()
    governed = (
        "number",
        "title",
        "leader_id",
        "security",
        "report_cycle",
        "status",
        "sign_due",
        "report_due",
        "finish_due",
        "finish_first",
        "submitted_at",
        "concluded_at",
        "closed_at",
        "done_date",
        "urges",
        "returns",
        "late_reports",
        "follows_id",
    )

    class Meta:
        db_table = "supervision_item"
        constraints = [
            models.CheckConstraint(name="item_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="item_merged_names_target",
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | ~Q(status=Status.MERGED) & Q(merged_into=None),
            ),
            models.CheckConstraint(
                name="item_closed_has_its_moment",
                condition=~Q(status__in=(Status.CLOSED, Status.ARCHIVED)) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="item_open_has_number",
                condition=Q(status__in=(Status.DRAFT, Status.NOT_FILED, Status.MERGED, Status.CANCELLED))
                | Q(number__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "finish_due", "id"], name="item_status_finish"),
            models.Index(fields=["status", "report_due"], name="item_status_report"),
            models.Index(fields=["finish_due", "id"], name="item_finish"),
            models.Index(fields=["open_due", "id"], name="item_open_due"),
            models.Index(fields=["document", "id"], name="item_document"),
            # The same order given twice is found by its words.
            models.Index(fields=["title"], name="item_title"),
            # Holds all that a unit's numbers of a period are made of, so that they are read from it alone.
            models.Index(
                fields=["dispatched_at", "id", "status", *REPORTED, *COUNTERS],
                name="item_dispatched",
            ),
            # What was concluded in twelve months is counted from this alone.
            models.Index(fields=["done_date", "status", "finish_due"], name="item_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.pk} {self.title}"

    @property
    def status_label(self) -> str:
        """The state in words. get_status_display translates all eighteen to find one."""
        return str(Status(self.status).label)


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("Lead unit")
    CO = "co", _("Assisting unit")


class AssignmentStatus(models.TextChoices):
    WAITING = "waiting", _("Not dispatched")
    DISPATCHED = "dispatched", _("Waiting for signature")
    ACCEPTED = "accepted", _("Signed for")
    CONTRIBUTED = "contributed", _("Input given")
    RELEASED = "released", _("Released")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, person: Person) -> Self:
        """An assignment is seen with its matter: assisting units see each other."""
        return self.filter(item__in=SupervisionItem.objects.visible_to(person))

    def live(self) -> Self:
        return self.exclude(status=AssignmentStatus.RELEASED)


class Assignment(models.Model):
    """One unit's part in a matter, with its own clock. The first lead unit collects (汇总单位)."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=4, choices=AssignmentRole)
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=AssignmentStatus, default=AssignmentStatus.WAITING)
    handler = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    sign_due = models.DateField(null=True, blank=True)
    input_due = models.DateField(null=True, blank=True)
    input_at = models.DateTimeField(null=True, blank=True)
    # The matter's finish date, repeated while the matter lives: what one unit has to do is then one walk
    # along an index, however many matters the city has. Kept by Step.land() alone.
    open_due = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()
    governed = (
        "unit_id",
        "role",
        "position",
        "status",
        "handler_id",
        "signed_by_id",
        "signed_at",
        "sign_due",
        "input_due",
        "input_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="assignment_item_unit"),
            models.CheckConstraint(
                name="assignment_signature_whole",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "status"], name="assignment_unit_status"),
            models.Index(fields=["unit", "open_due", "item"], name="assignment_unit_due"),
            models.Index(fields=["role", "status", "item", "unit"], name="assignment_role_item"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.role} {self.item_id}"


class Gram(models.Model):
    """One two-character gram of a matter's words: the search index, the same on every database."""

    pk = models.CompositePrimaryKey("gram", "item_id")
    gram = models.BigIntegerField()
    # Matters are never deleted, so an index from the matter back to its grams would only cost space.
    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.gram} {self.item_id}"
