"""The permission table, continued: figures opened, and a number followed down."""

from tests.permission_projects import BLIND, SEE
from tests.permission_rules import ADMINS, ANY, Row, Rule

# The unit of the world writes about a project that it sees.
SPEAKS = Rule(yes=frozenset({"head", "handler"}), hidden=BLIND)
# Published numbers, and the register of units, are seen by whoever is signed in and no mere administrator.
SAYS = Rule(yes=frozenset({"head", "handler"}))
SAYS_OF_MONTH = Rule(yes=frozenset({"head", "handler"}), hidden=ADMINS)
TRACE = {
    "trace/": Row(get=ANY),
    "trace/figures/": Row(get=ANY),
    "trace/figures/<str:name>/": Row(get=ANY, path="trace/figures/supervision.open/"),
    "trace/projects/<int:pk>/units/<int:unit_pk>/": Row("project of a unit", get=SPEAKS, post=SPEAKS),
    "trace/indicators/<int:pk>/<str:month>/units/<int:unit_pk>/": Row(
        "month of a unit", get=SAYS_OF_MONTH, post=SAYS_OF_MONTH
    ),
    "trace/figures/<str:name>/units/<int:unit_pk>/": Row("figure of a unit", get=SAYS, post=SAYS),
    "trace/statements/<int:pk>/file/": Row("statement", get=Rule(yes=SEE, hidden=BLIND)),
}
API_TRACE = {
    "api/v1/figures": Row(get=ANY),
    "api/v1/figures/<name>": Row(get=ANY, path="api/v1/figures/supervision.open"),
    "api/v1/trace": Row(get=ANY),
}
