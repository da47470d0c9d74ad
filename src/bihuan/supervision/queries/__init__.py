"""Reading matters: lists, one matter with its history, figures that open into their rows."""

from bihuan.supervision.queries.detail import Detail, detail, find, find_bare
from bihuan.supervision.queries.figures import COLUMNS, DESK, UnitLine, desk_figures, unit_report
from bihuan.supervision.queries.history import Entry, timeline
from bihuan.supervision.queries.lights import light_is, light_of
from bihuan.supervision.queries.lists import (
    GROUPS,
    PAGE,
    Filters,
    Page,
    Row,
    item_list,
    row,
    search,
    selected,
)

__all__ = [
    "COLUMNS",
    "DESK",
    "GROUPS",
    "PAGE",
    "Detail",
    "Entry",
    "Filters",
    "Page",
    "Row",
    "UnitLine",
    "desk_figures",
    "detail",
    "find",
    "find_bare",
    "item_list",
    "light_is",
    "light_of",
    "row",
    "search",
    "selected",
    "timeline",
    "unit_report",
]
