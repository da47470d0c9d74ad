"""Everything that changes draws, checks and the pool of inspectors. All faces come here."""

from bihuan.spotcheck.actions.checking import Finding, Walk, find, leave, settle, walk
from bihuan.spotcheck.actions.drawing import close, enter, extend, postpone, void
from bihuan.spotcheck.actions.inspecting import declare, set_inspector
from bihuan.spotcheck.actions.inviting import end_volunteer, invite
from bihuan.spotcheck.actions.planning import Beacon, Guest, Plan, commit, plan

__all__ = [
    "Beacon",
    "Finding",
    "Guest",
    "Plan",
    "Walk",
    "close",
    "commit",
    "declare",
    "end_volunteer",
    "enter",
    "extend",
    "find",
    "invite",
    "leave",
    "plan",
    "postpone",
    "set_inspector",
    "settle",
    "void",
    "walk",
]
