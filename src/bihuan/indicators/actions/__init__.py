"""Everything that changes indicators, their targets and their readings. All faces come here."""

from bihuan.indicators.actions.bringing import bring, take_back
from bihuan.indicators.actions.defining import alter, define, resume, retire, set_area
from bihuan.indicators.actions.targets import drop_target, set_target

__all__ = [
    "alter",
    "bring",
    "define",
    "drop_target",
    "resume",
    "retire",
    "set_area",
    "set_target",
    "take_back",
]
