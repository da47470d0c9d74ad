"""DingTalk (钉钉): the robot of a group, signed with its secret in the address."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode

from bihuan.notices.channels.interface import Letter
from bihuan.notices.channels.robots import Codes, Robot, tell

# A group takes twenty messages a minute; -1 is said when DingTalk itself is busy.
CODES = Codes("errcode", "errmsg", throttled={130101, 410100}, busy={-1})


class DingTalk(Robot):
    usual = "oapi.dingtalk.com"

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
