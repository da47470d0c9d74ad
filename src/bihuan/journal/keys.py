"""The key with which the record signs: which one it is, how it is changed, and what is refused.

A new key is announced by the last checkpoint with one line more, which names the key: signed by both keys,
or where the old one was lost by the new one and by witnesses. Nothing is signed with a key that nobody
announced, as after a restore without the key's file.
"""

import base64
import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from bihuan.journal.actions import record
from bihuan.journal.models import Checkpoint, KeyChange
from bihuan.journal.rules import Change
from bihuan.kernel import checkpoints

KEY_BYTES = 32
OWNER_ONLY = 0o600
CHANGED, LOST = "key", "lost-key"


class Halted(RuntimeError):
    """Nothing is sealed until somebody has looked."""


class UnknownKey(Halted):
    """The key in the folder of the record is not the one that signs this record."""


def place(name: str = "key") -> Path:
    """Where a key lies."""
    return Path(settings.DATA_DIR) / "record" / name


def key() -> Ed25519PrivateKey:
    """The key with which this installation signs its record; made when nothing has been signed yet."""
    path = place()
    if not path.exists():
        if Checkpoint.objects.exists():
            raise UnknownKey(f"{path} is missing: put it back from a copy, or `change_key --lost`")
        _make(path)
    return _read(path)


def need_known() -> None:
    """Raise UnknownKey unless the key is the one that was announced last, or signed the last checkpoint.

    A change that was cut off after it was announced is ended here.
    """
    wanted = KeyChange.objects.order_by("pk").values_list("public", flat=True).last()
    if wanted and place("key.new").exists() and public_of(_read(place("key.new"))) == wanted:
        place("key.new").replace(place())
    last = Checkpoint.objects.select_related("log").order_by("pk").last()
    own = key()
    if wanted:
        is_known = public_of(own) == wanted
    else:
        keys = {last.log.origin: checkpoints.public_of(own)} if last else {}
        is_known = not last or bool(checkpoints.signers(checkpoints.read(last.note), keys))
    if not is_known:
        raise UnknownKey("this key was never announced: put the right one back, or `change_key --lost`")


def public_of(own: Ed25519PrivateKey) -> str:
    """A key's public half in words."""
    return base64.b64encode(checkpoints.public_of(own)).decode()


@transaction.atomic
def change(*, is_lost: bool, at: datetime) -> KeyChange:
    """Announce a new key; it signs from the next checkpoint on. Raises Halted."""
    last = Checkpoint.objects.select_related("log").order_by("pk").last()
    if last is None:
        raise Halted("nothing has been signed yet: there is no key to change")
    if not is_lost:
        need_known()
    old = None if is_lost else key()
    place("key.new").unlink(missing_ok=True)
    _make(place("key.new"))
    new = _read(place("key.new"))
    said = checkpoints.Checkpoint(
        last.log.origin,
        last.size,
        bytes.fromhex(last.root),
        more=f"{LOST if is_lost else CHANGED} {public_of(new)}\n",
    )
    lines = [checkpoints.line(said, said.origin, each) for each in (old, new) if each]
    row = KeyChange.objects.create(
        public=public_of(new), is_lost=is_lost, size=last.size, note=f"{said.body}\n{''.join(lines)}", at=at
    )
    record(verb="journal.key", thing=Change(row), by=None)
    transaction.on_commit(lambda: place("key.new").replace(place()) and None)
    return row


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes()[:KEY_BYTES])
