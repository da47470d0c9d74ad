"""The address under which a calendar reads somebody's deadlines: made, made anew, made worthless."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict
from bihuan.people.models import FeedKey, Person
from bihuan.people.rules import digest_of, new_secret


@transaction.atomic
def issue_feed(*, by: Person, at: datetime) -> tuple[FeedKey, str]:
    """Make the address of one's deadlines; its secret part is returned once. An earlier address ends."""
    Person.objects.select_for_update().get(pk=by.pk)
    for key in FeedKey.objects.filter(person=by, revoked_at=None):
        revoke_feed(key=key, by=by, at=at)
    secret = new_secret()
    key = FeedKey.objects.create(person=by, digest=digest_of(secret), created_at=at)
    journal.record(verb="people.issue_feed", thing=Change(key), by=by)
    return key, secret


@transaction.atomic
def revoke_feed(*, key: FeedKey, by: Person, at: datetime) -> FeedKey:
    """Let the address of one's deadlines lead nowhere."""
    row = FeedKey.objects.select_for_update().get(pk=key.pk, person=by)
    if row.revoked_at is not None:
        raise Conflict(_("This address leads nowhere already."))
    was = before(row)
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    journal.record(verb="people.revoke_feed", thing=was, by=by)
    return row
