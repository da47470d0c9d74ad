"""Everything that is written here. All faces come through it."""

from collections.abc import Callable

from bihuan.conduct.actions.answering import LONGEST_STATEMENT, appeal, rule, state
from bihuan.conduct.actions.freezing import correct, freeze
from bihuan.conduct.actions.looking import look, notice
from bihuan.conduct.actions.rounds import drop, preview, publish, unready
from bihuan.conduct.models import Round

# The moves of a round by name that ask for nothing, or for a reason alone.
DO: dict[str, Callable[..., Round]] = {"preview": preview, "publish": publish, "drop": drop}

__all__ = [
    "DO",
    "LONGEST_STATEMENT",
    "appeal",
    "correct",
    "drop",
    "freeze",
    "look",
    "notice",
    "preview",
    "publish",
    "rule",
    "state",
    "unready",
]
