"""Which unit a formula gives, worked out before any number is known; what does not go together is refused."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from bihuan.standings.rules.language.tokens import FormulaError
from bihuan.standings.rules.language.tree import (
    Call,
    Chain,
    Function,
    Name,
    Node,
    Number,
    Sign,
    below,
)
from bihuan.standings.rules.language.units import PLAIN, Unit, unit_of

# A bare number has whatever unit its neighbour in a sum has.
Found = Unit | None


def measure(tree: Node, units: Mapping[str, Unit]) -> Unit:
    """The unit of what a formula gives. Raises FormulaError where two units are added or compared."""
    return _unit(tree, units) or PLAIN


def named(unit: Unit) -> str:
    return f"“{unit}”" if unit.powers else gettext("a plain number or points")


def _unit(node: Node, units: Mapping[str, Unit]) -> Found:
    match node:
        case Number():
            found = unit_of(node.unit) if node.unit else None
        case Name():
            found = units[node.name]
        case Chain() if not node.is_sum:
            found = _product(node, units)
        case Call(function=Function.ROUND):
            found = _unit(node.given[0], units)
        case Call(function=Function.IF):
            _unit(node.given[0], units)
            found = _alike(node.given[1:], units)
        case _:
            found = _alike(below(node), units)
    return found


def _product(chain: Chain, units: Mapping[str, Unit]) -> Found:
    found = [(Sign.TIMES, _unit(chain.first, units))]
    found += [(sign, _unit(each, units)) for sign, each in chain.rest]
    if all(unit is None for _, unit in found):
        return None
    whole = PLAIN
    for sign, unit in found:
        whole = whole * (unit or PLAIN) if sign == Sign.TIMES else whole / (unit or PLAIN)
    return whole


def _alike(nodes: Sequence[Node], units: Mapping[str, Unit]) -> Found:
    """The one unit of things that are added, compared or chosen among."""
    first: Found = None
    for node in nodes:
        unit = _unit(node, units)
        if first is not None and unit is not None and unit != first:
            said = gettext(
                "%(one)s and %(other)s cannot be added or compared. Say what one is worth, as in"
                " 0.5分/个 × x."
            )
            raise FormulaError(node.at, said % {"one": named(first), "other": named(unit)})
        first = first if unit is None else unit
    return first
