"""The permission table, continued: figures opened, and the trace."""

from tests.permission_rules import ANY, Row

NAME = {"path": "trace/figures/supervision.open/"}
TRACE = {
    "trace/figures/": Row(get=ANY),
    "trace/figures/<str:name>/": Row(get=ANY, **NAME),
}
API_TRACE = {
    "api/v1/figures": Row(get=ANY),
    "api/v1/figures/<name>": Row(get=ANY, path="api/v1/figures/supervision.open"),
}
