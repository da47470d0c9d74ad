"""The permission table, continued: league tables, schemes, groups, objections, pledges."""

from typing import Any

from bihuan.standings.models import SchemeVersion
from tests.permission_rules import ADMINS, EVERYONE, Row, Rule

READERS = EVERYONE - ADMINS
OFFICE = frozenset({"supervisor"})
LEADERS = frozenset({"mayor", "leader", "other_leader"})
# Who reads everything before publication, and who sees the line of a unit in it.
FIRST = OFFICE | LEADERS | {"auditor"}
UNITS = frozenset({"head", "handler", "co_head"})
READ = Rule(yes=READERS)
SEE = Rule(yes=READERS, hidden=ADMINS)
KEEP = Rule(yes=OFFICE)
KEEP_SEEN = Rule(yes=OFFICE, hidden=ADMINS)
IN_PREVIEW = Rule(yes=FIRST | UNITS, hidden=EVERYONE - FIRST - UNITS)
# The line is that of the lead unit; the unit that helps sees its own.
OWN_LINE = Rule(yes=FIRST | {"head", "handler"}, hidden=EVERYONE - FIRST - {"head", "handler"})
KEEP_FROZEN = Rule(yes=OFFICE, hidden=EVERYONE - FIRST - UNITS)
ANSWER = Rule(yes=OFFICE, hidden=EVERYONE - FIRST - {"head", "handler"})
FORM = Row(get=KEEP, post=KEEP)
STANDINGS = {
    "standings/": Row(get=READ),
    "standings/new/": FORM,
    "standings/<int:pk>/": Row("league frozen", get=IN_PREVIEW),
    "standings/<int:pk>/units/<int:unit>/": Row("league line", get=OWN_LINE),
    "standings/<int:pk>/table.xlsx": Row("league published", get=SEE),
    "standings/<int:pk>/do/<slug:name>/": Row("league frozen", get=KEEP_FROZEN, post=KEEP_FROZEN),
    "standings/appeals/<int:pk>/": Row("appeal", get=ANSWER, post=ANSWER),
    "standings/pledges/": Row(get=READ),
    "standings/schemes/": Row(get=READ),
    "standings/schemes/new/": FORM,
    "standings/schemes/<int:pk>/": Row("scheme", get=SEE),
    "standings/schemes/<int:pk>/new/": Row("scheme", get=KEEP, post=KEEP),
    "standings/schemes/<int:pk>/retire/": Row("scheme", post=KEEP_SEEN),
    "standings/groups/new/": FORM,
    "standings/groups/<int:pk>/": Row("group", get=KEEP, post=KEEP),
}
PART: dict[str, Any] = {"code": "g", "name": "增速", "weight": 1_000_000, "inputs": [{"name": "value"}]}
SCHEME = {"parts": [PART]}


def _of(thing: str, name: str) -> Any:
    return lambda world: world.thing(thing)[name]


def _lead(world: Any) -> int:
    return int(world.cast.lead.pk)


def _units(world: Any) -> list[int]:
    return [world.cast.lead.pk, world.cast.co.pk]


def _version(world: Any) -> int:
    return SchemeVersion.objects.get(scheme=world.thing("scheme")["pk"]).pk


def keep(thing: str, rule: Rule, **body: Any) -> Row:
    """A move of a table over the API."""
    return Row(thing, post=Rule(yes=rule.yes, hidden=rule.hidden, body=body))


AT = "api/v1/standings/"
REASON = {"reason": "更正。"}
OPENLY = EVERYONE - FIRST
API_STANDINGS = {
    f"{AT}schemes": Row(get=Rule(), post=Rule(yes=OFFICE, body={"name": "新办法", **SCHEME})),
    f"{AT}schemes/<pk>": Row("scheme", get=SEE),
    f"{AT}schemes/<pk>/versions": keep("scheme", KEEP_SEEN, **SCHEME, **REASON),
    f"{AT}schemes/<pk>/retire": keep("scheme", KEEP_SEEN),
    f"{AT}groups": Row(get=Rule(), post=Rule(yes=OFFICE, body={"name": "新组", "unit_ids": _units})),
    f"{AT}groups/<pk>": Row(
        "group", put=Rule(yes=OFFICE, hidden=ADMINS, body={"name": "改组", "unit_ids": _units})
    ),
    f"{AT}tables": Row(
        get=Rule(),
        post=Rule(
            yes=OFFICE,
            body={"version_id": _version, "group_id": _of("group", "pk"), "month": "2026-01"},
        ),
    ),
    f"{AT}tables/<pk>": Row("league frozen", get=IN_PREVIEW),
    f"{AT}tables/<pk>/entries": Row(
        "league open",
        get=Rule(yes=FIRST, hidden=OPENLY),
        post=Rule(
            yes=OFFICE,
            hidden=OPENLY,
            body={
                "input_id": _of("league open", "input"),
                "unit_id": _lead,
                "number": 60_000,
                "source": "月报",
            },
        ),
    ),
    f"{AT}tables/<pk>/fill": keep("league open", Rule(yes=OFFICE, hidden=OPENLY)),
    f"{AT}tables/<pk>/freeze": keep("league open", Rule(yes=OFFICE, hidden=OPENLY)),
    f"{AT}tables/<pk>/publish": keep("league due", Rule(yes=LEADERS, hidden=OPENLY - UNITS)),
    f"{AT}tables/<pk>/thaw": keep("league frozen", Rule(yes=OFFICE, hidden=OPENLY - UNITS), **REASON),
    f"{AT}tables/<pk>/drop": keep("league frozen", Rule(yes=OFFICE, hidden=OPENLY - UNITS), **REASON),
    f"{AT}tables/<pk>/correct": keep("league published", KEEP_SEEN, **REASON),
    f"{AT}tables/<pk>/appeals": keep(
        "league line",
        Rule(yes=frozenset({"head", "handler"}), hidden=OPENLY - UNITS),
        unit_id=_lead,
        text="口径有误。",
    ),
    f"{AT}appeals/<pk>/answer": keep("appeal", ANSWER, accepted=False, text="一致。"),
    f"{AT}tables/<pk>/pledges": keep(
        "league published",
        Rule(yes=OFFICE | {"head", "handler"}, hidden=ADMINS),
        unit_id=_lead,
        text="加快进度。",
        due="2027-06-30",
    ),
    f"{AT}pledges": Row(get=Rule()),
}
