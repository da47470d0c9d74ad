"""Indicators for programs: the same steps as on the pages, by the same actions."""

from ninja import Router

from bihuan.indicators.api.indicators import router as indicators
from bihuan.indicators.api.paths import router as paths
from bihuan.indicators.api.publications import router as publications

router = Router()
for _part in (publications, paths, indicators):
    router.add_router("", _part)

__all__ = ["router"]
