"""The robots of the three, as their makers describe them: paths, signatures, codes, limits."""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bihuan.notices.tests.fakes.server import Asked, Fake, Reply

SECRET = "SEC-cloud-ridge"
HOUR = 3600


def code(secret: str, said: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()).decode()


class DingTalkFake(Fake):
    path = "/robot/send?access_token=one"
    well = {"errcode": 0, "errmsg": "ok"}
    throttled = Reply(body={"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"})

    def refusal(self, asked: Asked) -> Any:
        said = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        moment = said.get("timestamp", "0")
        if abs(time.time() * 1000 - int(moment)) > HOUR * 1000:
            return {"errcode": 310000, "errmsg": "invalid timestamp"}
        if said.get("sign") != code(SECRET, f"{moment}\n{SECRET}"):
            return {"errcode": 310000, "errmsg": "sign not match"}
        if said.get("access_token") != "one":
            return {"errcode": 300005, "errmsg": "token is not exist"}
        if asked.json.get("msgtype") != "text" or not asked.json["text"]["content"]:
            return {"errcode": 40035, "errmsg": "param error"}
        return None

    def text(self, number: int = -1) -> str:
        said: str = self.taken[number].json["text"]["content"]
        return said


class WeComFake(DingTalkFake):
    path = "/cgi-bin/webhook/send?key=one"
    throttled = Reply(body={"errcode": 45009, "errmsg": "api freq out of limit"})

    def refusal(self, asked: Asked) -> Any:
        if parse_qs(urlsplit(asked.path).query).get("key") != ["one"]:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        if asked.json.get("msgtype") != "text":
            return {"errcode": 40008, "errmsg": "invalid message type"}
        if len(asked.json["text"]["content"].encode()) > 2048:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        return None


class FeishuFake(Fake):
    path = "/open-apis/bot/v2/hook/one"
    well = {"code": 0, "msg": "success", "data": {}}
    throttled = Reply(body={"code": 11232, "msg": "frequency limited psm[lark]"})

    def refusal(self, asked: Asked) -> Any:
        if not asked.path.endswith("/hook/one"):
            return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        said = asked.json
        moment = str(said.get("timestamp", "0"))
        right = base64.b64encode(
            hmac.new(f"{moment}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
        ).decode()
        if abs(time.time() - int(moment)) > HOUR or said.get("sign") != right:
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        if said.get("msg_type") != "text":
            return {"code": 9499, "msg": "Bad Request"}
        return None

    def text(self, number: int = -1) -> str:
        said: str = self.taken[number].json["content"]["text"]
        return said
