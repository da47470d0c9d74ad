"""WeCom (企业微信): the robot of a group. Its key stands in the address; there is no other signature."""

from bihuan.notices.channels import gateway
from bihuan.notices.channels.interface import Letter
from bihuan.notices.channels.opening import some_host
from bihuan.notices.channels.robots import Codes, tell

HOST = "qyapi.weixin.qq.com"
CODES = Codes("errcode", "errmsg", throttled={45009, 45033}, busy={-1})


class WeCom:
    longest = 2_000  # of 2,048 bytes that a text may have
    repeats_safely = False

    def is_open(self) -> bool:
        return some_host(HOST)

    def check(self, address: str, secret: str) -> None:
        gateway.need_allowed(address)

    def host(self, address: str) -> str:
        return gateway.need_allowed(address).netloc

    def send(self, letter: Letter) -> None:
        text = f"{letter.title}\n{letter.text}"
        tell(letter.address, {"msgtype": "text", "text": {"content": text}}, CODES)


WECOM = WeCom()
