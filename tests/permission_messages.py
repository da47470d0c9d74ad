"""The permission table, continued: messages, and the ways on which they leave."""

from tests.permission_rules import ANY, EVERYONE, Row, Rule

SYSTEM = frozenset({"system_admin"})
OFFICE = frozenset({"supervisor"})
HEAD = frozenset({"head"})
BY_SYSTEM = Rule(yes=SYSTEM)
# A line is its owner's alone.
OWN = Rule(yes=OFFICE, hidden=EVERYONE - OFFICE, body={"code": "一次"})
ADDRESS = {"channel": "mail", "address": "office@yunling.example"}
MESSAGES = {
    "notices/": Row(get=ANY),
    "notices/read/": Row(post=ANY),
    "notices/<int:pk>/open/": Row("notice", post=Rule(yes=HEAD, hidden=EVERYONE - HEAD)),
    "me/channels/": Row(get=ANY, post=ANY),
    "me/channels/<int:pk>/confirm/": Row("line", get=OWN, post=OWN),
    "me/channels/<int:pk>/close/": Row("line", post=OWN),
    "deliveries/": Row(get=BY_SYSTEM),
    "deliveries/<int:pk>/again/": Row("delivery", post=BY_SYSTEM),
    "deliveries/<int:pk>/discard/": Row("delivery", post=BY_SYSTEM),
    "webhooks/": Row(get=BY_SYSTEM, post=BY_SYSTEM),
    "webhooks/<int:pk>/close/": Row("webhook", post=BY_SYSTEM),
}
API_MESSAGES = {
    "api/v1/notices": Row(get=ANY),
    "api/v1/notices/lines": Row(get=ANY, post=Rule(body=ADDRESS)),
    "api/v1/notices/lines/<pk>/confirm": Row("line", post=OWN),
    "api/v1/notices/lines/<pk>/close": Row("line", post=OWN),
    "api/v1/notices/deliveries": Row(get=ANY),
    "api/v1/notices/deliveries/<pk>/resend": Row("delivery", post=BY_SYSTEM),
    "api/v1/notices/deliveries/<pk>/discard": Row("delivery", post=BY_SYSTEM),
    "api/v1/notices/webhooks": Row(
        get=BY_SYSTEM, post=Rule(yes=SYSTEM, body={"name": "中台", "address": "https://hooks.example/"})
    ),
    "api/v1/notices/webhooks/<pk>/close": Row("webhook", post=BY_SYSTEM),
}
