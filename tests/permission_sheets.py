"""The permission table, continued: reports on a sheet."""

from tests.permission_rules import BLIND, Row, Rule

UNITS = frozenset({"head", "handler", "co_head", "other_head", "other_handler"})
OF_UNIT = Rule(yes=UNITS)
# The file is the head's; of units only he meets it.
OWN = Rule(yes=frozenset({"head"}), hidden=UNITS - {"head"})
OWN_BODY = {"file_id": lambda world: world.thing("sheet")["pk"]}
REPORTER = Rule(yes=frozenset({"head", "handler"}), hidden=BLIND)
SHEETS = {
    "tasks/answers/": Row(get=OF_UNIT, post=OF_UNIT),
    "tasks/answers/book/": Row(get=OF_UNIT),
    "tasks/answers/<int:pk>/": Row("sheet", get=OWN, post=OWN),
    "tasks/answers/<int:pk>/marked/": Row("sheet", post=OWN),
    "tasks/<int:pk>/form.docx": Row("working item", get=REPORTER),
}
API_SHEETS = {
    "api/v1/tasks/answers/book": Row(get=OF_UNIT),
    "api/v1/tasks/answers/check": Row(
        post=Rule(yes=frozenset({"head"}), hidden=UNITS - {"head"}, body=OWN_BODY)
    ),
    "api/v1/tasks/answers/report": Row(
        post=Rule(yes=frozenset({"head"}), hidden=UNITS - {"head"}, body=OWN_BODY)
    ),
    "api/v1/tasks/<pk>/form": Row("working item", get=REPORTER),
}
