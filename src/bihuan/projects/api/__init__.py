"""The project ledger for programs: the same acts as on the pages, by the same actions. Money in whole 分."""

from bihuan.projects.api.ledger import router as ledger
from bihuan.projects.api.parts import router as parts
from bihuan.projects.api.rounds import router as rounds

__all__ = ["ledger", "parts", "rounds"]
