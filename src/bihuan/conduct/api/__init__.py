"""Conduct for programs: the same facts as on the pages, by the same actions."""

from ninja import Router

from bihuan.conduct.api.process import router as process
from bihuan.conduct.api.rounds import router as rounds

router = Router()
for _part in (process, rounds):
    router.add_router("", _part)

__all__ = ["router"]
