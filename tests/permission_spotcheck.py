"""The permission table, continued: spot checks."""

from typing import Any

from tests.permission_rules import ADMINS, EVERYONE, Row, Rule

OFFICE = frozenset({"supervisor"})
SEE_CITY = frozenset({"supervisor", "mayor", "auditor"})
# Both are drawn to look at everything: there are no others.
PAIR = frozenset({"other_head", "other_handler"})
UNIT = frozenset({"head", "handler"})
READ = Rule(yes=EVERYONE - ADMINS)
SEE = Rule(yes=EVERYONE - ADMINS, hidden=ADMINS)
SEERS = SEE_CITY | PAIR | UNIT
BLIND = EVERYONE - SEERS
SEE_CHECK = Rule(yes=SEERS, hidden=BLIND)
DAYS = {"first_day": "2026-01-01", "last_day": "2026-03-31"}
PLAN = {"title": "抽查", "kind": "task", "base_n": 1, "risk_n": 0} | DAYS
WALK = {"way": "walk", "steps": 1, "papers": 1, "visits": 1, "minutes": 5, "story": "走过一遍。"}
FOUND = {"result": "c", "ground": "refused", "words": "拒绝检查。"}
ISSUES = {name: {"kind": "ssq", "issue": "2026024", "day": "2026-03-04"} for name in ("beacon", "fallback")}
CHANCE = {"dice": "1" * 20, "lottery": "1 2 3 4 5 6 7", "present": ["office"]}
INSPECTOR_SEERS = SEE_CITY | {"other_head"}
SPOTCHECK = {
    "spotcheck/": Row(get=READ),
    "spotcheck/new/": Row(get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "spotcheck/<int:pk>/": Row("draw", get=Rule(yes=EVERYONE - ADMINS)),
    "spotcheck/<int:pk>/units/": Row("draw", get=Rule(yes=EVERYONE - ADMINS)),
    "spotcheck/<int:pk>/print/": Row("draw", get=Rule(yes=EVERYONE - ADMINS)),
    "spotcheck/<int:pk>/package/": Row("drawn draw", get=Rule(yes=SEE_CITY, hidden=ADMINS)),
    "spotcheck/<int:pk>/do/<slug:name>/": Row("draw", get=Rule(yes=OFFICE), post=Rule(yes=OFFICE)),
    "spotcheck/inspectors/": Row(get=Rule(yes=SEE_CITY | PAIR), post=Rule(yes=OFFICE)),
    "spotcheck/inspectors/<int:pk>/declare/": Row(
        "inspector",
        get=Rule(yes=OFFICE | {"other_head"}, hidden=EVERYONE - INSPECTOR_SEERS),
        post=Rule(yes=OFFICE | {"other_head"}, hidden=EVERYONE - INSPECTOR_SEERS),
    ),
    "spotcheck/volunteers/": Row(get=Rule(yes=SEE_CITY), post=Rule(yes=OFFICE)),
    "spotcheck/volunteers/<int:pk>/end/": Row(
        "volunteer",
        get=Rule(yes=OFFICE, hidden=EVERYONE - SEE_CITY),
        post=Rule(yes=OFFICE, hidden=EVERYONE - SEE_CITY),
    ),
    "spotcheck/checks/<int:pk>/": Row("underway check", get=SEE_CHECK),
    "spotcheck/checks/<int:pk>/do/<slug:name>/": Row(
        "underway check",
        get=Rule(yes=frozenset({"head"}), hidden=BLIND),
        post=Rule(yes=frozenset({"head"}), hidden=BLIND, body=WALK),
    ),
    "spotcheck/checks/<int:pk>/files/<slug:name>/": Row("evidence", get=SEE_CHECK),
}
AT = "api/v1/spotcheck/"


def _office(thing: str = "draw", **body: Any) -> Row:
    return Row(thing, post=Rule(yes=OFFICE, hidden=ADMINS, body=body))


def _check(yes: frozenset[str], **body: Any) -> Row:
    return Row("underway check", post=Rule(yes=yes, hidden=BLIND, body=body))


API_SPOTCHECK = {
    AT + "sample-size": Row(get=Rule(), path=AT + "sample-size?whole=100&rate=50"),
    AT + "draws": Row(get=Rule(), post=Rule(yes=OFFICE, body=PLAN)),
    AT + "draws/<pk>": Row("draw", get=SEE),
    AT + "draws/<pk>/commit": _office(**ISSUES, guests=[]),
    AT + "draws/<pk>/enter": Row(
        "committed draw", post=Rule(yes=OFFICE | {"auditor"}, hidden=ADMINS, body=CHANCE)
    ),
    AT + "draws/<pk>/postpone": _office("committed draw", reason="推迟。"),
    AT + "draws/<pk>/void": _office(reason="作废。"),
    AT + "draws/<pk>/close": _office("drawn draw"),
    AT + "draws/<pk>/extend": _office("failed draw"),
    AT + "volunteers": Row(get=Rule(), post=Rule(yes=OFFICE, body={"name": "王女士", "kind": "resident"})),
    AT + "volunteers/<pk>/end": Row("volunteer", post=Rule(yes=OFFICE, hidden=EVERYONE - SEE_CITY)),
    AT + "checks": Row(get=Rule()),
    AT + "checks/<pk>": Row("underway check", get=SEE_CHECK),
    AT + "checks/<pk>/leave": _check(PAIR),
    AT + "checks/<pk>/walk": _check(frozenset({"head"}), **WALK),
    AT + "checks/<pk>/find": _check(PAIR, **FOUND),
    AT + "checks/<pk>/settle": _check(OFFICE),
    AT + "inspectors": Row(
        get=Rule(),
        post=Rule(yes=OFFICE, body={"person_id": lambda world: world.cast.mayor.pk}),
    ),
    AT + "inspectors/<pk>/interests": Row(
        "inspector",
        post=Rule(
            yes=OFFICE | {"other_head"},
            hidden=EVERYONE - INSPECTOR_SEERS,
            body={"unit_id": lambda world: world.cast.co.pk, "reason": "亲属任职"},
        ),
    ),
}
