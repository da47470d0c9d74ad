"""The small language on random trees and random text: it reads back what it writes, and computes exactly."""

import operator
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bihuan.standings.rules.language import LONGEST, FormulaError, Trouble, read
from bihuan.standings.rules.language.computing import LARGEST, compute, half_up
from bihuan.standings.rules.language.parsing import parse
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
from bihuan.standings.rules.language.writing import write

NAMES = ("完成", "目标", "x", "逾期2")
INPUTS = {"完成": "万元", "目标": "万元", "x": "", "增幅": "%"}
NUMBERS = some.builds(
    Number,
    some.integers(0, 10**9).map(lambda whole: Fraction(whole, 1000)),
    some.sampled_from(["", "", "分", "分/个", "%"]),
)
ATOMS = NUMBERS | some.builds(Name, some.sampled_from(NAMES))


def _larger(inner: some.SearchStrategy[Node]) -> some.SearchStrategy[Node]:
    def chain(*signs: Sign) -> some.SearchStrategy[Node]:
        step = some.tuples(some.sampled_from(signs), inner)
        return some.builds(Chain, inner, some.lists(step, min_size=1, max_size=3).map(tuple))

    several = some.lists(inner, min_size=1, max_size=3).map(tuple)
    comparison = some.builds(Comparison, inner, some.sampled_from(Compared), inner)
    places = some.integers(0, 6).map(lambda each: Number(Fraction(each)))
    return some.one_of(
        chain(Sign.PLUS, Sign.MINUS),
        chain(Sign.TIMES, Sign.OVER),
        some.builds(Negative, inner),
        some.builds(Call, some.sampled_from([Function.MIN, Function.MAX, Function.SUM]), several),
        some.builds(
            Call,
            some.sampled_from([Function.ABS, Function.FLOOR, Function.CEIL]),
            inner.map(lambda one: (one,)),
        ),
        some.builds(Call, some.just(Function.ROUND), some.tuples(inner, places)),
        some.builds(Call, some.just(Function.IF), some.tuples(comparison, inner, inner)),
    )


TREES = some.recursive(ATOMS, _larger, max_leaves=6)


@settings(max_examples=60)
@given(TREES, some.booleans())
def test_what_is_written_reads_back_as_the_same(tree: Node, in_chinese: bool) -> None:
    written = write(tree, in_chinese=in_chinese)
    if len(written) <= LONGEST:
        assert parse(written, NAMES, {"分", "个", "%"}) == tree


WORDS = [
    "完成",
    "x",
    "min",
    "if",
    "如果",
    "(",
    ")",
    "（",
    ",",
    "，",
    "+",
    "-",
    "×",
    "÷",
    ">",
    "≥",
    "1",
    "0.5",
    "分",
    "%",
    "/",
]


@settings(max_examples=60)
@given(some.text(max_size=60) | some.lists(some.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        formula = read(text, INPUTS)
    except FormulaError as error:
        refused = error.at
    else:
        refused = 1
        assert read(formula.said(), INPUTS) == formula
    assert 1 <= refused <= len(text) + 1


JOINED: dict[Any, Callable[[Any, Any], Any]] = {
    Sign.PLUS: operator.add,
    Sign.MINUS: operator.sub,
    Sign.TIMES: operator.mul,
    Sign.OVER: operator.truediv,
    Compared.LESS: operator.lt,
    Compared.MOST: operator.le,
    Compared.EQUAL: operator.eq,
    Compared.OTHER: operator.ne,
    Compared.LEAST: operator.ge,
    Compared.MORE: operator.gt,
}
CALLED: dict[Function, Callable[..., Any]] = {
    Function.MIN: lambda *values: min(values),
    Function.MAX: lambda *values: max(values),
    Function.SUM: lambda *values: sum(values),
    Function.ABS: abs,
    Function.FLOOR: floor,
    Function.CEIL: ceil,
    Function.ROUND: lambda value, places: half_up(value, int(places)),
}


def plainly(node: Node, given: dict[str, Fraction]) -> Any:  # noqa: C901
    """The value by Python's own operators, with no limits."""
    match node:
        case Number(value):
            found = value
        case Name(name):
            found = given[name]
        case Negative(inner):
            found = -plainly(inner, given)
        case Call(function, values) if function != Function.IF:
            found = CALLED[function](*(plainly(each, given) for each in values))
        case Chain(first, rest):
            found = plainly(first, given)
            for sign, each in rest:
                found = JOINED[sign](found, plainly(each, given))
        case Comparison(left, sign, right):
            found = JOINED[sign](plainly(left, given), plainly(right, given))
        case Call(_, (condition, then, other)):
            found = plainly(then if plainly(condition, given) else other, given)
    return found


@settings(max_examples=60)
@given(TREES, some.lists(some.fractions(-1000, 1000, max_denominator=100), min_size=4, max_size=4))
def test_it_computes_what_fractions_compute(tree: Node, values: list[Fraction]) -> None:
    numbers = dict(zip(NAMES, values, strict=True))
    answer = compute(tree, numbers)
    if answer.trouble == Trouble.DIVIDED_BY_NOUGHT:
        with pytest.raises(ZeroDivisionError):
            plainly(tree, numbers)
    elif answer.trouble is None:
        assert answer.value == plainly(tree, numbers)
        assert abs(answer.value) <= LARGEST
