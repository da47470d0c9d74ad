"""Webhooks for programs, signed as the Standard Webhooks specification (version 1) says."""

import base64
import binascii
import hashlib
import hmac
import secrets
from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.notices.channels import gateway
from bihuan.notices.channels.interface import Letter, NotSent, Refused
from bihuan.notices.models import Problem

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a secret


class Webhook:
    longest = 20_000
    repeats_safely = True

    def is_open(self) -> bool:
        return bool(settings.OUTSIDE_HOSTS)

    def check(self, address: str, secret: str) -> None:
        gateway.need_allowed(address)
        key_of(secret)

    def host(self, address: str) -> str:
        return gateway.need_allowed(address).netloc

    def send(self, letter: Letter) -> None:
        body = letter.text.encode()
        answer = gateway.post(
            letter.address, body, {"Content-Type": "application/json", **signed(letter, body)}
        )
        if answer.status == HTTPStatus.GONE:
            raise Refused(Problem.GONE)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise NotSent(Problem.THROTTLED, wait=answer.wait)
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise NotSent(Problem.BUSY, f"HTTP {answer.status}", answer.wait)


def new_key() -> str:
    """A secret of 32 random bytes, as it is handed to the program's maker."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a secret. Invalid when they are not 24 to 64 bytes in base64."""
    try:
        found = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not SHORTEST <= len(found) <= LONGEST:
        raise Invalid(_("The secret is not one of a Standard Webhook: whsec_ and 24 to 64 bytes in base64."))
    return found


def signed(letter: Letter, body: bytes) -> dict[str, str]:
    """The three headers. The id is the letter's, the same each time; the moment is that of this sending."""
    moment = str(int(letter.at.timestamp()))
    content = b".".join([letter.key.encode(), moment.encode(), body])
    digest = hmac.new(key_of(letter.secret), content, hashlib.sha256).digest()
    return {
        "webhook-id": letter.key,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


WEBHOOK = Webhook()
