"""The ways out: one folder each, behind one interface.

A channel takes a letter and returns when the other side has taken it. Otherwise it raises one of three:
`NotSent` (surely not taken, try again), `Refused` (trying again is useless), `Unclear` (nobody knows).
"""

from bihuan.notices.channels import dingtalk, feishu, mail, webhook, wecom
from bihuan.notices.channels.interface import Channel
from bihuan.notices.models import Way

CHANNELS: dict[str, Channel] = {
    Way.MAIL: mail.MAIL,
    Way.DINGTALK: dingtalk.DINGTALK,
    Way.WECOM: wecom.WECOM,
    Way.FEISHU: feishu.FEISHU,
    Way.WEBHOOK: webhook.WEBHOOK,
}
