"""The permission table, continued: documents and what they propose, tables of tasks."""

from typing import Any

from tests.permission_rules import (
    ADMINS,
    ANY,
    EVERYONE,
    HIDDEN,
    KEEPERS,
    Row,
    Rule,
)

REVIEWERS = ("supervisor",)
REASON = {"reason": "情况已经核实。"}
OFFICE = frozenset({"supervisor"})
# The document of the world was handed in by the handler; city leaders and auditors read every document.
SEE_DOCUMENT = frozenset({"supervisor", "mayor", "leader", "other_leader", "auditor", "handler"})
NO_DOCUMENT = EVERYONE - SEE_DOCUMENT
OF_DOCUMENT = Rule(yes=SEE_DOCUMENT, hidden=NO_DOCUMENT)
HAND_IN = EVERYONE - ADMINS - KEEPERS - {"nobody", "auditor"}
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


DOCUMENTS = {
    "documents/": Row(get=ANY),
    "documents/new/": Row(get=Rule(yes=HAND_IN), post=Rule(yes=HAND_IN)),
    "documents/<int:pk>/": Row("document", get=OF_DOCUMENT),
    # It was pasted, so there is no file.
    "documents/<int:pk>/file/": Row("document", get=HIDDEN),
    "documents/<int:pk>/review/": Row("document", get=OF_DOCUMENT),
    "documents/<int:pk>/kind/": reviewed("document", source_type="notice"),
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
    "api/v1/documents/<pk>/kind": reviewed("document", source_type="notice"),
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

NO_DRAFT = EVERYONE - SEE_CITY
MONTHS = {"first": "2026-01", "last": "2026-01"}
WORDED = {"title": "关于一月督查事项的通报", "text": "一、总体情况\n共交办{received}件。"}


def on_draft(yes: frozenset[str], **body: Any) -> Rule:
    """What is done to a draft, which only those see who see the city."""
    return Rule(yes=yes, hidden=NO_DRAFT, body=body)


# It was drawn up by the office's person, who therefore does not issue it.
ISSUERS = frozenset({"mayor"})
BULLETINS = {
    "bulletins/": Row(get=ANY),
    "bulletins/new/": Row(get=Rule(yes=OFFICE), post=Rule(yes=OFFICE, body=MONTHS)),
    "bulletins/<int:pk>/": Row("bulletin", get=on_draft(SEE_CITY)),
    "bulletins/<int:pk>/edit/": Row("bulletin", post=on_draft(OFFICE, **WORDED)),
    "bulletins/<int:pk>/file/<slug:form>/": Row("bulletin file", get=on_draft(SEE_CITY)),
    "bulletins/<int:pk>/<slug:name>/": Row("bulletin move", post=on_draft(OFFICE)),
}
API_BULLETINS = {
    "api/v1/bulletins": Row(get=ANY, post=Rule(yes=OFFICE, body=MONTHS)),
    "api/v1/bulletins/<pk>": Row("bulletin", get=on_draft(SEE_CITY), put=on_draft(OFFICE, **WORDED)),
    "api/v1/bulletins/<pk>/file/<form>": Row("bulletin file", get=on_draft(SEE_CITY)),
    "api/v1/bulletins/<pk>/recompute": Row("bulletin", post=on_draft(OFFICE)),
    "api/v1/bulletins/<pk>/issue": Row("bulletin", post=on_draft(ISSUERS)),
    "api/v1/bulletins/<pk>/take_back": Row("bulletin", post=on_draft(SEE_CITY)),
    "api/v1/bulletins/<pk>/drop": Row("bulletin", post=on_draft(OFFICE)),
}
