"""What happened, in order, for ever. Every room writes here; whatever looks back reads here.

The journal lies below the rooms whose things it records, so an event names things and persons by kind and
number, never by a foreign key: the record must outlive everything it speaks of.
"""

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    "spotcheck",
    "conduct",
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

    # Written in one statement with its event, which nobody can delete: there is nothing to check each time.
    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="payload", db_constraint=False
    )
    salt = models.CharField(max_length=64)
    content = models.TextField()

    objects = EventPayloadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class PersonalValueQuerySet(models.QuerySet["PersonalValue"]):
    def visible_to(self, person: Actor) -> Self:
        """Seen by whoever sees the words of the event."""
        if person.access.has(*READERS):
            return self
        mine = Event.objects.visible_to(person).filter(actor_id=person.pk)
        return self.filter(event__in=mine)


class PersonalValue(models.Model):
    """A value that speaks of one person, apart from the event that commits to it: erasable by law."""

    com = models.CharField(max_length=64, primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="personal_values")
    kind = models.CharField(max_length=40)
    number = models.BigIntegerField()
    column = models.CharField(max_length=12)
    salt = models.CharField(max_length=64)
    value = models.TextField()

    objects = PersonalValueQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "number"], name="personal_thing")]

    def __str__(self) -> str:
        return f"{self.column} of {self.kind}:{self.number}"


class Law(models.TextChoices):
    """Why personal data must be erased: article 47 of 个人信息保护法, paragraph 1."""

    PURPOSE = "purpose", _("The purpose is reached, or no longer needs them (47.1.1)")
    TERM = "term", _("The service has ended, or the term of keeping has run out (47.1.2)")
    CONSENT = "consent", _("The person has withdrawn consent (47.1.3)")
    UNLAWFUL = "unlawful", _("They were handled against the law or an agreement (47.1.4)")
    OTHER = "other", _("Another law or regulation requires it (47.1.5)")


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, person: Actor) -> Self:
        """What was erased, of which thing and under which law, is known to those who check the record."""
        return self if person.access.has(*READERS, "audit_admin") else self.none()


class Erasure(models.Model):
    """That values of a thing, or the words of its events, were erased: what they said stands nowhere now.

    `columns` names the personal columns, with commas; `words`: the words of all its events up to then, or of
    one, `of_event`. `event` is the number of the event that erased.
    """

    kind = models.CharField(max_length=40)
    number = models.BigIntegerField()
    columns = models.CharField(max_length=200, blank=True)
    words = models.BooleanField(default=False)
    of_event = models.BigIntegerField(null=True)
    law = models.CharField(max_length=8, choices=Law)
    at = models.DateTimeField()
    event = models.BigIntegerField(default=0)

    objects = ErasureQuerySet.as_manager()
    governed = ("kind", "number", "columns", "words", "of_event", "law", "at")

    class Meta:
        indexes = [models.Index(fields=["kind", "number"], name="erasure_thing")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.number} {self.columns}"


class PendingQuerySet(models.QuerySet["Pending"]):
    def visible_to(self, person: Actor) -> Self:
        return self if person.access.has("audit_admin", "auditor") else self.none()


class Pending(models.Model):
    """An event that a consumer has not dealt with yet: written with the event, removed with the work."""

    # As with the words of an event; found by its consumer first.
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    consumer = models.CharField(max_length=12, choices=Consumer)

    objects = PendingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event"], name="pending_consumer_event")]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.event_id}"


Row = TypeVar("Row", bound=models.Model)


class OpenQuerySet(models.QuerySet[Row]):
    def visible_to(self, person: Actor) -> Self:
        """Sizes and roots of the record tell nothing of what stands in it: everybody may keep them."""
        return self if person.is_active else self.none()


class Log(models.Model):
    """The tree over the events of one year: under which name it is signed, its size and its root."""

    origin = models.CharField(max_length=60, unique=True)
    year = models.PositiveSmallIntegerField(unique=True)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)

    objects = OpenQuerySet["Log"].as_manager()

    def __str__(self) -> str:
        return self.origin


class SealedQuerySet(models.QuerySet["Sealed"]):
    def visible_to(self, person: Actor) -> Self:
        """The place of an event is seen with the event."""
        return self.filter(event__in=Event.objects.visible_to(person))


class Sealed(models.Model):
    """The place of an event among the leaves of its year's tree. It never changes."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.BigIntegerField()

    objects = SealedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "place"], name="sealed_log_place")]

    def __str__(self) -> str:
        return f"{self.log_id} {self.place}"


class Checkpoint(models.Model):
    """What the record signed about itself at one size: the note that witnesses keep and papers print."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="checkpoints", db_index=False)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    objects = OpenQuerySet["Checkpoint"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="checkpoint_log_size")]

    def __str__(self) -> str:
        return f"{self.log_id} {self.size}"


class NoStamp(models.TextChoices):
    """Why a request has no stamp yet."""

    SILENT = "silent", _("The time-stamp authority does not answer.")
    CLOSED = (
        "closed",
        _("The time-stamp authority may not be asked: BIHUAN_OUTSIDE does not name its host."),
    )
    PRIVATE = "private", _("The time-stamp authority may not be asked: its host has a private address.")
    ADDRESS = (
        "address",
        _("The time-stamp authority cannot be asked: BIHUAN_TSA is no address that begins with https://."),
    )
    OTHER = "other", _("What the time-stamp authority answered is no good stamp.")
    UNJUDGED = (
        "unjudged",
        _("No stamp can be judged: openssl or the authority's certificates are missing."),
    )


class Stamp(models.Model):
    """A day's request to a time-stamp authority (RFC 3161) over a checkpoint, and its answer.

    `digest` is what is stamped: the SHA-256 of the checkpoint as the log signed it. `problem` says why there
    is no answer yet.
    """

    point = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="stamps")
    day = models.DateField(unique=True)
    digest = models.CharField(max_length=64)
    reply = models.BinaryField(default=b"")
    reply_hash = models.CharField(max_length=64, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    stamped_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=8, choices=NoStamp, blank=True)
    tried_at = models.DateTimeField(null=True)

    objects = OpenQuerySet["Stamp"].as_manager()
    governed = ("point_id", "day", "digest", "reply_hash", "serial", "stamped_at")

    def __str__(self) -> str:
        return f"{self.day}"


class KeyChange(models.Model):
    """That the record signs with another key from here on.

    `note` is the last checkpoint with the new key's name in its body, signed by both keys; where the old one
    was lost, by the new one, and by the witnesses as soon as they hand in theirs.
    """

    public = models.CharField(max_length=44, unique=True)
    is_lost = models.BooleanField(default=False)
    size = models.BigIntegerField()
    note = models.TextField()
    at = models.DateTimeField()

    objects = OpenQuerySet["KeyChange"].as_manager()
    governed = ("public", "is_lost", "size", "at")

    def __str__(self) -> str:
        return self.public


class WitnessQuerySet(OpenQuerySet["Witness"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class Witness(models.Model):
    """Somebody outside who keeps checkpoints and signs each that follows from the last: by key and name."""

    name = models.CharField(max_length=60, unique=True)
    holder = models.CharField(max_length=60)
    public = models.CharField(max_length=44)
    ended_at = models.DateTimeField(null=True)

    objects = WitnessQuerySet.as_manager()
    governed = ("name", "holder", "public", "ended_at")

    def __str__(self) -> str:
        return self.holder


class Cosignature(models.Model):
    """A witness's signature under a checkpoint, with the moment at which he says he saw it."""

    point = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    signed_at = models.DateTimeField()
    line = models.TextField()

    objects = OpenQuerySet["Cosignature"].as_manager()
    governed = ("point_id", "witness_id", "signed_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "witness"], name="cosignature_once")]

    def __str__(self) -> str:
        return f"{self.witness_id} {self.point_id}"
