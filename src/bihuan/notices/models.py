"""Messages: who should look at what, when he did, and over which lines he hears of it outside the product."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.people.models import Person, Role


class Way(models.TextChoices):
    """A channel: the kind of way out."""

    MAIL = "mail", _("E-mail")
    DINGTALK = "dingtalk", _("DingTalk")
    WECOM = "wecom", _("WeCom")
    FEISHU = "feishu", _("Feishu")
    WEBHOOK = "webhook", _("Webhook")


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    SENDING = "sending", pgettext_lazy("delivery", "Being sent")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    UNCLEAR = "unclear", pgettext_lazy("delivery", "Unclear")
    DEAD = "dead", pgettext_lazy("delivery", "Undeliverable")
    DISCARDED = "discarded", pgettext_lazy("delivery", "Discarded")


class Problem(models.TextChoices):
    """Why a message did not get through the last time."""

    UNREACHABLE = "unreachable", _("Nobody answers there.")
    CERTIFICATE = "certificate", _("The certificate there is not valid.")
    THROTTLED = "throttled", _("The other side takes no more messages for now.")
    BUSY = "busy", _("The other side could not take it just now.")
    SILENT = "silent", _("It was handed over, and no answer came: it may have arrived.")
    SIGN_IN = "sign_in", _("The mail server does not accept the name and password of this installation.")
    REFUSED = "refused", _("The other side refuses it.")
    GONE = "gone", _("The other side wants no more messages.")
    CLOSED = "closed", _("Requests to this host are not allowed here.")
    ADDRESS = "address", _("This is not an address: it begins with https:// and a host.")
    PRIVATE = "private", _("The host has a private address, which is not allowed here.")
    UNSEALED = "unsealed", _("The address cannot be read since the signing key has changed: enter it anew.")
    ENDED = "ended", _("The line or webhook was closed before it was sent.")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Person) -> Self:
        """A notice is its receiver's alone."""
        return self.filter(person=person)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One message to one person about one event. `event_id` makes sending it twice impossible."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    event_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    # What does not wait for the digest of the day.
    is_red = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event_id"], name="notice_person_event")]
        indexes = [models.Index(fields=["person", "read_at", "id"], name="notice_person_unread")]

    def __str__(self) -> str:
        return self.title


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)

    def open(self) -> Self:
        """Lines that carry messages."""
        return self.filter(closed_at=None, confirmed_at__isnull=False, person__is_active=True)


class Line(models.Model):
    """A person's own way out. `address` and `secret` are sealed; `open_slot` keeps one of a kind.

    `digest_on` is the last day whose digest has been made up.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="lines")
    channel = models.CharField(max_length=12, choices=Way)
    address = models.TextField()
    secret = models.TextField(blank=True)
    host = models.CharField(max_length=200)
    hour = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64)
    open_slot = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - unique, so absent is NULL
    opened_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    digest_on = models.DateField(null=True, blank=True)

    objects = LineQuerySet.as_manager()
    governed = ("person_id", "channel", "host", "hour", "confirmed_at", "closed_at")

    class Meta:
        indexes = [models.Index(fields=["person", "closed_at"], name="line_person_open")]

    def __str__(self) -> str:
        return self.get_channel_display()


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, person: Person) -> Self:
        return self if person.access.has(Role.SYSTEM_ADMIN) else self.none()

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Webhook(models.Model):
    """A program that hears of events. `verbs` are those it wants, one in a line; none means all."""

    name = models.CharField(max_length=60)
    address = models.TextField()
    secret = models.TextField()
    host = models.CharField(max_length=200)
    verbs = models.TextField(blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookQuerySet.as_manager()
    governed = ("name", "host", "verbs", "closed_at")

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, person: Person) -> Self:
        """The system administrator sees which messages went; others see those of their own lines."""
        return self if person.access.has(Role.SYSTEM_ADMIN) else self.filter(line__person=person)


class Delivery(models.Model):
    """One message over one line, or one event to one webhook. Its words are forgotten when it has ended well.

    `key` names it towards the other side for ever; `slot` makes it exist once. `host` is whom it waits for.
    """

    channel = models.CharField(max_length=12, choices=Way)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, null=True, related_name="deliveries")
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, null=True, related_name="deliveries")
    key = models.CharField(max_length=40, unique=True)
    slot = models.CharField(max_length=80, unique=True)
    host = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_has_one_receiver",
                condition=Q(line__isnull=False, webhook=None) | Q(line=None, webhook__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["status", "due_at", "id"], name="delivery_due"),
            models.Index(fields=["status", "id"], name="delivery_status"),
            models.Index(fields=["line", "id"], name="delivery_line"),
        ]

    def __str__(self) -> str:
        return self.key


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(line__person=person)


class Enclosure(models.Model):
    """A notice that goes over a line: with no delivery yet it waits for the next message."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="enclosures")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="enclosures")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, null=True, related_name="enclosures")
    is_red = models.BooleanField()
    created_at = models.DateTimeField()

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "line"], name="enclosure_notice_line")]
        indexes = [models.Index(fields=["delivery", "line", "id"], name="enclosure_waiting")]

    def __str__(self) -> str:
        return f"{self.notice_id} – {self.line_id}"
