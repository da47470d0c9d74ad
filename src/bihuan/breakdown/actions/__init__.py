"""Everything that changes a table of tasks. Pages, API and commands all come through here."""

from bihuan.breakdown.actions.confirming import Outcome, Undone, confirm, undo
from bihuan.breakdown.actions.mending import (
    choose_twin,
    choose_twins,
    leave_out,
    match_name,
    mend_cell,
    mend_row,
    pick,
    split_row,
    take_back,
)
from bihuan.breakdown.actions.printing import export
from bihuan.breakdown.actions.taking import drop, set_columns, take

__all__ = [
    "Outcome",
    "Undone",
    "choose_twin",
    "choose_twins",
    "confirm",
    "drop",
    "export",
    "leave_out",
    "match_name",
    "mend_cell",
    "mend_row",
    "pick",
    "set_columns",
    "split_row",
    "take",
    "take_back",
    "undo",
]
