"""Spot checks for programs: the same steps as on the pages, by the same actions."""

from ninja import Router

from bihuan.spotcheck.api.checks import router as checks
from bihuan.spotcheck.api.draws import router as draws

router = Router()
for _part in (draws, checks):
    router.add_router("", _part)

__all__ = ["router"]
