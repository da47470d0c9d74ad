"""What may be written here: a unit's own words, and that somebody has looked."""

from bihuan.trace.actions.looking import look
from bihuan.trace.actions.stating import state

__all__ = ["look", "state"]
