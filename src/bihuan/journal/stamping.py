"""Time stamps of an authority (RFC 3161): one request a day over the last checkpoint, and what was answered.

Witnesses say when they saw a checkpoint; an authority says it for courts. Making a request sends nothing:
the notices room sends it where an authority is configured, or somebody carries it out on a stick and brings
the answer back. Sealing knows nothing of all this, and goes on whatever happens here.
"""

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import openssl
from bihuan.journal.actions import once, record
from bihuan.journal.clock import day_of
from bihuan.journal.models import Checkpoint, Log, NoStamp, Stamp
from bihuan.journal.rules import Change, before
from bihuan.journal.sealing import store_of
from bihuan.journal.tiles import put
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Conflict, Denied, Invalid

HANDERS = ("audit_admin", "auditor")
LARGEST_REPLY = 64_000


def digest_of(point: Checkpoint) -> bytes:
    """What is stamped: the SHA-256 of a checkpoint as the log signed it, without its witnesses."""
    return hashlib.sha256(point.note.encode()).digest()


@transaction.atomic
def ask(*, at: datetime) -> Stamp | None:
    """Make the day's request over the last checkpoint, once a day and where an authority is configured.

    None where there is nothing to ask, or it has been asked.
    """
    point = Checkpoint.objects.order_by("pk").last()
    day = day_of(at)
    if not settings.TSA_CERTIFICATES or point is None or Stamp.objects.filter(day=day).exists():
        return None
    row = Stamp(point=point, day=day, digest=digest_of(point).hex())
    try:
        with once(_("The time stamp of this day has just been asked for.")):
            row.save(force_insert=True)
    except Conflict:
        return None
    record(verb="journal.stamp_ask", thing=Change(row), by=None)
    _lay_out_then(row.point.log)
    return row


def waiting() -> Stamp | None:
    """The newest request, if nobody has answered it: a stamp on it covers all before it."""
    last = Stamp.objects.select_related("point__log").order_by("pk").last()
    return last if last and not last.stamped_at else None


@transaction.atomic
def take(*, stamp: Stamp, reply: bytes, by: Actor | None) -> Stamp:
    """Take in what an authority answered; nothing but its good stamp on this very checkpoint is taken."""
    if by is not None and not by.access.has(*HANDERS):
        raise Denied(_("Time stamps are handed in by the audit administrator and by auditors."))
    row = Stamp.objects.select_for_update(of=("self",)).select_related("point__log").get(pk=stamp.pk)
    if row.stamped_at:
        raise Conflict(_("This checkpoint has been stamped already."))
    said = _judged(row, reply)
    was = before(row)
    row.reply, row.reply_hash = reply, hashlib.sha256(reply).hexdigest()
    row.stamped_at, row.serial, row.problem = said.at, said.serial, ""
    row.save(update_fields=["reply", "reply_hash", "stamped_at", "serial", "problem"])
    record(verb="journal.stamp", thing=was, by=by)
    _lay_out_then(row.point.log)
    return row


def need_judge() -> Path:
    """The authority's certificates, by which its stamps are judged. Conflict where none can be judged."""
    if not settings.TSA_CERTIFICATES:
        raise Conflict(_("No time-stamp authority is configured: the operator names one with BIHUAN_TSA_CA."))
    authority = Path(settings.TSA_CERTIFICATES)
    if not authority.is_file():
        raise Conflict(_("The certificates of the time-stamp authority are not where BIHUAN_TSA_CA says."))
    try:
        openssl.need()
    except openssl.Missing:
        raise Conflict(_("The program openssl is missing on this machine: it judges time stamps.")) from None
    return authority.resolve()


def _judged(row: Stamp, reply: bytes) -> openssl.Stamped:
    authority = need_judge()
    if not reply or len(reply) > LARGEST_REPLY:
        raise Invalid(_("This is not a time stamp on this checkpoint by the authority."))
    try:
        said = openssl.stamped(digest=bytes.fromhex(row.digest), reply=reply, authority=authority)
    except openssl.Missing:
        raise Conflict(
            _("The program openssl does not answer on this machine: it judges time stamps.")
        ) from None
    if said is None:
        raise Invalid(_("This is not a time stamp on this checkpoint by the authority."))
    return said


@transaction.atomic
def note_problem(*, stamp: Stamp, problem: NoStamp, at: datetime) -> bool:
    """Keep why there is no stamp yet, and when that was; False if there is one by now.

    It changes nothing that is governed.
    """
    left = Stamp.objects.filter(pk=stamp.pk, stamped_at=None)
    return left.update(problem=problem, tried_at=at) > 0


def _lay_out_then(log: Log) -> None:
    """Write the files as soon as what stands in them is kept."""
    transaction.on_commit(lambda: lay_out(log, store_of(log).folder))


def lay_out(log: Log, folder: Path) -> None:
    """Write the requests and stamps of a log beside its checkpoint: `stamps/<size>.note`, .tsq and .tsr."""
    for row in Stamp.objects.filter(point__log=log).select_related("point"):
        for ending, content in files_of(row).items():
            target = folder / "stamps" / f"{row.point.size}.{ending}"
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                put(target, content)


def files_of(row: Stamp) -> dict[str, bytes]:
    """The files of one request by their endings: what is stamped, the request, the stamp if there is one."""
    found = {"note": row.point.note.encode(), "tsq": openssl.request(bytes.fromhex(row.digest))}
    return found | ({"tsr": bytes(row.reply)} if row.stamped_at else {})
