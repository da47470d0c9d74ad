"""Who may open what: every route × method × person, written down by hand and compared with the truth.

A row names a route as the resolver knows it. For each method it says who is let through (`yes`), for whom
the thing does not exist (`hidden`, 404); every other signed-in person is refused with 403, and whoever is
not signed in is sent to the door. A method that is not named must not exist. "Let through" means that the
person's roles were no obstacle: 200, 302, 409 and 422 alike. Bodies may hold functions of the world.
"""

from dataclasses import replace

from tests.permission_conduct import API_CONDUCT, CONDUCT
from tests.permission_documents import API_BULLETINS, BULLETINS, DOCUMENTS, REASON, REVIEWERS, TABLES
from tests.permission_fiscal import API_FISCAL, FISCAL
from tests.permission_indicators import API_INDICATORS, INDICATORS
from tests.permission_messages import API_MESSAGES, MESSAGES
from tests.permission_projects import PROJECTS
from tests.permission_rules import (
    ADMINS,
    ANY,
    BLIND,
    EVERYONE,
    HIDDEN,
    KEEPERS,
    NOWHERE,
    OF_ITEM,
    OPEN,
    RECORD_READERS,
    SEE_ITEM,
    Row,
    Rule,
    about_mark,
    move,
)
from tests.permission_sheets import API_SHEETS, SHEETS
from tests.permission_spotcheck import API_SPOTCHECK, SPOTCHECK
from tests.permission_standings import API_STANDINGS, STANDINGS
from tests.permission_trace import API_TRACE, TRACE

DOORS = {
    "accounts/login/": Row(get=OPEN, post=OPEN),
    "accounts/logout/": Row(get=OPEN, post=OPEN),
    "accounts/inactive/": Row(get=OPEN),
    "accounts/reauthenticate/": Row(get=ANY, post=ANY),
    "accounts/password/": Row(get=ANY, post=ANY),
    "accounts/2fa/": Row(get=ANY),
    # Only half-way through the door, with the password given; from anywhere else it leads back to it.
    "accounts/2fa/authenticate/": Row(get=ANY, post=ANY),
    "accounts/2fa/reauthenticate/": Row(get=ANY, post=ANY),
    "accounts/2fa/totp/activate/": Row(get=ANY, post=ANY),
    "accounts/2fa/totp/deactivate/": Row(get=HIDDEN, post=HIDDEN),
    "accounts/2fa/recovery-codes/": Row(get=HIDDEN),
    "accounts/2fa/recovery-codes/generate/": Row(get=ANY, post=ANY),
    "accounts/2fa/recovery-codes/download/": Row(get=HIDDEN),
    "i18n/setlang/": Row(post=OPEN),
    "invitation/<str:secret>/": Row("invitation", get=OPEN, post=OPEN),
    # In the demo only.
    "demo-sign-in/": Row(post=NOWHERE),
}
FILERS = frozenset({"supervisor", "mayor", "leader", "other_leader"})
LEADERS = frozenset({"mayor", "leader", "other_leader"})
SEE_CITY = frozenset({"supervisor", "mayor", "auditor"})
HANDERS = frozenset({"supervisor", "system_admin", "head", "co_head", "other_head"})
OFFICE = frozenset({"supervisor"})
VERIFIERS = Rule(yes=OFFICE | {"other_head"}, hidden=BLIND - {"other_head"})
ASKERS = Rule(yes=OFFICE, hidden=BLIND)
PAGES = {
    "": Row(get=ANY),
    "overview/": Row(get=Rule(yes=SEE_CITY | LEADERS | KEEPERS)),
    "wall/": Row(get=Rule(yes=SEE_CITY)),
    "me/": Row(get=ANY),
    "reading/": Row(post=OPEN),
    "ui/": Row(get=NOWHERE),
    **MESSAGES,
    "tasks/": Row(get=ANY),
    "tasks/<int:pk>/": Row("item", get=OF_ITEM),
    "tasks/new/": Row(get=Rule(yes=FILERS), post=Rule(yes=FILERS)),
    "tasks/take-back/": Row(post=ANY, path="tasks/take-back/?sent=2026-01-01T00:00:00.000Z"),
    **SHEETS,
    **PROJECTS,
    **SPOTCHECK,
    **CONDUCT,
    **FISCAL,
    **TRACE,
    **INDICATORS,
    **STANDINGS,
    "tasks/bulk/": Row(post=Rule(body={"verb": "urge"})),
    "tasks/views/": Row(post=Rule(yes=EVERYONE - ADMINS, body={"name": "逾期", "filters": "group=overdue"})),
    "tasks/views/<int:pk>/drop/": Row("view", post=Rule(yes=OFFICE, hidden=ADMINS)),
    "tasks/hand-over/": Row(get=Rule(yes=HANDERS), post=Rule(yes=HANDERS)),
    r"^tasks/export\.(?P<form>xlsx|csv)$": Row(get=ANY, path="tasks/export.csv"),
    "tasks/units/": Row(get=ANY),
    "tasks/precedents/": Row(get=ANY),
    "tasks/precedents/new/": Row(get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "tasks/precedents/<int:pk>/retire/": Row(
        "precedent", post=Rule(yes=OFFICE, hidden=ADMINS, body={"reason": "职责已调整。"})
    ),
    "tasks/clocks/": Row(get=ANY),
    "tasks/clocks/<slug:name>/": Row("clocks", get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "tasks/rules/": Row(get=ANY),
    "tasks/rules/extensions/": Row(get=ANY, post=Rule(yes=OFFICE)),
    "tasks/rules/<slug:name>/": Row("preset", get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "tasks/slips/": Row(get=ANY),
    "tasks/<int:pk>/slips/<int:slip_pk>/": Row("slip", get=OF_ITEM),
    "tasks/units/<int:pk>/": Row("unit", get=ANY),
    "tasks/<int:pk>/receipts/<int:event>/": Row("sealed item", get=OF_ITEM),
    "tasks/<int:pk>/slip/": Row("item", get=OF_ITEM),
    **BULLETINS,
    "papers/<int:pk>/": Row("item", get=OF_ITEM),
    "papers/<int:pk>/<slug:name>/<slug:form>/": Row("paper", get=OF_ITEM),
    "tasks/<int:pk>/files/<int:file_pk>/": Row("item file", get=HIDDEN),
    "tasks/<int:pk>/check_site/": Row("checked item", get=VERIFIERS, post=VERIFIERS),
    "tasks/<int:pk>/ask_affected/": Row("checked item", get=ASKERS, post=ASKERS),
    **dict.fromkeys(("checks/", "tasks/gaps/", "tasks/burden/"), Row(get=ANY)),
    "checks/term/": Row(post=Rule(yes=OFFICE, body={"source_type": "meeting", "days": 60})),
    "c/<str:secret>/": Row("confirmation", get=OPEN, post=OPEN),
    "tasks/<int:pk>/<slug:name>/": Row(
        "move",
        get=Rule(yes=frozenset({"supervisor", "mayor", "leader"}), hidden=BLIND),
        post=Rule(yes=frozenset({"supervisor", "mayor", "leader"}), hidden=BLIND),
    ),
}
LEADERS = ("mayor", "leader")
SAID = {"text": "已完成三个小区。"}
SEEN, ASKED = {"result": "true", **SAID}, {"subject": "电梯修好了吗"}
OBJECTION = REASON | {"suggested_id": lambda world: world.cast.other.pk}
LIMITS = {"most": 2, "days": 30, "first_day": "2099-01-01"}
BOUNDARY = {
    "subject": "共享单车停放秩序管理",
    "lead_id": lambda world: world.cast.lead.pk,
    "decided_by": "编办",
    "doc_number": "编办〔2026〕3号",
    "doc_date": "2026-01-05",
}
API_MOVES = {
    "approve": move("supervisor", "mayor", "leader"),
    "decline": move("supervisor", **REASON),
    "dispatch": move("supervisor"),
    "acknowledge": move("head", "handler", "co_head"),
    "propose_dispute": move("handler", **OBJECTION),
    "dispute": move("head", **OBJECTION),
    "rule": move("supervisor", "mayor", "leader", granted=False, ground="职责清单已经写明。"),
    "report": move("head", "handler", **SAID),
    "contribute": move("co_head", **SAID),
    "request_extension": move("head", wanted_date="2026-12-01", reason="汛期停工。", progress="完成过半。"),
    "decide_extension": move("supervisor", "mayor", "leader", granted=False, ground="已有安排。"),
    "urge": move("supervisor", "mayor", "leader"),
    "submit": move("head", **SAID),
    "send_back": move(*REVIEWERS, reason="no_evidence"),
    "send_to_verify": move(*REVIEWERS),
    "verify": move(*REVIEWERS, method="site", result="true", text="现场属实。"),
    "conclude": move(
        "supervisor",
        *LEADERS,
        review=["facts", "solved", "carried_out", "conclusion", "lawful", "form"],
        input_reason="结果已经涵盖配合内容。",
    ),
    "close": move(*REVIEWERS, **REASON),
    "reopen": move("supervisor", **REASON),
    "archive": move("supervisor"),
    "instruct": move(*LEADERS, text="请加快进度。"),
    "make_long_term": move(*LEADERS, **REASON),
    "merge": move("supervisor", into_id=lambda world: world.thing("other item")["pk"], **REASON),
    "cancel": move(*LEADERS, **REASON),
    "set_schedule": move("supervisor", rule="event"),
    "issue_slip": move("supervisor", colour="blue", ground="进度滞后。", due="2026-12-01"),
    "sign_slip": move("head", "handler"),
    "sign_urge": move("supervisor", *LEADERS, "head", "handler", "co_head"),
    "name_verifier": move(*REVIEWERS, verifier_id=lambda world: world.cast.stranger.pk),
    "look_back": move(*REVIEWERS, **SAID),
    "relapse": move(*REVIEWERS, **SAID),
    "explain": about_mark("head", "handler", "co_head", **SAID),
    "appeal": about_mark("head", "co_head", **SAID),
    "decide_appeal": about_mark("supervisor", *LEADERS, granted=True, ground="情况属实。"),
}
BULK_MOVES = (
    "approve archive cancel close decide_extension decline dispatch make_long_term reopen request_extension "
    "send_back send_to_verify urge"
)
ORDER = {
    "title": "推进老旧小区改造",
    "requirement": "年内完成十二个老旧小区改造，按月报送进展。",
    "source_type": "meeting",
    "lead_ids": lambda world: [world.cast.lead.pk],
    "is_open": True,
}


def bulk(name: str) -> Row:
    """The same move for many matters: who sees them is told for each of them what became of it."""
    body = {"ids": lambda world: [world.thing("item")["pk"]], "said": API_MOVES[name].rules["POST"].body}
    return Row(post=Rule(yes=SEE_ITEM, hidden=BLIND, body=body))


API = {
    "api/v1/": Row(get=NOWHERE),
    # The description of the interface says nothing about the city.
    "api/v1/openapi.json": Row(get=OPEN, post=OPEN, is_method_blind=True),
    "api/v1/people/me": Row(get=ANY),
    "api/v1/people/units": Row(get=ANY),
    "api/v1/people/units/<pk>": Row("unit", get=ANY),
    "api/v1/people/persons": Row(get=ANY),
    "api/v1/calendar/days/<year>": Row("year", get=ANY),
    "api/v1/calendar/workday": Row(get=ANY),
    "api/v1/journal/events": Row(get=ANY),
    "api/v1/record/<int:year>/checkpoint": Row("sealed", get=ANY),
    "api/v1/record/<int:year>/tile/<path:tile>": Row(
        "sealed", get=Rule(yes=frozenset({"auditor", "supervisor"}))
    ),
    "api/v1/record/cosignatures": Row(
        post=Rule(yes=frozenset({"auditor", "audit_admin"}), body={"note": "none"})
    ),
    "api/v1/record/stamps": Row(get=ANY),
    "api/v1/record/stamps/<pk>": Row(
        "stamp", post=Rule(yes=frozenset({"auditor", "audit_admin"}), body={"stamp": ""})
    ),
    "api/v1/record/erasures": Row(
        get=ANY,
        post=Rule(yes=frozenset({"audit_admin"}), body={"of_event": 2**60, "law": "term", "ground": "x"}),
    ),
    **API_MESSAGES,
    "api/v1/files": Row(post=ANY),
    "api/v1/lights": Row(get=ANY),
    "api/v1/clocks": Row(get=ANY, post=Rule(yes=OFFICE, body={"preset": "13710", "first_day": "2027-01-04"})),
    "api/v1/extension-limits": Row(get=ANY, post=Rule(yes=OFFICE, body=LIMITS)),
    "api/v1/tasks": Row(get=ANY, post=Rule(yes=FILERS, body=ORDER)),
    "api/v1/tasks/export.csv": Row(get=ANY),
    "api/v1/tasks/precedents": Row(get=ANY, post=Rule(yes=OFFICE, body=BOUNDARY)),
    "api/v1/tasks/precedents/<pk>/retire": Row(
        "precedent", post=Rule(yes=OFFICE, hidden=ADMINS, body={"reason": "职责已调整。"})
    ),
    "api/v1/tasks/report": Row(get=ANY),
    "api/v1/tasks/views": Row(
        get=ANY, post=Rule(yes=EVERYONE - ADMINS, body={"name": "逾期", "query": "group=overdue"})
    ),
    "api/v1/tasks/views/<pk>/drop": Row("view", post=Rule(yes=OFFICE, hidden=ADMINS)),
    "api/v1/tasks/<pk>": Row("item", get=OF_ITEM),
    **API_BULLETINS,
    "api/v1/papers/<pk>": Row("item", get=OF_ITEM),
    "api/v1/papers/<pk>/<name>/<form>": Row("paper", get=OF_ITEM),
    **dict.fromkeys(("api/v1/tasks/waiting", "api/v1/tasks/gaps", "api/v1/tasks/burden"), Row(get=ANY)),
    "api/v1/tasks/unit-marks/<pk>": Row("unit", get=ANY),
    "api/v1/tasks/<pk>/marks": Row("item", get=OF_ITEM),
    "api/v1/tasks/<pk>/take_back": Row("item", post=OF_ITEM),
    **API_SHEETS,
    **API_SPOTCHECK,
    **API_CONDUCT,
    **API_FISCAL,
    **API_TRACE,
    **API_INDICATORS,
    **API_STANDINGS,
    "api/v1/tasks/<pk>/check_site": Row("checked item", post=replace(VERIFIERS, body=SEEN)),
    "api/v1/tasks/<pk>/ask_affected": Row("checked item", post=replace(ASKERS, body=ASKED)),
    **{f"api/v1/tasks/<pk>/{name}": row for name, row in API_MOVES.items()},
    **{f"api/v1/tasks/bulk/{name}": bulk(name) for name in BULK_MOVES.split()},
}

SYSTEM, SECURITY = frozenset({"system_admin"}), frozenset({"security_admin"})
# Those who read all roles, and the record of sign-ins.
WATCHERS = frozenset({"security_admin", "audit_admin", "auditor"})
BY_SYSTEM = Rule(yes=SYSTEM)
NAMERS = SYSTEM | OFFICE


def of_grant(yes: frozenset[str]) -> Rule:
    """What is done to a role: it exists only for those who read roles."""
    return Rule(yes=yes, hidden=EVERYONE - WATCHERS)


GRANT = {"person": lambda world: world.thing("person")["username"], "role": "auditor"}
CHARGE = {
    "leader": lambda world: world.cast.leader.username,
    "unit": lambda world: world.cast.other.pk,
}
POST = {"unit": lambda world: world.cast.other.pk, "title": "科长", "from_date": "2026-03-02"}
GROUND = {"law": "term", "ground": "本人申请"}
ERASURE = {"kind": "people.person", "number": 2**60, "columns": ["phone"], **GROUND}
WITNESS = {"name": "audit.example", "holder": "审计局", "public": "A" * 43 + "="}
PEOPLE = {
    "units/": Row(get=ANY),
    "units/new/": Row(get=BY_SYSTEM, post=BY_SYSTEM),
    "units/<int:pk>/": Row("unit", get=ANY),
    "units/<int:pk>/work/": Row("unit", get=Rule(yes=SEE_CITY | {"leader", "head", "handler"})),
    "units/<int:pk>/change/": Row("unit", get=BY_SYSTEM, post=BY_SYSTEM),
    "units/<int:pk>/names/": Row("unit", post=Rule(yes=NAMERS, body={"name": "水利办"})),
    "unit-names/<int:pk>/remove/": Row("alias", post=Rule(yes=NAMERS)),
    "persons/": Row(get=ANY),
    "persons/new/": Row(get=BY_SYSTEM, post=BY_SYSTEM),
    "persons/<int:pk>/": Row("person", get=ANY),
    # He holds no post, so that the mayor alone is above him.
    "persons/<int:pk>/work/": Row("person", get=Rule(yes=frozenset({"mayor"}))),
    # The first link; one for a lost password is the security administrator's.
    "persons/<int:pk>/invite/": Row("person", post=BY_SYSTEM),
    "persons/<int:pk>/disable/": Row("person", post=Rule(yes=SYSTEM | SECURITY)),
    "persons/<int:pk>/enable/": Row("person", post=BY_SYSTEM),
    "persons/<int:pk>/second-step/": Row("person", post=BY_SYSTEM),
    "persons/<int:pk>/posts/": Row("person", post=Rule(yes=SYSTEM, body=POST)),
    "posts/<int:pk>/end/": Row("post", post=Rule(yes=SYSTEM, body={"to_date": "2026-03-02"})),
    "roles/": Row(get=Rule(yes=WATCHERS)),
    "roles/grant/": Row(post=Rule(yes=SECURITY, body=GRANT)),
    "roles/<int:pk>/end/": Row("grant", post=of_grant(SECURITY)),
    "charges/": Row(post=Rule(yes=SECURITY, body=CHARGE)),
    "charges/<int:pk>/end/": Row("charge", post=Rule(yes=SECURITY)),
    "sign-ins/": Row(get=Rule(yes=WATCHERS)),
    "me/draft/": Row(post=Rule(body={"place": "/tasks/new/", "title": "起草中"})),
    "me/draft/discard/": Row(post=Rule(body={"place": "/tasks/new/"})),
    "me/calendar/": Row(get=ANY, post=ANY),
    "me/calendar/<int:pk>/revoke/": Row("feed", post=Rule(yes=OFFICE, hidden=EVERYONE - OFFICE)),
    "deadlines/<slug:secret>.ics": Row("feed", get=OPEN),
    "me/tokens/": Row(get=ANY, post=ANY),
    "me/tokens/<int:pk>/revoke/": Row("token", post=Rule(yes=OFFICE, hidden=EVERYONE - OFFICE)),
    "calendar/": Row(get=ANY, post=Rule(yes=SYSTEM, body={"year": 2028})),
    "calendar/<int:year>/": Row("year", get=ANY),
    "calendar/<int:year>/notice/": Row("year", get=BY_SYSTEM, post=BY_SYSTEM),
    "journal/": Row(get=ANY),
    "journal/<int:pk>/": Row("event", get=Rule(yes=RECORD_READERS, hidden=EVERYONE - RECORD_READERS)),
    "record/": Row(get=Rule(yes=RECORD_READERS)),
    "record/erasures/": Row(get=Rule(yes=RECORD_READERS)),
    "record/erasures/columns/": Row(post=Rule(yes=frozenset({"audit_admin"}), body=ERASURE)),
    "record/erasures/words/": Row(post=Rule(yes=frozenset({"audit_admin"}), body={"event": 2**60, **GROUND})),
    "record/witnesses/": Row(post=Rule(yes=frozenset({"audit_admin"}), body=WITNESS)),
    "record/witnesses/<int:pk>/end/": Row("witness", post=Rule(yes=frozenset({"audit_admin"}))),
    "record/stamps/": Row(post=Rule(yes=RECORD_READERS, body={"stamp": "1"})),
    "record/stamps/<int:pk>/<slug:ending>/": Row("stamp", get=Rule(yes=RECORD_READERS)),
    "record/cosignatures/": Row(post=Rule(yes=RECORD_READERS, body={"note": ""})),
    "journal/check/": Row(post=Rule(yes=frozenset({"auditor", "audit_admin"}))),
}
TABLE: dict[str, Row] = {**DOORS, **PAGES, **PEOPLE, **API, **DOCUMENTS, **TABLES}
