"""The methods once more, for many draws at once: points as whole numbers of the last decimal that is kept.

Arrays are units × draws. Where a draw makes no sense (a target of nought, a division by nought), it is NaN.
"""

from collections.abc import Mapping
from functools import reduce, singledispatch

import numpy as np

from bihuan.standings.rules.drawing import Numbers
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
from bihuan.standings.rules.methods import (
    ByFormula,
    Completion,
    Efficacy,
    GrowthAndTotal,
    Method,
    Place,
    Tally,
    Way,
)

Drawn = Mapping[str, Numbers]


def rounded(values: Numbers) -> Numbers:
    """Whole numbers, halves up, in place; what float arithmetic loses below a millionth does not decide."""
    values += 0.5 + 1e-6
    return np.floor(values, out=values)


def shares(values: Numbers, *, is_inverse: bool = False) -> Numbers:
    """Where each value lies between the worst and the best of its draw; all at 1 where all are alike."""
    low, high = values.min(axis=0), values.max(axis=0)
    width = high - low
    found: Numbers = (high - values) if is_inverse else (values - low)
    with np.errstate(divide="ignore", invalid="ignore"):
        found /= width
    found[:, width == 0] = 1
    return found


def places(values: Numbers, *, is_inverse: bool = False) -> Numbers:
    """The place of each value within its draw, 1 for the best; equal values share the better place."""
    found = np.ones(values.shape, dtype=np.int16)
    for each in values:
        found += (each < values) if is_inverse else (each > values)
    return found.astype(float)


@singledispatch
def points(method: Method, weight: float, scale: int, drawn: Drawn) -> Numbers:
    """Points × scale for what was drawn."""
    raise TypeError(method)


@points.register
def _(method: Efficacy, weight: float, scale: int, drawn: Drawn) -> Numbers:
    found = shares(drawn["value"], is_inverse=method.is_inverse)
    if method.way == Way.HUNDRED:
        return rounded(rounded((60 + 40 * found) * scale) * (weight / 100))
    found *= 0.4 * weight * scale
    found += 0.6 * weight * scale
    return rounded(found)


@points.register
def _(method: Completion, weight: float, scale: int, drawn: Drawn) -> Numbers:
    actual, target = drawn["actual"], drawn["target"]
    with np.errstate(divide="ignore", invalid="ignore"):
        done = np.where(target > 0, actual / target, np.nan)
    return rounded(np.clip(done, 0, float(method.cap)) * (weight * scale))


@points.register
def _(method: Place, weight: float, scale: int, drawn: Drawn) -> Numbers:
    after = np.maximum(places(drawn["value"], is_inverse=method.is_inverse) - method.first, 0)
    least = min(float(method.least), weight)
    return rounded(np.maximum(weight - float(method.step) * after, least) * scale)


@points.register
def _(method: GrowthAndTotal, weight: float, scale: int, drawn: Drawn) -> Numbers:
    share = float(method.share)
    found = share * shares(drawn["growth"]) + (1 - share) * shares(drawn["total"])
    return rounded((0.6 + 0.4 * found) * (weight * scale))


@points.register
def _(method: Tally, weight: float, scale: int, drawn: Drawn) -> Numbers:
    times = drawn.get(method.doubles, np.ones((1, 1)))
    found = np.full((1, 1), float(method.base))
    for cause in method.causes:
        each, most = float(cause.points) * drawn[cause.code], float(cause.most or np.inf)
        found = found + (np.minimum(each, most) if cause.points > 0 else np.maximum(each, -most) * times)
    return rounded(np.clip(found, float(method.least), weight) * scale)


@points.register
def _(method: ByFormula, weight: float, scale: int, drawn: Drawn) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = _value(method.formula.tree, drawn)
    found = np.where(np.isfinite(found), found, np.nan)
    return rounded(np.clip(found, float(method.least), weight) * scale)


def _value(node: Node, drawn: Drawn) -> Numbers:
    match node:
        case Number():
            found = np.full((1, 1), float(node.value))
        case Name():
            found = drawn[node.name]
        case Negative():
            found = -_value(node.inner, drawn)
        case Chain():
            found = _value(node.first, drawn)
            for sign, each in node.rest:
                found = _JOINED[sign](found, _value(each, drawn))
        case Call():
            found = _call(node, drawn)
        case _:
            raise TypeError(node)
    return found


def _call(node: Call, drawn: Drawn) -> Numbers:
    condition = node.given[0]
    if isinstance(condition, Comparison):
        left, right = _value(condition.left, drawn), _value(condition.right, drawn)
        then, other = (_value(each, drawn) for each in node.given[1:])
        return np.where(_COMPARED[condition.sign](left, right), then, other)
    values = [_value(each, drawn) for each in node.given]
    if node.function == Function.ROUND:
        scale = 10 ** int(values[1].item())
        kept: Numbers = np.sign(values[0]) * rounded(np.abs(values[0]) * scale) / scale
        return kept
    return (
        reduce(_REDUCED[node.function], values)
        if node.function in _REDUCED
        else _ONE[node.function](values[0])
    )


_JOINED = {Sign.PLUS: np.add, Sign.MINUS: np.subtract, Sign.TIMES: np.multiply, Sign.OVER: np.divide}
_REDUCED = {Function.MIN: np.minimum, Function.MAX: np.maximum, Function.SUM: np.add}
_ONE = {Function.ABS: np.abs, Function.FLOOR: np.floor, Function.CEIL: np.ceil}
_COMPARED = {
    Compared.LESS: np.less,
    Compared.MOST: np.less_equal,
    Compared.EQUAL: np.equal,
    Compared.OTHER: np.not_equal,
    Compared.LEAST: np.greater_equal,
    Compared.MORE: np.greater,
}
