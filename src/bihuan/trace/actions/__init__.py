"""What may be written here: a unit's own words; a look at a unit is noted where conduct is."""

from bihuan.trace.actions.looking import follow
from bihuan.trace.actions.stating import state

__all__ = ["follow", "state"]
