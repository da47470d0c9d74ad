"""Witnesses of the record: who they are, and the cosignatures they hand in."""

import base64
import re
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal.actions import once, record
from bihuan.journal.models import Checkpoint, Cosignature, KeyChange, Witness
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel import checkpoints
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Conflict, Denied, Invalid

KEEPERS, HANDERS = ("audit_admin",), ("audit_admin", "auditor")
NAME = re.compile(r"[a-z0-9][a-z0-9._/-]{1,58}")
KEY_BYTES = 32


@transaction.atomic
def register_witness(*, name: str, holder: str, public: str, by: Actor) -> Witness:
    """Let somebody outside sign checkpoints, known by the public half of his key."""
    _need(by, KEEPERS)
    if not NAME.fullmatch(name):
        raise Invalid(_("The name of a key is written with small letters, digits, dots and dashes."))
    try:
        known = base64.b64decode(public, validate=True)
    except ValueError:
        known = b""
    if len(known) != KEY_BYTES:
        raise Invalid(_("This is not a public key: witness.py prints it behind the name."))
    row = Witness(name=name, holder=holder.strip(), public=public)
    with once(_("There is a witness of this name already.")):
        row.save(force_insert=True)
    record(verb="journal.witness", thing=Change(row), by=by)
    return row


@transaction.atomic
def end_witness(*, witness: Witness, by: Actor, at: datetime) -> Witness:
    """Take no more signatures of a witness; those that he gave stay."""
    _need(by, KEEPERS)
    row = Witness.objects.select_for_update().get(pk=witness.pk)
    if row.ended_at:
        raise Conflict(_("This witness has ended already."))
    was = before(row)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record(verb="journal.witness_end", thing=was, by=by)
    return row


@transaction.atomic
def take_cosignatures(*, note: str, by: Actor) -> int:
    """Take in what witnesses signed; how many signatures are new. Only a checkpoint of ours is taken."""
    _need(by, HANDERS)
    try:
        said = checkpoints.read(note.replace("\r\n", "\n"))
    except (checkpoints.NoCheckpoint, ValueError):
        raise Invalid(_("This is not a signed checkpoint.")) from None
    if said.more:
        return _take_change(said, by)
    point = Checkpoint.objects.filter(log__origin=said.origin, size=min(said.size, 2**62)).first()
    if point is None or point.root != said.root.hex():
        raise Conflict(_("This record has signed no such checkpoint: keep it, and have the record checked."))
    rows = [row for witness in Witness.objects.current() if (row := _signed(said, point, witness))]
    if not rows:
        raise Invalid(_("No registered witness has signed this checkpoint."))
    known = set(point.cosignatures.values_list("witness_id", flat=True))
    new = [row for row in rows if row.witness_id not in known]
    for row in new:
        with once(_("This signature has just been taken in.")):
            row.save(force_insert=True)
        record(verb="journal.cosign", thing=Change(row), by=by)
    return len(new)


def _take_change(said: checkpoints.Checkpoint, by: Actor) -> int:
    """Take in what witnesses signed under a change of the log's key."""
    row = KeyChange.objects.select_for_update().filter(note__startswith=said.body + "\n").first()
    if row is None:
        raise Conflict(_("This record has signed no such checkpoint: keep it, and have the record checked."))
    was, new = before(row), []
    for witness in Witness.objects.current():
        public = base64.b64decode(witness.public)
        if checkpoints.cosigned_at(said, witness.name, public) is not None:
            line = checkpoints.signature_line(said, witness.name, checkpoints.COSIGNATURE, public)
            new += [] if f" {witness.name} " in row.note else [line]
    if not new:
        raise Invalid(_("No registered witness has signed this checkpoint."))
    row.note += "".join(new)
    row.save(update_fields=["note"])
    record(verb="journal.cosign", thing=was, by=by, claim=Claim({"key": row.public}))
    return len(new)


def _signed(said: checkpoints.Checkpoint, point: Checkpoint, witness: Witness) -> Cosignature | None:
    public = base64.b64decode(witness.public)
    moment = checkpoints.cosigned_at(said, witness.name, public)
    if moment is None:
        return None
    line = checkpoints.signature_line(said, witness.name, checkpoints.COSIGNATURE, public)
    return Cosignature(point=point, witness=witness, signed_at=datetime.fromtimestamp(moment, UTC), line=line)


def _need(by: Actor, roles: tuple[str, ...]) -> None:
    if not by.access.has(*roles):
        raise Denied(_("Witnesses are kept by the audit administrator; auditors hand in what they signed."))
