"""Numbers for programs: any figure opened, and a number followed down as on its page."""

from bihuan.trace.api.figures import router as figures
from bihuan.trace.api.path import router as path

__all__ = ["figures", "path"]
