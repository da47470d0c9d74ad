"""WeCom (企业微信): the robot of a group. Its key stands in the address; there is no other signature."""

from bihuan.notices.channels.interface import Letter
from bihuan.notices.channels.robots import Codes, Robot, tell

CODES = Codes("errcode", "errmsg", throttled={45009, 45033}, busy={-1})


class WeCom(Robot):
    usual = "qyapi.weixin.qq.com"
    is_signed = False
    longest = 2_000  # of 2,048 bytes that a text may have

    def send(self, letter: Letter) -> None:
        text = f"{letter.title}\n{letter.text}"
        tell(letter.address, {"msgtype": "text", "text": {"content": text}}, CODES)


WECOM = WeCom()
