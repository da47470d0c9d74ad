"""Reading who works here."""

from bihuan.people.queries.directory import UnitRow, accounts, directory, unit_row
from bihuan.people.queries.drafts import draft_of, restored
from bihuan.people.queries.names import (
    DemoAccount,
    KnownName,
    ancestors,
    demo_roles,
    open_invitation,
    register,
)

__all__ = [
    "DemoAccount",
    "KnownName",
    "UnitRow",
    "accounts",
    "ancestors",
    "demo_roles",
    "directory",
    "draft_of",
    "open_invitation",
    "register",
    "restored",
    "unit_row",
]
