"""Everything that changes the city's money by year, its promises, and its choices. All faces come here."""

from collections.abc import Callable

from bihuan.fiscal.actions.choosing import rate, select, tie, untie, withdraw
from bihuan.fiscal.actions.commitments import (
    Promise,
    Word,
    approve,
    assess,
    drop,
    end,
    opine,
    override,
    propose,
    respread,
    take_over,
)
from bihuan.fiscal.actions.money import set_limits, set_term, set_year
from bihuan.fiscal.models import Commitment

# The moves of a commitment by name, save the one that brings a document along.
DO: dict[str, Callable[..., Commitment]] = {
    "respread": respread,
    "approve": approve,
    "override": override,
    "drop": drop,
    "end": end,
}

__all__ = [
    "DO",
    "Promise",
    "Word",
    "approve",
    "assess",
    "drop",
    "end",
    "opine",
    "override",
    "propose",
    "rate",
    "respread",
    "select",
    "set_limits",
    "set_term",
    "set_year",
    "take_over",
    "tie",
    "untie",
    "withdraw",
]
