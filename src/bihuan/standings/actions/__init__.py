"""Everything that changes schemes, groups and league tables. All faces come here."""

from collections.abc import Callable

from bihuan.standings.actions.answering import answer, appeal, pledge
from bihuan.standings.actions.freezing import freeze
from bihuan.standings.actions.schemes import retire_scheme, set_group, write_scheme
from bihuan.standings.actions.tables import correct, drop, enter, fill, open_table, publish, thaw, unready
from bihuan.standings.models import Table
from bihuan.standings.rules.moves import MOVES
from bihuan.standings.rules.orders import NewInput, NewPart, NewVersion, Typed

# The moves of a table by name that ask for nothing, or for a reason alone.
DO: dict[str, Callable[..., Table]] = {
    "fill": fill,
    "freeze": freeze,
    "thaw": thaw,
    "publish": publish,
    "drop": drop,
    "correct": correct,
}

__all__ = [
    "DO",
    "MOVES",
    "NewInput",
    "NewPart",
    "NewVersion",
    "Typed",
    "answer",
    "appeal",
    "correct",
    "drop",
    "enter",
    "fill",
    "freeze",
    "open_table",
    "pledge",
    "publish",
    "retire_scheme",
    "set_group",
    "thaw",
    "unready",
    "write_scheme",
]
