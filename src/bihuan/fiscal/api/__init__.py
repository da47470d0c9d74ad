"""Fiscal capacity for programs: the same steps as on the pages, by the same actions."""

from ninja import Router

from bihuan.fiscal.api.choosing import router as choosing
from bihuan.fiscal.api.commitments import router as commitments
from bihuan.fiscal.api.money import router as money

router = Router()
for _part in (money, commitments, choosing):
    router.add_router("", _part)

__all__ = ["router"]
