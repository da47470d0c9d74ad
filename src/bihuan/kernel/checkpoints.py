"""Checkpoints of a log as signed notes (C2SP tlog-checkpoint and signed-note), with Ed25519.

Three lines name the log, its size and its root; below an empty line stand signatures, one a line, by the log
and by its witnesses. Signatures of keys that are not known are passed over.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = b"\x01", b"\x04"
TIME = 8
ID, SIGNATURE, ROOT = 4, 64, 32
LEAST_LINES = 3
DASH = "\u2014 "


class NoCheckpoint(ValueError):
    """A text that is no checkpoint."""


@dataclass(frozen=True)
class Checkpoint:
    """A log at one size, as its note says it; `signatures` are (name, key id, signature).

    `more` are lines that its body has besides (extension lines, as tlog-checkpoint calls them).
    """

    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...] = ()
    more: str = ""

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{self.more}"


def key_id(name: str, public: bytes, kind: bytes = ED25519) -> bytes:
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:ID]


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of a key's public half."""
    return key.public_key().public_bytes_raw()


def signed(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey) -> str:
    """The note of a checkpoint, signed by its log under a name."""
    return f"{checkpoint.body}\n{line(checkpoint, name, key)}"


def line(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey) -> str:
    """One signature as it stands in a note."""
    said = key_id(name, public_of(key)) + key.sign(checkpoint.body.encode())
    return f"{DASH}{name} {base64.b64encode(said).decode()}\n"


def read(note: str) -> Checkpoint:
    """Read a note; raises NoCheckpoint."""
    body, _empty, lines = note.partition("\n\n")
    said = body.split("\n")
    try:
        root = base64.b64decode(said[2], validate=True)
        size = int(said[1])
    except (IndexError, ValueError) as error:
        raise NoCheckpoint(note) from error
    if len(root) != ROOT or size < 0 or str(size) != said[1] or not said[0]:
        raise NoCheckpoint(note)
    more = "".join(f"{each}\n" for each in said[LEAST_LINES:])
    return Checkpoint(said[0], size, root, tuple(_signatures(lines.splitlines())), more)


def _signatures(lines: Iterable[str]) -> Iterable[tuple[str, bytes, bytes]]:
    for each in lines:
        name, _blank, said = each.removeprefix(DASH).rpartition(" ")
        try:
            found = base64.b64decode(said, validate=True)
        except ValueError as error:
            raise NoCheckpoint(each) from error
        if not each.startswith(DASH) or not name or len(found) <= ID:
            raise NoCheckpoint(each)
        yield name, found[:ID], found[ID:]


def signers(checkpoint: Checkpoint, keys: Mapping[str, bytes]) -> set[str]:
    """Whose signatures on a checkpoint are good, among keys that are known by name."""
    return {
        name
        for name, known, signature in checkpoint.signatures
        if name in keys and known == key_id(name, keys[name]) and _is_good(checkpoint, keys[name], signature)
    }


def cosigned_at(checkpoint: Checkpoint, name: str, public: bytes) -> int | None:
    """When a witness signed a checkpoint (C2SP tlog-cosignature), in seconds since 1970; None: he did not."""
    for signer, known, said in checkpoint.signatures:
        if signer != name or known != key_id(name, public, COSIGNATURE) or len(said) != TIME + SIGNATURE:
            continue
        moment = int.from_bytes(said[:TIME], "big")
        message = f"cosignature/v1\ntime {moment}\n{checkpoint.body}"
        if _is_signed(public, message.encode(), said[TIME:]):
            return moment
    return None


def signature_line(checkpoint: Checkpoint, name: str, kind: bytes, public: bytes) -> str:
    """The line of one signer as it stands in the note."""
    known = key_id(name, public, kind)
    for signer, found, said in checkpoint.signatures:
        if (signer, found) == (name, known):
            return f"{DASH}{name} {base64.b64encode(known + said).decode()}\n"
    raise NoCheckpoint(name)


def _is_good(checkpoint: Checkpoint, public: bytes, signature: bytes) -> bool:
    return len(signature) == SIGNATURE and _is_signed(public, checkpoint.body.encode(), signature)


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
