"""DingTalk (钉钉): the robot of a group, signed with its secret in the address."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode

from bihuan.notices.channels import gateway
from bihuan.notices.channels.interface import Letter
from bihuan.notices.channels.opening import need_secret, some_host
from bihuan.notices.channels.robots import Codes, tell

HOST = "oapi.dingtalk.com"
# A group takes twenty messages a minute; -1 is said when DingTalk itself is busy.
CODES = Codes("errcode", "errmsg", throttled={130101, 410100}, busy={-1})


class DingTalk:
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
        message = {"msgtype": "text", "text": {"content": text}}
        tell(f"{letter.address}&{urlencode(signed(letter.secret, letter.at))}", message, CODES)


def signed(secret: str, at: datetime) -> dict[str, str]:
    """What DingTalk wants to see beside the address: the moment in milliseconds and its signature."""
    moment = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": moment, "sign": base64.b64encode(digest).decode()}


DINGTALK = DingTalk()
