"""Addresses and secrets of lines and webhooks, unreadable without the signing key of the installation."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PURPOSE = b"bihuan.notices.line:"


class Unsealed(Exception):
    """It was sealed under another key."""


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(text: str) -> str:
    """Return what was sealed. Raises Unsealed when the signing key is another one now."""
    try:
        return _box().decrypt(text.encode()).decode() if text else ""
    except InvalidToken:
        raise Unsealed from None


def _box() -> Fernet:
    key = hashlib.sha256(PURPOSE + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
