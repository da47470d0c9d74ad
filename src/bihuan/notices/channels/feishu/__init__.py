"""Feishu (飞书): the robot of a group, signed with its secret in the body."""

import base64
import hashlib
import hmac
from datetime import datetime

from bihuan.notices.channels import gateway
from bihuan.notices.channels.interface import Letter
from bihuan.notices.channels.opening import need_secret, some_host
from bihuan.notices.channels.robots import Codes, tell

HOST = "open.feishu.cn"
CODES = Codes("code", "msg", throttled={9499, 11232}, busy={11000, 1500})


class Feishu:
    longest = 18_000
    repeats_safely = False

    def is_open(self) -> bool:
        return some_host(HOST)

    def check(self, address: str, secret: str) -> None:
        gateway.need_allowed(address)
        need_secret(secret)

    def host(self, address: str) -> str:
        return gateway.need_allowed(address).netloc

    def send(self, letter: Letter) -> None:
        text = f"{letter.title}\n{letter.text}"
        message = {"msg_type": "text", "content": {"text": text}}
        tell(letter.address, signed(letter.secret, letter.at) | message, CODES)


def signed(secret: str, at: datetime) -> dict[str, str]:
    """What Feishu wants to see in the body: the moment in seconds, and a signature over nothing by both."""
    moment = str(int(at.timestamp()))
    digest = hmac.new(f"{moment}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": moment, "sign": base64.b64encode(digest).decode()}


FEISHU = Feishu()
