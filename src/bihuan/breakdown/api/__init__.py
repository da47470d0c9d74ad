"""Tables of tasks, for programs: the same steps as on the pages, by the same actions."""

from bihuan.breakdown.api.rows import router as rows
from bihuan.breakdown.api.tables import router as tables

__all__ = ["rows", "tables"]
