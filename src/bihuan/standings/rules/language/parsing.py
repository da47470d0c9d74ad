"""Reads the tokens of a formula into its tree, by hand, within fixed depth."""

from collections.abc import Callable, Collection
from fractions import Fraction

from django.utils.translation import gettext

from bihuan.standings.rules.language.tokens import FormulaError, Kind, Token, take_apart
from bihuan.standings.rules.language.tree import (
    DEEPEST,
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

# The same functions as officials call them.
CHINESE = {
    Function.MIN: "取小",
    Function.MAX: "取大",
    Function.SUM: "合计",
    Function.ABS: "绝对值",
    Function.ROUND: "四舍五入",
    Function.FLOOR: "舍去",
    Function.CEIL: "进一",
    Function.IF: "如果",
}
FUNCTIONS = {str(function): function for function in Function} | {
    word: function for function, word in CHINESE.items()
}
# How many things each function is given, at least and at most.
_COUNTS = {
    Function.ABS: (1, 1),
    Function.FLOOR: (1, 1),
    Function.CEIL: (1, 1),
    Function.ROUND: (2, 2),
    Function.IF: (3, 3),
}
_MANY = (1, 50)
_JOINS = {"/", "·"}
_SUMS, _PRODUCTS = {"+", "-"}, {"*", "/"}


def parse(text: str, names: Collection[str], units: Collection[str] = ()) -> Node:
    """The tree of a formula over inputs of these names; a number may be followed by one of these unit words.

    Raises FormulaError, and nothing else, for any text that is no formula.
    """
    parser = _Parser(take_apart(text), names, units)
    tree = parser.sum()
    parser.end()
    return tree


class _Parser:
    def __init__(self, tokens: list[Token], names: Collection[str], units: Collection[str]) -> None:
        self.tokens, self.names, self.units = tokens, names, units
        self.next = self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def step(self) -> Token:
        token = self.token
        self.next += 1
        return token

    def sum(self) -> Node:
        """Things added and taken away."""
        return self.chain(_SUMS, self.product)

    def product(self) -> Node:
        """Things multiplied and divided."""
        return self.chain(_PRODUCTS, self.factor)

    def chain(self, signs: set[str], part: Callable[[], Node]) -> Node:
        at, first, rest = self.token.at, part(), []
        while self.token.kind == Kind.SIGN and self.token.text in signs:
            sign = Sign(self.step().text)
            rest.append((sign, part()))
        return Chain(first, tuple(rest), at) if rest else first

    def factor(self) -> Node:
        """One thing: a number, a name, a call, something in parentheses, or any of these with a minus."""
        self.depth += 1
        token = self.step()
        if self.depth > DEEPEST:
            said = gettext("Things stand in more than %(most)d parentheses here. Split the formula.")
            raise FormulaError(token.at, said % {"most": DEEPEST})
        found = self.begun(token)
        self.depth -= 1
        return found

    def begun(self, token: Token) -> Node:
        if token.kind == Kind.NUMBER:
            return Number(Fraction(token.text), self.unit(), token.at)
        if token.kind == Kind.NAME:
            return self.named(token)
        if token.text == "-":
            return Negative(self.factor(), token.at)
        if token.text == "(":
            inner = self.sum()
            self.close(token)
            return inner
        raise FormulaError(token.at, self.wanted(token))

    @staticmethod
    def wanted(token: Token) -> str:
        if token.kind == Kind.END:
            return gettext("The formula ends too early. Write a number or an input here.")
        said = gettext("“%(sign)s” stands where a number or an input is expected.")
        return said % {"sign": token.text}

    def unit(self) -> str:
        """The unit written behind a number: a unit word, and further ones behind strokes or points."""
        if not self.is_unit(self.token):
            return ""
        said = self.step().text
        while self.token.text in _JOINS and self.is_unit(self.tokens[self.next + 1]):
            said += self.step().text + self.step().text
        return said

    def is_unit(self, token: Token) -> bool:
        return token.text == "%" or (token.kind == Kind.NAME and token.text in self.units)

    def named(self, token: Token) -> Node:
        if token.text in self.names:
            return Name(token.text, token.at)
        if token.text in FUNCTIONS:
            return self.call(FUNCTIONS[token.text], token)
        said = gettext("There is no input “%(name)s”. The inputs of this part are: %(names)s.")
        raise FormulaError(token.at, said % {"name": token.text, "names": "、".join(self.names) or "–"})

    def call(self, function: Function, token: Token) -> Node:
        opened = self.step()
        if opened.text != "(":
            said = gettext("“%(name)s” is followed by parentheses, as in max(1, 2).") % {"name": token.text}
            raise FormulaError(opened.at, said)
        given = [self.comparison() if function == Function.IF else self.sum()]
        while self.token.text == ",":
            self.step()
            given.append(self.sum())
        self.close(opened)
        least, most = _COUNTS.get(function, _MANY)
        if not least <= len(given) <= most:
            said = gettext("“%(name)s” is given %(count)d things; it takes %(least)d to %(most)d.")
            count = {"name": token.text, "count": len(given), "least": least, "most": most}
            raise FormulaError(token.at, said % count)
        return self.checked(Call(function, tuple(given), token.at))

    @staticmethod
    def checked(call: Call) -> Call:
        if call.function == Function.ROUND:
            places = call.given[1]
            if not (isinstance(places, Number) and not places.unit and places.value in range(7)):
                said = gettext("round is given how many places to keep: a whole number from 0 to 6.")
                raise FormulaError(places.at, said)
        return call

    def comparison(self) -> Node:
        left, sign = self.sum(), self.step()
        if sign.text not in set(Compared):
            said = gettext("if begins with a comparison, as in if(x ≥ 60, 1, 0).")
            raise FormulaError(sign.at, said)
        return Comparison(left, Compared(sign.text), self.sum(), left.at)

    def close(self, opened: Token) -> None:
        token = self.step()
        if token.text != ")":
            self.next -= 1
            at = opened.at + 1
            said = gettext("The parenthesis opened at character %(at)d is not closed here.") % {"at": at}
            raise FormulaError(token.at, said)

    def end(self) -> None:
        token = self.token
        if token.kind == Kind.END:
            return
        if token.text in set(Compared):
            said = gettext("Comparisons stand only at the beginning of if(…).")
        else:
            said = gettext("A sign such as + or × is missing before “%(text)s”.") % {"text": token.text}
        raise FormulaError(token.at, said)
