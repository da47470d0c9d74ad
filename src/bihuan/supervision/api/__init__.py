"""The loop for programs: the same moves as the pages, by the same actions, under the same rules."""

from bihuan.supervision.api.checks import router as checks
from bihuan.supervision.api.clocks import router as clocks
from bihuan.supervision.api.extensions import router as extensions
from bihuan.supervision.api.lights import router as lights
from bihuan.supervision.api.many import router as many
from bihuan.supervision.api.precedents import router as precedents
from bihuan.supervision.api.saved_views import router as saved_views
from bihuan.supervision.api.sheets import router as sheets
from bihuan.supervision.api.tasks import router as one

__all__ = ["checks", "clocks", "extensions", "lights", "many", "one", "precedents", "saved_views", "sheets"]
