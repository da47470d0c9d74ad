"""Messages inside the product: who should look at what, and when he did."""

from typing import Self

from django.db import models

from bihuan.people.models import Person


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
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event_id"], name="notice_person_event")]
        indexes = [models.Index(fields=["person", "read_at", "id"], name="notice_person_unread")]

    def __str__(self) -> str:
        return self.title
