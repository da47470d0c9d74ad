"""A second signature under each checkpoint, by SM2 with SM3, where the law asks for national algorithms.

The line stands in the note behind the log's own and is of a type of ours (C2SP signed-note, 0xff): programs
that do not know it pass it over. Without a key, or while openssl does not answer, checkpoints have one
signature; sealing never stops for the second.
"""

import base64
import logging
from pathlib import Path

from django.conf import settings

from bihuan.journal import openssl
from bihuan.kernel import checkpoints

KIND = b"\xffsm2-with-sm3"
log = logging.getLogger(__name__)


def line(point: checkpoints.Checkpoint) -> str:
    """The second signature as a line of the note; nothing where no SM2 key is configured."""
    if not settings.SM2_KEY:
        return ""
    key = Path(settings.SM2_KEY).absolute()
    try:
        known = _known(point.origin, openssl.sm2_public(key))
        said = known + openssl.sm2_signed(point.body.encode(), key)
    except openssl.Missing as error:
        log.warning("The checkpoint at %s has no SM2 signature: %s", point.size, error)
        return ""
    return f"{checkpoints.DASH}{point.origin} {base64.b64encode(said).decode()}\n"


def files_of(note: str) -> dict[str, bytes]:
    """What openssl needs to judge the second signature of a note: signed text, signature, public key."""
    if not settings.SM2_KEY:
        return {}
    point = checkpoints.read(note)
    try:
        public = openssl.sm2_public(Path(settings.SM2_KEY).absolute())
    except openssl.Missing:
        return {}
    known = _known(point.origin, public)
    for name, found, said in point.signatures:
        if (name, found) == (point.origin, known):
            return {"checkpoint.body": point.body.encode(), "checkpoint.sm2": said, "sm2.pem": public}
    return {}


def _known(origin: str, public: bytes) -> bytes:
    return checkpoints.key_id(origin, public, KIND)
