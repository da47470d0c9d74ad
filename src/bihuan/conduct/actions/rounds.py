"""A round from its preview to its publication."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.calendar.queries import add_workdays
from bihuan.conduct.actions.step import begin, record
from bihuan.conduct.models import Appeal, Finding, Round, Ruling
from bihuan.conduct.rules.moves import MOVES
from bihuan.journal import clock
from bihuan.journal.rules import before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict
from bihuan.notices import actions as notices
from bihuan.notices.actions.telling import Message
from bihuan.people.models import UNIT_ROLES, Person, RoleGrant

PREVIEW_WORKDAYS = 5


@transaction.atomic
def preview(*, thing: Round, by: Person, at: datetime) -> Round:
    """Let each unit read its own facts, five working days before they can be published."""
    row = begin("preview", thing, by)
    was = before(row)
    row.status = MOVES.moves["preview"].end(row.status)
    row.opened = clock.day_of(at)
    row.due = add_workdays(row.opened, PREVIEW_WORKDAYS)
    row.save(update_fields=["status", "opened", "due"])
    event = record("conduct.preview", was, by, {"last": row.last, "due": row.due})
    _tell(row, event.pk, at)
    return row


def _tell(row: Round, event_id: int, at: datetime) -> None:
    """Tell the head and the contact of each unit that its facts can be read, and where."""
    units = Finding.objects.filter(round=row).values("unit")
    grants = RoleGrant.objects.open().filter(unit__in=units, role__in=UNIT_ROLES, person__is_active=True)
    title = _("Facts of the %(days)s days to %(day)s, to be published on %(due)s at the earliest") % {
        "days": row.days,
        "day": row.last,
        "due": row.due,
    }
    messages = [
        Message(person, event_id, "conduct.preview", title, reverse("conduct:unit", args=[row.pk, unit]))
        for person, unit in grants.order_by("pk").values_list("person_id", "unit_id")
    ]
    notices.send_all(messages=messages, at=at)


@transaction.atomic
def publish(*, thing: Round, by: Person, at: datetime) -> Round:
    """Publish what was counted: after the preview, with every appeal decided. Nothing of it changes after."""
    row = begin("publish", thing, by)
    if refusal := unready(row, clock.day_of(at)):
        raise Conflict(refusal)
    was = before(row)
    row.status = MOVES.moves["publish"].end(row.status)
    row.publisher, row.published_at = by, at
    row.save(update_fields=["status", "publisher", "published_at"])
    record("conduct.publish", was, by, {"last": row.last, "edition": row.edition})
    return row


def unready(row: Round, today: date) -> str:
    """What stands against publishing a round today, in a sentence; nothing where nothing does."""
    if row.due and today < row.due:
        said = _("Units read their own facts first. Publishing is possible from %(day)s.")
        return said % {"day": row.due}
    if Appeal.objects.filter(finding__round=row, status=Ruling.WAITING).exists():
        return _("An appeal waits for its decision. Decide it first.")
    return ""


@transaction.atomic
def drop(*, thing: Round, reason: str, by: Person, at: datetime) -> Round:
    """Put aside a round that has not been published."""
    row = begin("drop", thing, by)
    was = before(row)
    row.status = MOVES.moves["drop"].end(row.status)
    row.save(update_fields=["status"])
    record("conduct.drop", was, by, {"reason": words(reason, _("Give a reason."))})
    return row
