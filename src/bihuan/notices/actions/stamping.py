"""Asking the time-stamp authority for the day's stamp of the record, and telling its keepers of trouble."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.journal import stamping
from bihuan.journal.models import Event, NoStamp, Stamp
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.notices.actions.telling import send
from bihuan.notices.channels import gateway
from bihuan.notices.channels.interface import Failure
from bihuan.notices.models import Problem
from bihuan.people.models import Person, Role

VERB = "journal.stamp_ask"
HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
WELL = 200
# What keeps a request at home, as the operator is told; whatever else fails is silence.
REASONS = {
    Problem.CLOSED: NoStamp.CLOSED,
    Problem.PRIVATE: NoStamp.PRIVATE,
    Problem.ADDRESS: NoStamp.ADDRESS,
}


def fetch_stamp(*, at: datetime) -> Stamp | None:
    """Make the day's request and send the newest one that waits; its row when a stamp has come.

    The keepers of the record are told once a day of what failed. Called again it tries again. Nothing is sent
    where no answer could be judged, nor told if somebody has handed the stamp in meanwhile.
    """
    stamping.ask(at=at)
    waiting = stamping.waiting()
    if waiting is None or not (settings.TSA_URL and settings.TSA_CERTIFICATES):
        return None
    try:
        stamping.need_judge()
        return stamping.take(stamp=waiting, reply=_asked(waiting), by=None)
    except Failure as failure:
        problem = REASONS.get(failure.problem, NoStamp.SILENT)
    except Invalid:
        problem = NoStamp.OTHER
    except Conflict:
        problem = NoStamp.UNJUDGED
    if stamping.note_problem(stamp=waiting, problem=problem, at=at):
        _tell(waiting, at)
    return None


def _asked(waiting: Stamp) -> bytes:
    """The authority's answer; nothing where it is not well."""
    answer = gateway.post(settings.TSA_URL, stamping.files_of(waiting)["tsq"], HEADERS)
    return answer.body if answer.status == WELL else b""


def _tell(waiting: Stamp, at: datetime) -> None:
    keepers = Person.objects.active().filter(role_grants__role=Role.AUDIT_ADMIN, role_grants__ended_at=None)
    event = Event.objects.about("journal.stamp", waiting.pk).filter(verb=VERB).values_list("pk", flat=True)[0]
    send(
        person_ids=keepers.values_list("pk", flat=True),
        event_id=event,
        verb=VERB,
        title=_("The record has no time stamp of today: the authority did not give one. It is asked again."),
        url=reverse("journal:record_seal"),
        at=at,
    )
