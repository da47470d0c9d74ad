"""Everything that changes the city's money by year, its promises, and its choices. All faces come here."""

from bihuan.fiscal.actions.choosing import rate, select, tie, untie, withdraw
from bihuan.fiscal.actions.commitments import (
    Promise,
    Word,
    approve,
    assess,
    drop,
    end,
    objection,
    opine,
    override,
    ppp_objection,
    propose,
    respread,
    take_over,
)
from bihuan.fiscal.actions.money import set_limits, set_term, set_year

__all__ = [
    "Promise",
    "Word",
    "approve",
    "assess",
    "drop",
    "end",
    "objection",
    "opine",
    "override",
    "ppp_objection",
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
