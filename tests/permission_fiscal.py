"""The permission table, continued: fiscal capacity."""

from typing import Any

from tests.permission_rules import EVERYONE, Row, Rule

READERS = frozenset({"treasurer", "mayor", "leader", "other_leader", "auditor"})
LEADERS = frozenset({"mayor", "leader", "other_leader"})
TREASURER = frozenset({"treasurer"})
BLIND = EVERYONE - READERS
READ = Rule(yes=READERS)
SEE = Rule(yes=READERS, hidden=BLIND)
KEEP = Rule(yes=TREASURER)
KEEP_ROW = Rule(yes=TREASURER, hidden=BLIND)
# The other leader does not see the project.
ASSESS = Rule(yes=TREASURER | {"mayor", "leader"}, hidden=frozenset({"other_leader"}))
FORM = Row(get=KEEP, post=KEEP)
FISCAL = {
    "fiscal/": Row(get=READ),
    "fiscal/years/<int:year>/": Row("year", get=KEEP, post=KEEP),
    "fiscal/what-if/": Row(get=READ),
    "fiscal/projects/<int:pk>/assess/": Row("project", post=ASSESS),
    "fiscal/settings/": Row(get=READ, post=KEEP),
    "fiscal/terms/new/": FORM,
    "fiscal/terms/<int:pk>/": Row("term", get=KEEP_ROW, post=KEEP_ROW),
    "fiscal/commitments/": Row(get=READ),
    "fiscal/commitments/new/": FORM,
    "fiscal/commitments/<int:pk>/": Row("commitment", get=SEE),
    "fiscal/commitments/<int:pk>/do/<slug:name>/": Row("commitment", get=KEEP_ROW, post=KEEP_ROW),
    "fiscal/opinions/<int:pk>/file/": Row("opinion", get=SEE),
    "fiscal/choice/": Row(get=READ, post=Rule(yes=TREASURER | LEADERS)),
    "fiscal/choice/<int:pk>/": Row("selection", get=SEE),
    "fiscal/candidates/rate/": FORM,
    "fiscal/candidates/<int:pk>/withdraw/": Row("candidate", post=KEEP_ROW),
    "fiscal/ties/new/": FORM,
    "fiscal/ties/<int:pk>/undo/": Row("tie", post=KEEP_ROW),
}
AMOUNTS = [{"year": 2030, "amount": 5}]
TERM = {"name": "下届", "first_year": 2029, "last_year": 2033}
LINES = {"ppp_first": 5, "ppp_second": 10, "yellow": 120, "orange": 200, "red": 300}
PROMISE = {"kind": "contract", "name": "设备采购", "amounts": AMOUNTS}
OPINION = {"number": "财承〔2026〕3号", "dated": "2026-01-05", "stance": "agrees", "file_id": 1}
REASON = {"reason": "民生急需。"}


def _keep(**body: Any) -> Rule:
    return Rule(yes=TREASURER, body=body)


def _move(*, yes: frozenset[str] = TREASURER, **body: Any) -> Row:
    return Row("commitment", post=Rule(yes=yes, hidden=BLIND, body=body))


CANDIDATE = {"project_id": lambda world: world.thing("project")["pk"], "score": 5}
PAIR = {
    "first_id": lambda world: world.thing("tie")["first"],
    "second_id": lambda world: world.thing("tie")["second"],
    "kind": "needs",
}
AT = "api/v1/fiscal/"
API_FISCAL = {
    AT + "capacity": Row(get=READ),
    AT + "years/<year>": Row("year", put=_keep(budget=1)),
    AT + "what-if": Row(post=Rule(yes=READERS, body={"amounts": AMOUNTS})),
    AT + "projects/<pk>/assess": Row("project", post=ASSESS),
    AT + "terms": Row(get=READ, post=_keep(**TERM)),
    AT + "terms/<pk>": Row("term", put=Rule(yes=TREASURER, hidden=BLIND, body=TERM)),
    AT + "limits": Row(get=READ, post=_keep(**LINES)),
    AT + "commitments": Row(get=READ, post=_keep(**PROMISE)),
    AT + "commitments/take-over": Row(post=_keep(**PROMISE)),
    AT + "commitments/<pk>": Row("commitment", get=SEE),
    AT + "commitments/<pk>/amounts": Row(
        "commitment", put=Rule(yes=TREASURER, hidden=BLIND, body={"amounts": AMOUNTS})
    ),
    AT + "commitments/<pk>/opinion": _move(**OPINION),
    AT + "commitments/<pk>/approve": _move(),
    AT + "commitments/<pk>/override": _move(yes=LEADERS, **REASON),
    AT + "commitments/<pk>/drop": _move(**REASON),
    AT + "commitments/<pk>/end": _move(last_year=2026, **REASON),
    AT + "candidates": Row(
        get=READ, put=Rule(yes=TREASURER, hidden=frozenset({"other_leader"}), body=CANDIDATE)
    ),
    AT + "candidates/<pk>/withdraw": Row("candidate", post=KEEP_ROW),
    AT + "ties": Row(post=Rule(yes=TREASURER, hidden=BLIND, body=PAIR)),
    AT + "ties/<pk>/undo": Row("tie", post=KEEP_ROW),
    AT + "selections": Row(
        get=READ,
        post=Rule(yes=TREASURER | LEADERS, body={"first_year": 2026, "last_year": 2027}),
    ),
    AT + "selections/<pk>": Row("selection", get=SEE),
    AT + "selections/<pk>/why/<project_id>": Row("left out", get=SEE),
}
