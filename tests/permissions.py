"""Who may open what: every route × method × person, written down by hand and compared with the truth.

A row names a route as the resolver knows it. For each method it says who is let through (`yes`), for whom
the thing does not exist (`hidden`, 404); every other signed-in person is refused with 403, and whoever is
not signed in is sent to the door. A method that is not named must not exist. "Let through" means that the
person's roles were no obstacle: 200, 302, 409 and 422 alike. Bodies may hold functions of the world.
"""

from dataclasses import replace
from typing import Any

from tests.permission_rules import (
    ADMINS,
    ANY,
    BLIND,
    EVERYONE,
    HIDDEN,
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
HANDERS = frozenset({"supervisor", "system_admin", "head", "co_head", "other_head"})
OFFICE = frozenset({"supervisor"})
VERIFIERS = Rule(yes=OFFICE | {"other_head"}, hidden=BLIND - {"other_head"})
ASKERS = Rule(yes=OFFICE, hidden=BLIND)
PAGES = {
    "": Row(get=ANY),
    "me/": Row(get=ANY),
    "reading/": Row(post=OPEN),
    "ui/": Row(get=NOWHERE),
    "notices/": Row(get=ANY),
    "notices/read/": Row(post=ANY),
    "notices/<int:pk>/open/": Row("notice", post=Rule(yes=frozenset({"head"}), hidden=EVERYONE - {"head"})),
    "tasks/": Row(get=ANY),
    "tasks/<int:pk>/": Row("item", get=OF_ITEM),
    "tasks/new/": Row(get=Rule(yes=FILERS), post=Rule(yes=FILERS)),
    "tasks/bulk/": Row(post=Rule(body={"verb": "urge"})),
    "tasks/hand-over/": Row(get=Rule(yes=HANDERS), post=Rule(yes=HANDERS)),
    r"^tasks/export\.(?P<form>xlsx|csv)$": Row(get=ANY, path="tasks/export.csv"),
    "tasks/units/": Row(get=ANY),
    "tasks/precedents/": Row(get=ANY),
    "tasks/precedents/new/": Row(get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "tasks/precedents/<int:pk>/retire/": Row(
        "precedent", post=Rule(yes=OFFICE, hidden=ADMINS, body={"reason": "职责已调整。"})
    ),
    "tasks/rules/": Row(get=ANY),
    "tasks/rules/<slug:name>/": Row("preset", get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "tasks/slips/": Row(get=ANY),
    "tasks/<int:pk>/slips/<int:slip_pk>/": Row("slip", get=OF_ITEM),
    "tasks/units/<int:pk>/": Row("unit", get=ANY),
    "tasks/<int:pk>/slip/": Row("item", get=OF_ITEM),
    "papers/<int:pk>/": Row("item", get=OF_ITEM),
    "papers/<int:pk>/<slug:name>/<slug:form>/": Row("paper", get=OF_ITEM),
    "tasks/<int:pk>/files/<int:file_pk>/": Row("item file", get=HIDDEN),
    "tasks/<int:pk>/check_site/": Row("checked item", get=VERIFIERS, post=VERIFIERS),
    "tasks/<int:pk>/ask_affected/": Row("checked item", get=ASKERS, post=ASKERS),
    **dict.fromkeys(("checks/", "tasks/gaps/"), Row(get=ANY)),
    "checks/term/": Row(post=Rule(yes=OFFICE, body={"source_type": "meeting", "days": 60})),
    "c/<str:secret>/": Row("confirmation", get=OPEN, post=OPEN),
    "tasks/<int:pk>/<slug:name>/": Row(
        "move",
        get=Rule(yes=frozenset({"supervisor", "mayor", "leader"}), hidden=BLIND),
        post=Rule(yes=frozenset({"supervisor", "mayor", "leader"}), hidden=BLIND),
    ),
}
REVIEWERS = ("supervisor",)
LEADERS = ("mayor", "leader")
SAID = {"text": "已完成三个小区。"}
SEEN, ASKED = {"result": "true", **SAID}, {"subject": "电梯修好了吗"}
REASON = {"reason": "情况已经核实。"}
OBJECTION = REASON | {"suggested_id": lambda world: world.cast.other.pk}
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
    "approve archive cancel close decline dispatch make_long_term reopen send_back send_to_verify urge"
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
    "api/v1/notices": Row(get=ANY),
    "api/v1/files": Row(post=ANY),
    "api/v1/lights": Row(get=ANY),
    "api/v1/tasks": Row(get=ANY, post=Rule(yes=FILERS, body=ORDER)),
    "api/v1/tasks/export.csv": Row(get=ANY),
    "api/v1/tasks/precedents": Row(get=ANY, post=Rule(yes=OFFICE, body=BOUNDARY)),
    "api/v1/tasks/precedents/<pk>/retire": Row(
        "precedent", post=Rule(yes=OFFICE, hidden=ADMINS, body={"reason": "职责已调整。"})
    ),
    "api/v1/tasks/report": Row(get=ANY),
    "api/v1/tasks/<pk>": Row("item", get=OF_ITEM),
    "api/v1/papers/<pk>": Row("item", get=OF_ITEM),
    "api/v1/papers/<pk>/<name>/<form>": Row("paper", get=OF_ITEM),
    **dict.fromkeys(("api/v1/tasks/waiting", "api/v1/tasks/gaps"), Row(get=ANY)),
    "api/v1/tasks/unit-marks/<pk>": Row("unit", get=ANY),
    "api/v1/tasks/<pk>/marks": Row("item", get=OF_ITEM),
    "api/v1/tasks/<pk>/check_site": Row("checked item", post=replace(VERIFIERS, body=SEEN)),
    "api/v1/tasks/<pk>/ask_affected": Row("checked item", post=replace(ASKERS, body=ASKED)),
    **{f"api/v1/tasks/<pk>/{name}": row for name, row in API_MOVES.items()},
    **{f"api/v1/tasks/bulk/{name}": bulk(name) for name in BULK_MOVES.split()},
}

# The document of the world was handed in by the handler; city leaders and auditors read every document.
SEE_DOCUMENT = frozenset({"supervisor", "mayor", "leader", "other_leader", "auditor", "handler"})
NO_DOCUMENT = EVERYONE - SEE_DOCUMENT
OF_DOCUMENT = Rule(yes=SEE_DOCUMENT, hidden=NO_DOCUMENT)
HAND_IN = EVERYONE - ADMINS - {"nobody", "auditor"}
SPAN = {"start": 0, "end": 8}
PASTED = {"source_type": "meeting", "confirmed_unclassified": True, "text": "市教育局要抓紧办理。"}
WORDING = {"title": "改造老旧小区", "requirement": "年底前完成改造。"}


def reviewed(thing: str, **body: Any) -> Row:
    """A step of a review: for the supervision office alone."""
    return Row(thing, post=Rule(yes=frozenset(REVIEWERS), hidden=NO_DOCUMENT, body=body))


def shown_and_reviewed(thing: str, **body: Any) -> Row:
    """A step of a review that shows first what it would do."""
    rule = Rule(yes=frozenset(REVIEWERS), hidden=NO_DOCUMENT, body=body)
    return Row(thing, get=rule, post=rule)


def put_anew(thing: str, **body: Any) -> Row:
    return Row(thing, put=Rule(yes=frozenset(REVIEWERS), hidden=NO_DOCUMENT, body=body))


def part(name: str) -> Any:
    """A number from the world's document, for a body."""
    return lambda world: world.thing("proposal")[name]


OFFICE = frozenset({"supervisor"})

DOCUMENTS = {
    "documents/": Row(get=ANY),
    "documents/new/": Row(get=Rule(yes=HAND_IN), post=Rule(yes=HAND_IN)),
    "documents/<int:pk>/": Row("document", get=OF_DOCUMENT),
    # It was pasted, so there is no file.
    "documents/<int:pk>/file/": Row("document", get=HIDDEN),
    "documents/<int:pk>/review/": Row("document", get=OF_DOCUMENT),
    "documents/<int:pk>/date/": reviewed("document", day="2026-02-01"),
    "documents/<int:pk>/drop/": reviewed("document", **REASON),
    "documents/<int:pk>/proposals/add/": reviewed("document", **SPAN),
    "proposals/<int:pk>/": Row(
        "proposal",
        get=Rule(yes=frozenset(REVIEWERS), hidden=NO_DOCUMENT),
        post=Rule(yes=frozenset(REVIEWERS), hidden=NO_DOCUMENT, body={**WORDING, "category": "action"}),
    ),
    "proposals/<int:pk>/accept/": reviewed("proposal"),
    "proposals/<int:pk>/reject/": reviewed("proposal"),
    "proposals/<int:pk>/restore/": reviewed("proposal"),
    "proposals/<int:pk>/merge/<int:other>/": reviewed("proposal"),
    "proposals/<int:pk>/split/": reviewed("proposal", offset=part("middle")),
    "proposals/<int:pk>/parties/": reviewed("proposal", name="市奇石办"),
    "parties/<int:pk>/match/": reviewed("party", unit=lambda world: world.cast.lead.pk),
    "parties/<int:pk>/spread/": reviewed("party", unit=lambda world: world.cast.lead.pk),
    "parties/<int:pk>/drop/": reviewed("party"),
    "documents/<int:pk>/others/": Row("document", get=OF_DOCUMENT),
    "documents/<int:pk>/ask/": reviewed("document"),
    "documents/learned/": Row(get=Rule(yes=frozenset({"supervisor", "auditor"}))),
    "documents/learned/cues/forget/": Row(post=Rule(yes=OFFICE, body={"cue": "要"})),
    "documents/learned/names/<int:pk>/forget/": Row(
        "heard", post=Rule(yes=OFFICE, hidden=EVERYONE - OFFICE - {"auditor"})
    ),
    "documents/<int:pk>/accept/": shown_and_reviewed("document"),
    "tasks/take-in/<int:pk>/": shown_and_reviewed("document"),
    "api/v1/tasks/take-in": Row(
        post=Rule(
            yes=frozenset(REVIEWERS),
            hidden=NO_DOCUMENT,
            body={"document_id": lambda world: world.thing("document")["pk"]},
        )
    ),
    "api/v1/documents": Row(get=ANY, post=Rule(yes=HAND_IN, body=PASTED)),
    # Its body is a form, not the text that this test sends.
    "api/v1/documents/file": Row(post=ANY),
    "api/v1/documents/<pk>": Row("document", get=OF_DOCUMENT),
    "api/v1/documents/<pk>/date": reviewed("document", day="2026-02-01"),
    "api/v1/documents/<pk>/drop": reviewed("document", **REASON),
    "api/v1/documents/<pk>/proposals": reviewed("document", **SPAN),
    "api/v1/documents/proposals/<pk>": put_anew("proposal", **WORDING),
    "api/v1/documents/proposals/<pk>/accept": reviewed("proposal"),
    "api/v1/documents/proposals/<pk>/reject": reviewed("proposal"),
    "api/v1/documents/proposals/<pk>/restore": reviewed("proposal"),
    "api/v1/documents/proposals/<pk>/merge": reviewed("proposal", other_id=part("other")),
    "api/v1/documents/proposals/<pk>/split": reviewed("proposal", offset=part("middle")),
    "api/v1/documents/parties/<pk>/match": reviewed("party", unit_id=lambda world: world.cast.lead.pk),
}
# Tables of tasks: read by those who see the city, changed by the office.
SEE_CITY = frozenset({"supervisor", "mayor", "auditor"})
NO_TABLE = EVERYONE - SEE_CITY
OF_TABLE = Rule(yes=SEE_CITY, hidden=NO_TABLE)


def by_office(thing: str, *, get: bool = False, **body: Any) -> Row:
    """A change of a table: only the office's, and hidden from those who do not see it."""
    rule = Rule(yes=frozenset(REVIEWERS), hidden=NO_TABLE, body=body)
    return Row(thing, get=Rule(yes=rule.yes, hidden=rule.hidden) if get else None, post=rule)


def put_by_office(thing: str, **body: Any) -> Row:
    return Row(thing, put=by_office(thing, **body).post)


OFFICE_ALONE = Rule(yes=frozenset(REVIEWERS))
PASTED_TABLE = {
    "source_type": "gov_report",
    "confirmed_unclassified": True,
    "text": "主要任务\t牵头单位\t时限\n建设步道\t市奇石办\t尽早",
}
TABLES = {
    "breakdowns/": Row(get=ANY),
    "breakdowns/new/": Row(get=OFFICE_ALONE, post=OFFICE_ALONE),
    "breakdowns/sample.xlsx": Row(get=ANY),
    "breakdowns/<int:pk>/": Row("breakdown", get=OF_TABLE),
    "breakdowns/<int:pk>/columns/": by_office("breakdown", get=True),
    "breakdowns/<int:pk>/names/": by_office("breakdown", written="市奇石办", is_none="1"),
    "breakdowns/<int:pk>/twins/": by_office("breakdown", same="yes"),
    "breakdowns/<int:pk>/confirm/": by_office("breakdown", get=True, then="dispatch"),
    "breakdowns/<int:pk>/undo/": by_office("breakdown", get=True),
    "breakdowns/<int:pk>/drop/": by_office("breakdown"),
    "breakdowns/<int:pk>/marked.xlsx": Row("breakdown", get=OF_TABLE),
    "breakdowns/<int:pk>/print/": by_office("breakdown"),
    "breakdowns/rows/<int:pk>/": by_office("breakdown row", get=True),
    "breakdowns/rows/<int:pk>/cell/": by_office("breakdown row", column="2", text="6月底"),
    "breakdowns/rows/<int:pk>/split/": by_office("breakdown row", tasks="一\n二"),
    "breakdowns/rows/<int:pk>/leave-out/": by_office("breakdown row"),
    "breakdowns/rows/<int:pk>/take-back/": by_office("breakdown row"),
    "breakdowns/rows/<int:pk>/twin/": by_office("breakdown row", same="yes"),
    "breakdowns/rows/<int:pk>/pick/": by_office("breakdown row", column="2", side="file"),
    "api/v1/breakdowns": Row(get=ANY, post=Rule(yes=frozenset(REVIEWERS), body=PASTED_TABLE)),
    # Its body is a form, not the text that this test sends.
    "api/v1/breakdowns/file": Row(post=ANY),
    "api/v1/breakdowns/<pk>": Row("breakdown", get=OF_TABLE),
    "api/v1/breakdowns/<pk>/rows": Row("breakdown", get=OF_TABLE),
    "api/v1/breakdowns/<pk>/columns": put_by_office("breakdown", columns=["task", "lead", "due"]),
    "api/v1/breakdowns/<pk>/names": by_office("breakdown", written="市奇石办", unit_ids=[]),
    "api/v1/breakdowns/<pk>/twins": by_office("breakdown", same=True),
    "api/v1/breakdowns/<pk>/confirm": by_office("breakdown"),
    "api/v1/breakdowns/<pk>/undo": by_office("breakdown"),
    "api/v1/breakdowns/<pk>/drop": by_office("breakdown"),
    "api/v1/breakdowns/<pk>/print": by_office("breakdown"),
    "api/v1/breakdowns/<pk>/marked.xlsx": Row("breakdown", get=OF_TABLE),
    "api/v1/breakdowns/rows/<pk>/cell": put_by_office("breakdown row", column=2, text="6月底"),
    "api/v1/breakdowns/rows/<pk>/split": by_office("breakdown row", tasks=["一", "二"]),
    "api/v1/breakdowns/rows/<pk>/leave-out": by_office("breakdown row"),
    "api/v1/breakdowns/rows/<pk>/take-back": by_office("breakdown row"),
    "api/v1/breakdowns/rows/<pk>/twin": by_office("breakdown row", same=True),
    "api/v1/breakdowns/rows/<pk>/pick": by_office("breakdown row", column=2, side="file"),
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
PEOPLE = {
    "units/": Row(get=ANY),
    "units/new/": Row(get=BY_SYSTEM, post=BY_SYSTEM),
    "units/<int:pk>/": Row("unit", get=ANY),
    "units/<int:pk>/change/": Row("unit", get=BY_SYSTEM, post=BY_SYSTEM),
    "units/<int:pk>/names/": Row("unit", post=Rule(yes=NAMERS, body={"name": "水利办"})),
    "unit-names/<int:pk>/remove/": Row("alias", post=Rule(yes=NAMERS)),
    "persons/": Row(get=ANY),
    "persons/new/": Row(get=BY_SYSTEM, post=BY_SYSTEM),
    "persons/<int:pk>/": Row("person", get=ANY),
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
    "me/tokens/": Row(get=ANY, post=ANY),
    "me/tokens/<int:pk>/revoke/": Row("token", post=Rule(yes=OFFICE, hidden=EVERYONE - OFFICE)),
    "calendar/": Row(get=ANY, post=Rule(yes=SYSTEM, body={"year": 2028})),
    "calendar/<int:year>/": Row("year", get=ANY),
    "calendar/<int:year>/notice/": Row("year", get=BY_SYSTEM, post=BY_SYSTEM),
    "journal/": Row(get=ANY),
    "journal/<int:pk>/": Row("event", get=Rule(yes=RECORD_READERS, hidden=EVERYONE - RECORD_READERS)),
    "journal/check/": Row(post=Rule(yes=frozenset({"auditor", "audit_admin"}))),
}
TABLE: dict[str, Row] = {**DOORS, **PAGES, **PEOPLE, **API, **DOCUMENTS, **TABLES}
