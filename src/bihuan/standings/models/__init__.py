"""Schemes in versions, the tables made by them, what went in and came out, and what units say to it."""

from bihuan.standings.models.choices import Answer, Band, Lacking, Method, Origin, Status
from bihuan.standings.models.schemes import (
    Group,
    GroupMember,
    PartInput,
    Scheme,
    SchemePart,
    SchemeVersion,
)
from bihuan.standings.models.tables import (
    Entry,
    Line,
    LinePart,
    Table,
    its_units,
    reads_all,
    reads_some,
)
from bihuan.standings.models.words import Appeal, Pledge

__all__ = [
    "Answer",
    "Appeal",
    "Band",
    "Entry",
    "Group",
    "GroupMember",
    "Lacking",
    "Line",
    "LinePart",
    "Method",
    "Origin",
    "PartInput",
    "Pledge",
    "Scheme",
    "SchemePart",
    "SchemeVersion",
    "Status",
    "Table",
    "its_units",
    "reads_all",
    "reads_some",
]
