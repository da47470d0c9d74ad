"""Spot checks for programs: the same steps as on the pages, by the same actions."""

from ninja import Router

from bihuan.spotcheck.api.checks import router as checks
from bihuan.spotcheck.api.draws import router as draws
from bihuan.spotcheck.api.guests import router as guests

router = Router()
for _part in (draws, checks, guests):
    router.add_router("", _part)

__all__ = ["router"]
