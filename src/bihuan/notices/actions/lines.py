"""A person's own ways out: opened, confirmed by the first message that came over them, closed."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.notices.actions.gathering import write
from bihuan.notices.channels import CHANNELS
from bihuan.notices.models import Enclosure, Line, Way
from bihuan.notices.rules import composing
from bihuan.notices.rules.sealing import seal
from bihuan.people.models import Person
from bihuan.people.rules import digest_of, new_secret

LAST_HOUR = 23
MOST_A_DAY = 5


@transaction.atomic
def open_line(*, channel: str, address: str, secret: str, hour: int, by: Person, at: datetime) -> Line:
    """Open a way out to oneself, in place of one of the same kind; its first message asks to confirm it."""
    way = CHANNELS[channel]
    if channel == Way.WEBHOOK or not way.is_open():
        raise Conflict(_("This channel has not been set up here. The operator's guide says how."))
    if not 0 <= hour <= LAST_HOUR:
        raise Invalid(_("The hour lies between 0 and 23."))
    way.check(address, secret)
    Person.objects.select_for_update().get(pk=by.pk)
    _need_patience(by, at)
    for line in Line.objects.visible_to(by).filter(channel=channel, closed_at=None):
        close_line(line=line, by=by, at=at)
    code = new_secret()
    line = Line.objects.create(
        person=by,
        channel=channel,
        address=seal(address),
        secret=seal(secret),
        host=way.host(address),
        hour=hour,
        code=digest_of(code),
        open_slot=f"{by.pk}:{channel}",
        opened_at=at,
    )
    with translation.override(by.language or settings.LANGUAGE_CODE):
        title = _("Confirm that messages may come here")
        text = _("%(person)s, open this link, sign in and confirm: %(link)s") % {
            "person": by.name,
            "link": composing.link(f"/me/channels/{line.pk}/confirm/?code={code}"),
        }
    write(line, f"confirm:{line.pk}", f"【{settings.CITY or '闭环'}】{title}", text, at)
    journal.record(verb="notices.open_line", thing=Change(line), by=by)
    return line


def _need_patience(by: Person, at: datetime) -> None:
    """Nobody makes this installation write to strangers all day."""
    midnight = clock.midnight(clock.day_of(at))
    if Line.objects.visible_to(by).filter(opened_at__gte=midnight).count() >= MOST_A_DAY:
        raise Conflict(_("That were enough lines for one day. Go on tomorrow."))


@transaction.atomic
def confirm_line(*, line: Line, code: str, by: Person, at: datetime) -> Line:
    """Say that the first message has come: from now on others follow."""
    row = Line.objects.select_for_update().get(pk=line.pk, person=by)
    if row.closed_at is not None:
        raise Conflict(_("This line is closed."))
    if row.confirmed_at is not None:
        raise Conflict(_("This line has been confirmed already."))
    if digest_of(code) != row.code:
        raise Invalid(_("This is not the link of the last message. Open the line again to get a new one."))
    was = before(row)
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])
    journal.record(verb="notices.confirm_line", thing=was, by=by)
    return row


@transaction.atomic
def close_line(*, line: Line, by: Person, at: datetime) -> Line:
    """Let nothing go over this line any more. What waited for it has been told inside anyhow."""
    row = Line.objects.select_for_update().get(pk=line.pk, person=by)
    if row.closed_at is not None:
        raise Conflict(_("This line is closed."))
    was = before(row)
    row.closed_at, row.open_slot, row.address, row.secret = at, None, "", ""
    row.save(update_fields=["closed_at", "open_slot", "address", "secret"])
    Enclosure.objects.filter(line=row, delivery=None).delete()
    journal.record(verb="notices.close_line", thing=was, by=by)
    return row
