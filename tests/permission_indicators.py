"""The permission table, continued: indicators, their targets, publications and readings."""

from typing import Any

from tests.permission_rules import ADMINS, EVERYONE, Row, Rule

KEEPER = frozenset({"statistician"})
# Who has a unit of his own, and may so keep figures of it.
WITH_UNIT = frozenset({"head", "handler", "co_head", "other_head", "other_handler"})
READERS = EVERYONE - ADMINS
SEE = Rule(yes=READERS, hidden=ADMINS)
KEEP = Rule(yes=KEEPER)
KEEP_ROW = Rule(yes=KEEPER, hidden=ADMINS)
CARRY = Rule(yes=KEEPER | {"planner"}, hidden=ADMINS)
# The project of the gain is seen by its units, their leader, its keepers and those who see the city.
GAIN_READERS = frozenset(
    {"head", "handler", "leader", "mayor", "planner", "treasurer", "supervisor", "auditor"}
)
DROP = Rule(yes=frozenset({"planner"}), hidden=EVERYONE - GAIN_READERS)
KEEP_ANY = Rule(yes=KEEPER | WITH_UNIT)
ANYBODY = Rule()
# A figure of the lead unit's own: its people, the bureau, and who sees the city or oversees the unit.
OWN_PEOPLE = frozenset({"head", "handler"})
OWN_READERS = OWN_PEOPLE | KEEPER | {"mayor", "leader", "supervisor", "auditor"}
OWN_SEE = Rule(yes=OWN_READERS, hidden=EVERYONE - OWN_READERS)
OWN_KEEP = Rule(yes=OWN_PEOPLE | KEEPER, hidden=EVERYONE - OWN_READERS)
FIRM_READERS = KEEPER | {"head"}
FIRM = Rule(yes=FIRM_READERS, hidden=EVERYONE - FIRM_READERS)
SHEET = Rule(yes=KEEPER, hidden=EVERYONE - KEEPER)


def _unit(world: Any) -> int:
    return int(world.cast.lead.pk)


def _area(world: Any) -> int:
    return int(world.thing("area")["pk"])


INDICATORS = {
    "indicators/": Row(get=ANYBODY),
    "indicators/<int:pk>/": Row("city indicator", get=SEE),
    "indicators/<int:pk>/table.xlsx": Row("indicator", get=SEE),
    "indicators/<int:pk>/carried/": Row("city indicator", get=SEE),
    "indicators/<int:pk>/carried/rules/": Row("indicator", get=SEE),
    "indicators/<int:pk>/carried/rules/new/": Row("indicator", get=CARRY, post=CARRY),
    "indicators/<int:pk>/carried/gains/new/": Row("indicator", get=CARRY, post=CARRY),
    "indicators/gains/<int:pk>/drop/": Row("gain", post=DROP),
    "indicators/publications/": Row(get=ANYBODY),
    "indicators/publications/new/": Row(get=KEEP_ANY, post=KEEP_ANY),
    "indicators/publications/check/<int:pk>/": Row("sheet of numbers", get=SHEET),
    "indicators/publications/check/<int:pk>/take/": Row("sheet of numbers", post=SHEET),
    "indicators/publications/check/<int:pk>/aside/": Row("sheet of numbers", post=SHEET),
    "indicators/publications/<int:pk>/": Row("own publication", get=OWN_SEE),
    "indicators/publications/<int:pk>/file/": Row("publication", get=SEE),
    "indicators/publications/<int:pk>/back/": Row("own publication", get=OWN_KEEP, post=OWN_KEEP),
    "indicators/firms/": Row(get=ANYBODY),
    "indicators/firms/table.xlsx": Row(get=ANYBODY),
    "indicators/firms/books/new/": Row(get=Rule(yes=KEEPER), post=Rule(yes=KEEPER)),
    "indicators/firms/rules/new/": Row(get=Rule(yes=KEEPER), post=Rule(yes=KEEPER)),
    # What a firm reports is read by the bureau and by the county or park that looks after it; not by leaders.
    "indicators/firms/<int:pk>/": Row("firm", get=FIRM),
    "indicators/settings/": Row(get=ANYBODY),
    "indicators/new/": Row(get=KEEP_ANY, post=KEEP_ANY),
    "indicators/<int:pk>/alter/": Row("own indicator", get=OWN_KEEP, post=OWN_KEEP),
    "indicators/<int:pk>/keep/": Row("indicator", post=KEEP_ROW),
    "indicators/<int:pk>/target/": Row("indicator", get=KEEP_ROW, post=KEEP_ROW),
    "indicators/targets/<int:pk>/drop/": Row("target", post=KEEP_ROW),
    "indicators/areas/new/": Row(get=KEEP, post=KEEP),
    "indicators/areas/<int:pk>/": Row("area", get=KEEP_ROW, post=KEEP_ROW),
}
FACTS: dict[str, Any] = {
    "code": "new",
    "name": "新指标",
    "origin": "official",
    "owner_id": _unit,
    "source": "月报",
    "publisher": "统计局",
}
TARGET = {"area_id": _area, "year": 2026, "said": "6.5%以上"}
FIRM_RULE: dict[str, Any] = {"line": 200, "near": 150, "owner_id": _unit, "source": "标准"}
FIRM_BOOK: dict[str, Any] = {
    "file_id": lambda world: world.thing("file of firms")["file"],
    "number": "云统名录〔2026〕1号",
    "published": "2026-01-05",
}
AT = "api/v1/indicators"
API_INDICATORS = {
    AT: Row(get=ANYBODY, post=Rule(yes=KEEPER, body=FACTS)),
    AT + "/areas": Row(get=ANYBODY),
    AT + "/standing": Row(get=ANYBODY),
    AT + "/readings": Row(get=ANYBODY),
    AT + "/readings.csv": Row(get=ANYBODY),
    AT + "/<pk>": Row("indicator", get=SEE, put=Rule(yes=KEEPER, hidden=ADMINS, body=FACTS)),
    AT + "/<pk>/path": Row("city indicator", get=SEE),
    AT + "/<pk>/carried": Row("city indicator", get=SEE),
    AT + "/<pk>/retire": Row("own indicator", post=OWN_KEEP),
    AT + "/<pk>/targets": Row("indicator", get=SEE, put=Rule(yes=KEEPER, hidden=ADMINS, body=TARGET)),
    AT + "/firms": Row(get=ANYBODY),
    AT + "/firms/counts": Row(get=ANYBODY),
    AT + "/firms/rules": Row(get=ANYBODY, post=Rule(yes=KEEPER, body=FIRM_RULE)),
    AT + "/firms/books": Row(
        "file of firms", post=Rule(yes=KEEPER, hidden=EVERYONE - KEEPER, body=FIRM_BOOK)
    ),
    AT + "/firms/<pk>": Row("firm", get=FIRM),
    AT + "/publications": Row(get=ANYBODY),
    AT + "/publications/<pk>": Row("own publication", get=OWN_SEE),
    AT + "/publications/<pk>/back": Row(
        "publication", post=Rule(yes=KEEPER, hidden=ADMINS, body={"reason": "报错"})
    ),
    # Of files only one's own are known.
    AT + "/sheets": Row(
        "sheet of numbers",
        post=Rule(
            yes=KEEPER,
            hidden=EVERYONE - KEEPER,
            body={
                "file_id": lambda world: world.thing("sheet of numbers")["file"],
                "publisher": "统计局",
                "published": "2026-01-05",
                "number": "云统〔2026〕1号",
            },
        ),
    ),
    AT + "/sheets/<pk>": Row("sheet of numbers", get=SHEET),
    AT + "/sheets/<pk>/take": Row("sheet of numbers", post=SHEET),
    AT + "/sheets/<pk>/aside": Row("sheet of numbers", post=SHEET),
}
