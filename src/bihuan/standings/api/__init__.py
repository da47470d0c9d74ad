"""League tables for programs: the same steps as on the pages, by the same actions."""

from ninja import Router

from bihuan.standings.api.schemes import router as schemes
from bihuan.standings.api.tables import router as tables

router = Router()
for _part in (schemes, tables):
    router.add_router("", _part)

__all__ = ["router"]
