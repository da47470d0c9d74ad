"""The permission table, continued: what is counted of units, their words, their appeals, who looked."""

from typing import Any

from tests.permission_rules import ADMINS, EVERYONE, Row, Rule

# Whoever has no role has no part in the city's work.
READERS = EVERYONE - ADMINS - {"nobody"}
OUT = ADMINS | {"nobody"}
OFFICE = frozenset({"supervisor"})
FIRST = OFFICE | {"auditor"}
JUDGES = OFFICE | {"mayor", "leader"}
OWN = frozenset({"head", "handler"})
# In preview: the units of which something was counted, and the leaders in charge of them.
UNITS = OWN | {"co_head", "other_head", "other_handler"}
CHARGE = frozenset({"mayor", "leader", "other_leader"})
SEE_ROUND = FIRST | UNITS | CHARGE
# The facts of the lead unit.
SEE_FACTS = FIRST | OWN | {"mayor", "leader"}
BLIND = EVERYONE - SEE_FACTS
BLIND_ROUND = EVERYONE - SEE_ROUND
READ = Rule(yes=READERS)
IN_PREVIEW = Rule(yes=SEE_ROUND, hidden=BLIND_ROUND)
FACTS = Rule(yes=SEE_FACTS, hidden=BLIND)
# How matters went: the city for the office, auditors and leaders, their own for units.
WALKERS = Rule(yes=SEE_ROUND)
OF_OFFICE = Rule(yes=OFFICE, hidden=BLIND_ROUND)
OF_UNIT = Rule(yes=OWN, hidden=BLIND)
RULING = Rule(yes=JUDGES, hidden=BLIND)
CONDUCT = {
    "conduct/": Row(get=READ),
    "conduct/new/": Row(get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "conduct/<int:pk>/": Row("facts in preview", get=IN_PREVIEW),
    "conduct/<int:pk>/round.xlsx": Row("facts published", get=Rule(yes=READERS, hidden=OUT)),
    "conduct/<int:pk>/do/<slug:name>/": Row("facts in preview", get=OF_OFFICE, post=OF_OFFICE),
    "conduct/<int:pk>/units/<int:unit>/": Row("facts in preview", get=FACTS),
    "conduct/process/": Row(get=WALKERS),
    "conduct/process/matters/": Row(get=WALKERS, path="conduct/process/matters/?view=all"),
    "conduct/process/export/<slug:form>/": Row(get=Rule(yes=FIRST), path="conduct/process/export/xes/"),
    "conduct/<int:pk>/units/<int:unit>/facts.<slug:form>": Row("facts paper", get=FACTS),
    "conduct/units/<int:pk>/": Row("unit", get=READ),
    "conduct/facts/<int:pk>/": Row("fact in preview", get=FACTS),
    "conduct/facts/<int:pk>/statement/": Row("fact in preview", get=OF_UNIT, post=OF_UNIT),
    "conduct/facts/<int:pk>/appeals/<int:event>/": Row("fact in preview", get=OF_UNIT, post=OF_UNIT),
    "conduct/appeals/<int:pk>/": Row("appeal against an event", get=RULING, post=RULING),
}
AT = "api/v1/conduct/"
REASON = {"reason": "口径有误。"}


def _move(thing: str, rule: Rule, **body: Any) -> Row:
    return Row(thing, post=Rule(yes=rule.yes, hidden=rule.hidden, body=body))


API_CONDUCT = {
    AT + "process": Row(get=WALKERS),
    AT + "process/matters": Row(get=WALKERS, path=AT + "process/matters?view=all"),
    AT + "rounds": Row(get=Rule(), post=Rule(yes=OFFICE, body={"last": "2026-01-31"})),
    AT + "rounds/<pk>": Row("facts in preview", get=IN_PREVIEW),
    AT + "rounds/<pk>/findings": Row("facts in preview", get=IN_PREVIEW),
    AT + "rounds/<pk>/units/<unit>": Row("facts in preview", get=FACTS),
    AT + "rounds/<pk>/preview": _move("facts frozen", Rule(yes=OFFICE, hidden=EVERYONE - FIRST)),
    AT + "rounds/<pk>/publish": _move("facts due", OF_OFFICE),
    AT + "rounds/<pk>/drop": _move("facts in preview", OF_OFFICE, **REASON),
    AT + "rounds/<pk>/correct": _move("facts published", Rule(yes=OFFICE, hidden=OUT), **REASON),
    AT + "findings/<pk>/events": Row("fact in preview", get=FACTS),
    AT + "findings/<pk>/statement": _move("fact in preview", OF_UNIT, text="三月系统迁移。"),
    AT + "findings/<pk>/appeals": _move(
        "fact in preview", OF_UNIT, event=lambda world: world.thing("fact in preview")["event"], text="停机。"
    ),
    AT + "appeals/<pk>/ruling": _move("appeal against an event", RULING, granted=False, text="不属实。"),
}
