"""What a formula is once it has been read: a frozen tree. Where a node stood in the text does not count."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

DEEPEST = 20


class Sign(StrEnum):
    """What joins two things; the first of each pair also stands before the first thing of a chain."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"


class Compared(StrEnum):
    """How two things are compared."""

    LESS = "<"
    MOST = "≤"
    EQUAL = "="
    OTHER = "≠"
    LEAST = "≥"
    MORE = ">"


class Function(StrEnum):
    """What may be called."""

    MIN = "min"
    MAX = "max"
    SUM = "sum"
    ABS = "abs"
    ROUND = "round"
    FLOOR = "floor"
    CEIL = "ceil"
    IF = "if"


@dataclass(frozen=True)
class Number:
    """A decimal number, with its unit as written where it has one."""

    value: Fraction
    unit: str = ""
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Name:
    """An input of the part."""

    name: str
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Negative:
    """A thing with its sign turned."""

    inner: "Node"
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Chain:
    """Things added and taken away, or multiplied and divided, from left to right; at least two."""

    first: "Node"
    rest: tuple[tuple[Sign, "Node"], ...]
    at: int = field(default=0, compare=False, repr=False)

    @property
    def is_sum(self) -> bool:
        return self.rest[0][0] in {Sign.PLUS, Sign.MINUS}


@dataclass(frozen=True)
class Comparison:
    """The condition of an if."""

    left: "Node"
    sign: Compared
    right: "Node"
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Call:
    """A function and what it is given; an if is given a Comparison first."""

    function: Function
    given: tuple["Node", ...]
    at: int = field(default=0, compare=False, repr=False)


Node: TypeAlias = Number | Name | Negative | Chain | Comparison | Call


def below(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node."""
    match node:
        case Negative():
            return (node.inner,)
        case Chain():
            return (node.first, *(each for _, each in node.rest))
        case Comparison():
            return (node.left, node.right)
        case Call():
            return node.given
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for each in below(node):
        yield from walk(each)
