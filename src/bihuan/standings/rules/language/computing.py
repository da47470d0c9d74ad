"""Computes a formula exactly: fractions all the way, and a named trouble where there is no number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from bihuan.standings.rules.language.tree import (
    Call,
    Chain,
    Compared,
    Comparison,
    Function,
    Name,
    Negative,
    Node,
    Number,
    Sign,
)

LARGEST = 10**15


class Trouble(StrEnum):
    """Why a part has no points."""

    MISSING = "missing"
    FEW = "few"
    NO_TARGET = "target"
    DIVIDED_BY_NOUGHT = "nought"
    TOO_LARGE = "large"


@dataclass(frozen=True)
class Answer:
    """What a formula gives, or why it gives nothing."""

    value: Fraction | None
    trouble: Trouble | None = None


class _Stuck(ArithmeticError):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def compute(tree: Node, given: Mapping[str, Fraction]) -> Answer:
    """The value of a formula for these inputs. The branch of an if that is not taken is not computed."""
    try:
        return Answer(_value(tree, given))
    except _Stuck as stuck:
        return Answer(None, stuck.trouble)


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded to so many decimals, halves away from nought (四舍五入)."""
    scaled = floor(abs(value) * 10**places + Fraction(1, 2))
    return Fraction(scaled if value >= 0 else -scaled, 10**places)


def _value(node: Node, given: Mapping[str, Fraction]) -> Fraction:
    match node:
        case Number():
            found = node.value
        case Name():
            found = _known(given, node.name)
        case Negative():
            found = -_value(node.inner, given)
        case Chain():
            found = _chain(node, given)
        case Call():
            found = _call(node, given)
        case _:
            raise TypeError(node)
    if abs(found) > LARGEST:
        raise _Stuck(Trouble.TOO_LARGE)
    return found


def _known(given: Mapping[str, Fraction], name: str) -> Fraction:
    if name not in given:
        raise _Stuck(Trouble.MISSING)
    return given[name]


def _chain(node: Chain, given: Mapping[str, Fraction]) -> Fraction:
    found = _value(node.first, given)
    for sign, each in node.rest:
        value = _value(each, given)
        match sign:
            case Sign.PLUS:
                found += value
            case Sign.MINUS:
                found -= value
            case Sign.TIMES:
                found *= value
            case Sign.OVER if value == 0:
                raise _Stuck(Trouble.DIVIDED_BY_NOUGHT)
            case Sign.OVER:
                found /= value
    return found


def _call(node: Call, given: Mapping[str, Fraction]) -> Fraction:
    if node.function == Function.IF:
        condition, then, other = node.given
        assert isinstance(condition, Comparison)  # noqa: S101
        return _value(then if _holds(condition, given) else other, given)
    values = [_value(each, given) for each in node.given]
    if node.function == Function.ROUND:
        return half_up(values[0], int(values[1]))
    return _FUNCTIONS[node.function](values)


_FUNCTIONS: dict[Function, Callable[[Sequence[Fraction]], Fraction]] = {
    Function.MIN: min,
    Function.MAX: max,
    Function.SUM: lambda values: sum(values, Fraction()),
    Function.ABS: lambda values: abs(values[0]),
    Function.FLOOR: lambda values: Fraction(floor(values[0])),
    Function.CEIL: lambda values: Fraction(ceil(values[0])),
}


def _holds(node: Comparison, given: Mapping[str, Fraction]) -> bool:
    left, right = _value(node.left, given), _value(node.right, given)
    return {
        Compared.LESS: left < right,
        Compared.MOST: left <= right,
        Compared.EQUAL: left == right,
        Compared.OTHER: left != right,
        Compared.LEAST: left >= right,
        Compared.MORE: left > right,
    }[node.sign]
