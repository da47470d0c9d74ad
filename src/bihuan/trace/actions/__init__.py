"""What may be written here: a unit's own words, and that somebody has looked."""

from bihuan.trace.actions.looking import follow, look
from bihuan.trace.actions.stating import state

__all__ = ["follow", "look", "state"]
