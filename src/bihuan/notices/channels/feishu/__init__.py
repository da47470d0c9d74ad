"""Feishu (飞书): the robot of a group, signed with its secret in the body."""

import base64
import hashlib
import hmac
from datetime import datetime

from bihuan.notices.channels.interface import Letter
from bihuan.notices.channels.robots import Codes, Robot, tell

CODES = Codes("code", "msg", throttled={9499, 11232}, busy={11000, 1500})


class Feishu(Robot):
    usual = "open.feishu.cn"

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
