"""Writes a tree back as a formula that people read and that reads back as the same tree."""

from fractions import Fraction

from bihuan.standings.rules.language.parsing import CHINESE
from bihuan.standings.rules.language.tree import (
    Call,
    Chain,
    Comparison,
    Name,
    Negative,
    Node,
    Number,
    Sign,
)

_SIGNS = {Sign.PLUS: " + ", Sign.MINUS: " − ", Sign.TIMES: " × ", Sign.OVER: " ÷ "}


def write(node: Node, *, in_chinese: bool = False) -> str:
    """The formula of a tree, with × ÷ − and, where asked, the functions by their Chinese names."""
    match node:
        case Number():
            said = f"{decimal(node.value)}{node.unit}"
        case Name():
            said = node.name
        case Negative():
            said = f"−{_inner(node.inner, in_chinese, is_tight=True)}"
        case Chain():
            is_tight = not node.is_sum
            said = _inner(node.first, in_chinese, is_tight)
            for sign, each in node.rest:
                said += _SIGNS[sign] + _inner(each, in_chinese, is_tight)
        case Comparison():
            left, right = (write(each, in_chinese=in_chinese) for each in (node.left, node.right))
            said = f"{left} {node.sign} {right}"
        case Call():
            said = _call(node, in_chinese)
    return said


def _inner(node: Node, in_chinese: bool, is_tight: bool) -> str:
    """A node within another, in parentheses where they keep it apart from what stands beside it."""
    said = write(node, in_chinese=in_chinese)
    return f"({said})" if isinstance(node, Chain) and (is_tight or node.is_sum) else said


def _call(node: Call, in_chinese: bool) -> str:
    given = [write(each, in_chinese=in_chinese) for each in node.given]
    if in_chinese:
        return f"{CHINESE[node.function]}（{'，'.join(given)}）"
    return f"{node.function}({', '.join(given)})"


def decimal(value: Fraction) -> str:
    """A number as a decimal of at most six places, without needless noughts."""
    text = f"{round(abs(value) * 10**6):07d}"
    return f"{'−' if value < 0 else ''}{text[:-6]}.{text[-6:]}".rstrip("0").rstrip(".")
