"""The loop for programs: the same moves as the pages, by the same actions, under the same rules."""

from bihuan.supervision.api.many import router as many
from bihuan.supervision.api.tasks import router as one

__all__ = ["many", "one"]
