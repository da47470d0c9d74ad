"""Canonical bytes and hashes of a journal event.

Canonical JSON is RFC 8785 restricted to the profile JCS-0: keys `[a-z0-9_]{1,12}`; values string (NFC, no
lone surrogates), boolean, null, integer within ±(2^53−1), array, object; no floats. Within that profile
Python's own encoder yields RFC 8785 bytes; outside it the two differ, so anything outside is refused and
never coerced. Hashes are SHA-256; leaves follow RFC 6962.
"""

import hashlib
import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

KEY = re.compile(r"[a-z0-9_]{1,12}")
LARGEST = 2**53 - 1
LARGEST_EVENT = 16 * 1024
NO_EVENT = "0" * 64
PAYLOAD_DOMAIN, FIELD_DOMAIN = b"gov-payload/1\n", b"gov-field/1\n"


class NotCanonical(ValueError):
    """A value that has no canonical bytes. Always a programming error, never a user's."""


def encode(value: Any) -> bytes:
    """Return the canonical UTF-8 bytes of a JCS-0 value, or raise NotCanonical."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _check(value: Any) -> None:
    # Most values are codes and moments; what is ASCII is always in NFC.
    if value is None or (isinstance(value, str) and value.isascii()):
        return
    if isinstance(value, dict):
        for key in value:
            _check_key(key)
        value = value.values()
    elif not isinstance(value, list | tuple):
        _check_scalar(value)
        return
    for inner in value:
        _check(inner)


def _check_scalar(value: Any) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif not isinstance(value, int):
        raise NotCanonical(f"{type(value).__name__} has no canonical form")
    elif abs(value) > LARGEST:
        raise NotCanonical(f"{value} is beyond 2^53−1")


@lru_cache(maxsize=512)
def _check_key(key: Any) -> None:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise NotCanonical(f"{key!r} is no JCS-0 key")


def _check_text(value: str) -> None:
    if not unicodedata.is_normalized("NFC", value):
        raise NotCanonical("a string is not in NFC")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a string holds a lone surrogate") from error


def text(value: str) -> str:
    """Normalise a text that people wrote so that it has canonical bytes: NFC, no NUL, no lone surrogates."""
    if value.isascii():
        return value.replace("\x00", "")
    cleaned = value.replace("\x00", "").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", cleaned)


def leaf_hash(event: bytes) -> str:
    """Return the RFC 6962 leaf hash of an event's canonical bytes, in hex."""
    return hashlib.sha256(b"\x00" + event).hexdigest()


def commitment(salt: bytes, payload: bytes) -> str:
    """Return the salted commitment to a payload, in hex: the payload can be erased, never guessed."""
    return hashlib.sha256(PAYLOAD_DOMAIN + salt + payload).hexdigest()


def field_commitment(salt: bytes, value: Any) -> str:
    """Return the salted commitment to one value of an event, in hex."""
    return hashlib.sha256(FIELD_DOMAIN + salt + encode(value)).hexdigest()
