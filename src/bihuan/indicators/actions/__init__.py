"""Everything that changes indicators, their targets and their readings. All faces come here."""

from bihuan.indicators.actions.bringing import bring, take_back
from bihuan.indicators.actions.carrying import NewGain, NewRule, drop_gain, set_gain, set_rule
from bihuan.indicators.actions.defining import alter, define, resume, retire, set_area
from bihuan.indicators.actions.firms import NewBook, NewFirmRule, bring_firms, set_firm_rule
from bihuan.indicators.actions.handing import hand_in, put_aside, take
from bihuan.indicators.actions.targets import drop_target, set_target

__all__ = [
    "NewBook",
    "NewFirmRule",
    "NewGain",
    "NewRule",
    "alter",
    "bring",
    "bring_firms",
    "define",
    "drop_gain",
    "drop_target",
    "hand_in",
    "put_aside",
    "resume",
    "retire",
    "set_area",
    "set_firm_rule",
    "set_gain",
    "set_rule",
    "set_target",
    "take",
    "take_back",
]
