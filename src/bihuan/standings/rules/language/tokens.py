"""A formula taken apart into its words and signs, full-width forms included."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

from bihuan.kernel.errors import Invalid

LONGEST = 500
MOST_DIGITS, MOST_PLACES = 15, 6

# What people type for the same sign, one character for one, so that positions stay true.
_SAME = str.maketrans(
    "＋－−–—×＊÷／（），、．＜＞＝≦≧　％０１２３４５６７８９", "+----**//(),,.<>=≤≥ %0123456789"
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[^\W\d]\w*)|(?P<sign><=|>=|==|!=|<>|[-+*/(),<>=≤≥≠%·])|(?P<end>$))"
)
_SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "<>": "≠"}


class FormulaError(Invalid):
    """What a formula has wrong, and at which character, counted from one."""

    def __init__(self, at: int, said: str) -> None:
        place = gettext("At character %(at)d of the formula: %(said)s") % {"at": at + 1, "said": said}
        super().__init__(place)
        self.at = at + 1


class Kind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Token:
    """A word or sign and where it stands."""

    kind: Kind
    text: str
    at: int


def take_apart(text: str) -> list[Token]:
    """The tokens of a formula, the last of which is its end."""
    if len(text) > LONGEST:
        said = gettext("A formula has at most %(most)d characters. Split it over several parts.")
        raise FormulaError(LONGEST, said % {"most": LONGEST})
    plain, at = text.translate(_SAME), 0
    found: list[Token] = []
    while not found or found[-1].kind != Kind.END:
        match = _TOKEN.match(plain, at)
        if match is None:
            at += len(plain[at:]) - len(plain[at:].lstrip())
            said = gettext("“%(sign)s” means nothing in a formula. Take it out.") % {"sign": text[at]}
            raise FormulaError(at, said)
        kind = Kind(match.lastgroup or Kind.END)
        said = match[kind]
        found.append(_checked(Token(kind, _SIGNS.get(said, said), match.start(kind))))
        at = match.end()
    return found


def _checked(token: Token) -> Token:
    if token.kind != Kind.NUMBER:
        return token
    whole, _, places = token.text.partition(".")
    if len(whole) > 1 and whole.startswith("0"):
        said = gettext("A number does not begin with nought. Write thousands without a comma, as 1000.")
        raise FormulaError(token.at, said)
    if len(whole) > MOST_DIGITS or len(places) > MOST_PLACES:
        said = gettext("A number has at most %(digits)d digits and %(places)d places. Use a larger unit.")
        raise FormulaError(token.at, said % {"digits": MOST_DIGITS, "places": MOST_PLACES})
    return token
