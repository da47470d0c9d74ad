"""What the three robots share: JSON there, JSON back, and a code that says how it went."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.notices.channels import gateway
from bihuan.notices.channels.interface import NotSent, Refused
from bihuan.notices.models import Problem

MINUTE = 60
LONGEST = 18_000  # bytes, well within what a message may have
LONGEST_SAID = 120


@dataclass(frozen=True)
class Codes:
    """The names of a robot's answer, and the codes after which it may be tried again."""

    code: str
    words: str
    throttled: Collection[int]
    busy: Collection[int]


class Robot:
    """A robot in a group: `usual` is its maker's host, `is_signed` whether it wants a secret."""

    usual = ""
    is_signed = True
    longest = LONGEST
    repeats_safely = False

    def is_open(self) -> bool:
        """Whether requests may go to the maker's host, or to a host inside that may stand for it."""
        is_inside = settings.PRIVATE_HOSTS and bool(settings.OUTSIDE_HOSTS)
        return self.usual in settings.OUTSIDE_HOSTS or is_inside

    def check(self, address: str, secret: str) -> None:
        """Refuse an address that may not be reached, and a robot that would post what anybody sends it."""
        gateway.need_allowed(address)
        if self.is_signed and not secret:
            raise Invalid(_("Choose signing when you set up the robot, and enter its secret here."))

    def host(self, address: str) -> str:
        return gateway.need_allowed(address).netloc


def tell(url: str, message: dict[str, Any], codes: Codes) -> None:
    """Post a message to a robot. Returns when it has been taken."""
    body = json.dumps(message, ensure_ascii=False).encode()
    answer = gateway.post(url, body, {"Content-Type": "application/json; charset=utf-8"})
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotSent(Problem.THROTTLED, wait=answer.wait or MINUTE)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NotSent(Problem.BUSY, f"HTTP {answer.status}", answer.wait)
    code, said = _outcome(answer, codes)
    if code in codes.throttled:
        raise NotSent(Problem.THROTTLED, said, MINUTE)
    if code in codes.busy:
        raise NotSent(Problem.BUSY, said)
    if code != 0:
        raise Refused(Problem.REFUSED, said)


def _outcome(answer: gateway.Answer, codes: Codes) -> tuple[int | None, str]:
    """The code of an answer and its words; no code where it is not what the robot's maker describes."""
    try:
        found = json.loads(answer.body)
        code, words = int(found[codes.code]), str(found.get(codes.words, ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, f"HTTP {answer.status}"
    return code, f"{code} {words}"[:LONGEST_SAID]
