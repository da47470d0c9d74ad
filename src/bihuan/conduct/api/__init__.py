"""Conduct for programs: the same facts as on the pages, by the same actions."""

from bihuan.conduct.api.rounds import router

__all__ = ["router"]
