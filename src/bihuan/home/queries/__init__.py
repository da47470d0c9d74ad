"""What stands on each role's desk: numbers, findings and lists."""

from bihuan.home.queries.desk import (
    OWED_SHOWN,
    Duty,
    briefs,
    decisions,
    instructions,
    owed,
    recent,
    urged,
)
from bihuan.home.queries.findings import compared, course, late, latest, standings
from bihuan.home.queries.tiles import awaited, monthly, own_columns, share, standing, with_ways

__all__ = [
    "OWED_SHOWN",
    "Duty",
    "awaited",
    "briefs",
    "compared",
    "course",
    "decisions",
    "instructions",
    "late",
    "latest",
    "monthly",
    "owed",
    "own_columns",
    "recent",
    "share",
    "standing",
    "standings",
    "urged",
    "with_ways",
]
