"""What happened, in order, for ever. Every room writes here; whatever looks back reads here.

The journal lies below the rooms whose things it records, so an event names things and persons by kind and
number, never by a foreign key: the record must outlive everything it speaks of.
"""

from typing import Self

from django.db import models

from bihuan.kernel.actors import Actor

# Roles that read the whole record.
READERS = ("auditor", "supervisor")
# Rooms whose events speak of the city's work, if only by the name of a file: no administrator reads these.
BUSINESS = (
    "supervision",
    "intake",
    "files",
    "breakdown",
    "projects",
    "fiscal",
    "indicators",
    "standings",
    "reports",
    "trace",
)


class Consumer(models.TextChoices):
    """Who still has to do something about an event."""

    SEQUENCER = "sequencer", "Sequencer"
    NOTICES = "notices", "Notices"


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, person: Actor) -> Self:
        """Auditors and supervisors read everything; others read what they did themselves.

        Whoever is an administrator and nothing else reads of no room that holds the city's work, not even
        what he did there before he became one.

        The history of one thing is shown by the room it belongs to, after that room's own `visible_to`.
        """
        if person.access.has(*READERS):
            return self
        found = self if person.access.has("audit_admin") else self.filter(actor_id=person.pk)
        if person.access.has("audit_admin") or person.access.is_admin_only:
            for room in BUSINESS:
                found = found.exclude(thing_kind__startswith=f"{room}.")
        return found

    def about(self, kind: str, pk: int) -> Self:
        """The history of one thing."""
        return self.filter(thing_kind=kind, thing_id=pk)


class Event(models.Model):
    """One fact that cannot be changed: who did what to which thing, when, with which outcome.

    `body` holds the canonical bytes that are hashed; the other columns repeat parts of it for SQL.
    """

    log = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    thing_kind = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    actor_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    local_date = models.DateField()
    local_month = models.CharField(max_length=7)
    claimed_date = models.DateField(null=True)
    idem = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - unique, so absent is NULL
    previous = models.CharField(max_length=64)
    leaf = models.CharField(max_length=64)
    body = models.TextField()

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thing_kind", "thing_id", "version"], name="event_thing_version"),
        ]
        indexes = [
            models.Index(fields=["verb", "local_date"], name="event_verb_date"),
            models.Index(fields=["actor_id", "id"], name="event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.thing_kind}:{self.thing_id}"


class EventPayloadQuerySet(models.QuerySet["EventPayload"]):
    def visible_to(self, person: Actor) -> Self:
        """Auditors and supervisors read all words; others those of what they did themselves and may see."""
        if person.access.has(*READERS):
            return self
        mine = Event.objects.visible_to(person).filter(actor_id=person.pk)
        return self.filter(event__in=mine)


class EventPayload(models.Model):
    """The words of an event, apart from it: erasable by law, while their commitment stays in the event."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=64)
    content = models.TextField()

    objects = EventPayloadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class PendingQuerySet(models.QuerySet["Pending"]):
    def visible_to(self, person: Actor) -> Self:
        return self if person.access.has("audit_admin", "auditor") else self.none()


class Pending(models.Model):
    """An event that a consumer has not dealt with yet: written with the event, removed with the work."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    consumer = models.CharField(max_length=12, choices=Consumer)

    objects = PendingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event"], name="pending_consumer_event")]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.event_id}"
