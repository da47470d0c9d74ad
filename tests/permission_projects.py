"""The permission table, continued: projects."""

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
READERS = Rule(yes=EVERYONE - ADMINS)


def of_project(thing: str, *, post: Rule | None = None) -> Row:
    return Row(thing, get=OF_PROJECT, post=post)


def works(thing: str) -> Row:
    return Row(thing, get=WORKS, post=WORKS)


PROJECTS = {
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
    "projects/new/": Row(get=ENTERS, post=ENTERS),
    "projects/<int:pk>/": of_project("project"),
    "projects/<int:pk>/do/<slug:name>/": works("project"),
    "projects/<int:pk>/one-pager.<slug:form>": of_project("project paper file"),
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
