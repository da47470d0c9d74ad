"""The permission table, continued: projects."""

from dataclasses import replace
from typing import Any

from tests.permission_rules import ADMINS, ANY, EVERYONE, OPEN, Row, Rule

KEEPERS = frozenset({"planner", "treasurer"})
UNITS = frozenset({"head", "handler", "co_head", "other_head", "other_handler"})
# Those who see the project of the lead unit.
SEE = frozenset({"supervisor", "mayor", "auditor", "leader", "head", "handler"}) | KEEPERS
BLIND = EVERYONE - SEE
OF_PROJECT = Rule(yes=SEE, hidden=BLIND)
WORKS = Rule(yes=frozenset({"planner", "head", "handler"}), hidden=BLIND)
# The unit of a grant watches over the money, but sees the project only when it is named for it.
KEEPER = Rule(yes=frozenset({"planner"}), hidden=BLIND)
ONLY_KEEPER = Rule(yes=frozenset({"planner"}))
PUBLISHES = Rule(yes=KEEPERS | {"supervisor", "mayor", "auditor"})
ENTERS = Rule(yes=UNITS | {"planner"})
FILER = Rule(yes=frozenset({"planner", "head"}), hidden=BLIND)
ENTERS_LEAD = Rule(yes=frozenset({"planner", "head", "handler"}))
READERS = Rule(yes=EVERYONE - ADMINS)
# Whoever reads projects knows the rounds; units and the keeper fill them in.
ROUND = Rule(yes=EVERYONE - ADMINS, hidden=ADMINS)
FILLS = Rule(yes=UNITS | {"planner"}, hidden=ADMINS)
OPENS = Rule(yes=frozenset({"planner"}))
FREEZES = Rule(yes=frozenset({"planner"}), hidden=ADMINS)
# The file is the head's; the keeper, who has handed in none, and units do not meet it.
HANDED = Rule(yes=frozenset({"head"}), hidden=ADMINS | UNITS - {"head"} | {"planner"})


def of_project(thing: str, *, post: Rule | None = None) -> Row:
    return Row(thing, get=OF_PROJECT, post=post)


def works(thing: str) -> Row:
    return Row(thing, get=WORKS, post=WORKS)


IDEA = {
    "name": "江滩步道",
    "approval": "approve",
    "nature": "government",
    "lead_id": lambda world: world.cast.lead.pk,
}
ISSUED = {"number": "投资〔2026〕1号", "issued_date": "2026-01-05"}
STUCK = {
    "kind": "pipes",
    "level": "city",
    "text": "高压线未迁改。",
    "unit_id": lambda world: world.cast.lead.pk,
    "due": "2099-01-01",
}
GRANT = {
    "source": "central",
    "programme": "污染治理",
    "number": "发改〔2026〕1号",
    "issued_date": "2026-01-05",
    "amount": 100,
    "start_due": "2026-06-30",
    "pay_due": "2026-12-31",
    "unit_id": lambda world: world.cast.lead.pk,
    "watcher": "李科长",
}
FILED = {"kind": "other", "dated": "2026-01-05", "file_id": 1}
LEAD = {"lead_id": lambda world: world.cast.lead.pk}
# What is done over the API: to which thing, by whom, with which body.
API_ACTS = {
    "edit": (WORKS, {"site": "城东"}),
    "place": (WORKS, {"lon": 117.1, "lat": 29.2, "datum": "cgcs2000"}),
    "assign": (KEEPER, LEAD),
    "sponsor": (KEEPER, {}),
    "papers": (WORKS, FILED),
    "plan": (KEEPER, {"year": 2026, "amounts": {"city": 100}}),
    "issue": (KEEPER, ISSUED),
    "changes": (WORKS, {"reason": "地质变化", "total": 100}),
    "problems": (WORKS, STUCK),
    "grants": (KEEPER, GRANT),
    **dict.fromkeys(("drop", "step_back"), (KEEPER, {"reason": "不再建设"})),
    **dict.fromkeys(("pause", "resume"), (WORKS, {"reason": "资金未到"})),
    **{
        name: (WORKS, {})
        for name in (
            [
                "enter_reserve",
                "begin_prelim",
                "make_ready",
                "start",
                "build",
                "complete",
                "produce",
                "reach_full",
            ]
        )
    },
}


def act(thing: str, rule: Rule, **body: Any) -> Row:
    return Row(thing, post=replace(rule, body=body))


PROJECTS_API = {
    "api/v1/projects": Row(get=ANY, post=replace(ENTERS_LEAD, body=IDEA)),
    "api/v1/projects/<pk>": of_project("project"),
    **{
        f"api/v1/projects/<pk>/{name}": act("project", rule, **said)
        for name, (rule, said) in API_ACTS.items()
    },
    "api/v1/projects/rounds": Row(
        get=ANY, post=replace(OPENS, body={"month": "2025-01-01", "due": "2025-02-05"})
    ),
    "api/v1/projects/rounds/<pk>/rows": Row("project round", get=ROUND),
    "api/v1/projects/rounds/<pk>/fill": Row("project round", post=replace(FILLS, body={"entries": []})),
    "api/v1/projects/rounds/<pk>/freeze": Row("project round", post=FREEZES),
    "api/v1/projects/nodes/<pk>/set": act("project node", WORKS, number="1"),
    "api/v1/projects/papers/<pk>/withdraw": act("project paper", FILER, reason="重复"),
    "api/v1/projects/changes/<pk>/decide": act("project change", KEEPER, is_granted=False, ground="依据不足"),
    "api/v1/projects/problems/<pk>/solve": act("project problem", WORKS, measure="已迁改。"),
    "api/v1/projects/grants/<pk>/flow": act(
        "project grant", WORKS, kind="arrived", day="2026-02-01", amount=1
    ),
    "api/v1/projects/grants/<pk>/visit": act(
        "project grant", WORKS, kind="start", day="2026-02-01", file_id=1
    ),
}

# Workbooks of projects: the keeper's alone, for everybody else they do not exist.
BRINGS = Rule(yes=frozenset({"planner"}))
BROUGHT = Rule(yes=frozenset({"planner"}), hidden=EVERYONE - {"planner"})
IMPORTS = {
    "projects/imports/": Row(get=BRINGS),
    "projects/imports/new/": Row(get=BRINGS, post=BRINGS),
    "projects/imports/<int:pk>/": Row("project import", get=BROUGHT),
    "projects/imports/<int:pk>/marked.xlsx": Row("project import", get=BROUGHT),
    **{
        f"projects/imports/<int:pk>/{name}/": Row("project import", get=BROUGHT, post=BROUGHT)
        for name in ("columns", "confirm", "undo")
    },
    **{
        f"projects/imports/<int:pk>/{name}/": Row("project import", post=BROUGHT)
        for name in ("names", "alike", "mend", "aside")
    },
}
PROJECTS = {
    **IMPORTS,
    **PROJECTS_API,
    "projects/": Row(get=ANY),
    "projects/timeline/": Row(get=ANY),
    "projects/map/": Row(get=ANY),
    "projects/map/borders/": Row(get=ONLY_KEEPER, post=ONLY_KEEPER),
    "projects/export.geojson": Row(get=ANY),
    "projects/settings/": Row(get=ONLY_KEEPER),
    "projects/settings/lights/": Row(get=ONLY_KEEPER, post=ONLY_KEEPER),
    "projects/settings/nodes/": Row(get=ONLY_KEEPER, post=ONLY_KEEPER),
    "projects/settings/codes/<slug:table>/": Row("code table", get=ONLY_KEEPER, post=ONLY_KEEPER),
    "projects/oc4ids.json": Row(get=PUBLISHES),
    "projects/readiness/": Row(get=ANY),
    "projects/grants/": Row(get=ANY),
    "projects/grants/sheet.xlsx": Row(get=ANY),
    "projects/problems/": Row(get=ANY),
    "projects/export.xlsx": Row(get=ANY),
    "projects/months/": Row(get=ANY),
    "projects/months.xlsx": Row(get=ANY),
    "projects/rounds/": Row(get=ANY),
    "projects/rounds/open/": Row(get=OPENS, post=OPENS),
    "projects/rounds/<int:pk>/": Row("project round", get=ROUND, post=FILLS),
    "projects/rounds/<int:pk>/freeze/": Row("project round", get=FREEZES, post=FREEZES),
    "projects/rounds/<int:pk>/owed/": Row("project round", get=ROUND),
    "projects/rounds/<int:pk>/sheet.xlsx": Row("project round", get=FILLS),
    "projects/rounds/<int:pk>/hand-in/": Row("project round", get=FILLS, post=FILLS),
    "projects/rounds/<int:pk>/check/<int:file>/": Row("project sheet", get=HANDED, post=HANDED),
    "projects/rounds/<int:pk>/check/<int:file>/marked/": Row("project sheet", post=HANDED),
    "projects/new/": Row(get=ENTERS, post=ENTERS),
    "projects/<int:pk>/": of_project("project"),
    "projects/<int:pk>/statistics/": of_project("project", post=WORKS),
    "projects/<int:pk>/do/<slug:name>/": works("project"),
    "projects/<int:pk>/one-pager.<slug:form>": of_project("project paper file"),
    "projects/sponsors/": Row(get=ONLY_KEEPER, post=ONLY_KEEPER),
    "projects/nodes/<int:pk>/": works("project node"),
    "projects/nodes/<int:pk>/file/": of_project("project node"),
    "projects/papers/<int:pk>/file/": of_project("project paper"),
    "projects/changes/<int:pk>/": Row("project change", get=KEEPER, post=KEEPER),
    "projects/problems/<int:pk>/": of_project("project problem"),
    "projects/problems/<int:pk>/solve/": works("project problem"),
    "projects/problems/<int:pk>/link/": Row("project problem", post=WORKS),
    "projects/answer/<str:secret>/": Row("project answer", get=OPEN, post=OPEN),
    "projects/grants/<int:pk>/do/<slug:name>/": works("project grant"),
    "projects/visits/<int:pk>/file/": of_project("project visit"),
}
