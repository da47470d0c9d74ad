"""Everything that changes a bulletin. Pages, API and the demo city all come through here."""

from bihuan.reports.actions.bulletin import (
    draft_bulletin,
    drop_bulletin,
    edit_bulletin,
    issue_bulletin,
    recompute_bulletin,
    take_back_bulletin,
)

__all__ = [
    "draft_bulletin",
    "drop_bulletin",
    "edit_bulletin",
    "issue_bulletin",
    "recompute_bulletin",
    "take_back_bulletin",
]
