"""Reading matters: lists, one matter with its history, figures that open into their rows."""

from bihuan.supervision.queries.detail import Detail, detail, find, find_bare
from bihuan.supervision.queries.figures import COLUMNS, DESK, UnitLine, unit_report
from bihuan.supervision.queries.filters import GROUPS, Filters, selected
from bihuan.supervision.queries.history import Entry, timeline
from bihuan.supervision.queries.lights import light_is, light_of, rules_on, shining, with_rules
from bihuan.supervision.queries.lists import PAGE, Page, Row, item_list, row
from bihuan.supervision.queries.months import Span, Year
from bihuan.supervision.queries.overview import Overview, overview
from bihuan.supervision.queries.standing import UnitStanding, unit_standings

__all__ = [
    "COLUMNS",
    "DESK",
    "GROUPS",
    "PAGE",
    "Detail",
    "Entry",
    "Filters",
    "Overview",
    "Page",
    "Row",
    "Span",
    "UnitLine",
    "UnitStanding",
    "Year",
    "detail",
    "find",
    "find_bare",
    "item_list",
    "light_is",
    "light_of",
    "overview",
    "row",
    "rules_on",
    "selected",
    "shining",
    "timeline",
    "unit_report",
    "unit_standings",
    "with_rules",
]
