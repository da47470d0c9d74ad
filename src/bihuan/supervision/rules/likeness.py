"""How alike a report is to an earlier one: the share of five-character grams that both have (Jaccard).

Width and case are folded; digits, dates and blanks are left out first, so that last month's words with this
month's numbers are last month's words. Source: P. Jaccard, Bulletin de la Société vaudoise des sciences
naturelles 37 (1901), 547-579.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.kernel import bigrams

GRAM = 5
WHOLE = 100
# Per cent from which the author is shown the earlier passage before he sends.
WORTH_A_LOOK = 70
# A date goes with its signs, before the digits alone.
_LEFT_OUT = re.compile(r"\d+年(\d+月)?(\d+[日号])?|\d+月(\d+[日号])?|\d+[日号]|\d+([.,:/-]\d+)*")


@dataclass(frozen=True)
class Like:
    """How many per cent alike a text is to an earlier one: its number and words."""

    percent: int
    number: int
    text: str


def likeness(one: str, other: str) -> int:
    """How alike two texts are, in whole per cent, rounded down. A text without words is like no other."""
    first, second = grams(one), grams(other)
    both = len(first | second)
    return WHOLE * len(first & second) // both if first and second else 0


def closest(text: str, earlier: Iterable[tuple[int, str]]) -> Like | None:
    """The earlier text, told with its number, that a text is most alike to, the later of two; if any."""
    found = [Like(likeness(text, words), number, words) for number, words in earlier]
    return max(found, key=lambda like: (like.percent, like.number), default=None)


def grams(text: str) -> frozenset[str]:
    """The five-character grams of a text's words; a shorter one is its own only gram."""
    kept = _LEFT_OUT.sub("", bigrams.normal(text))
    if len(kept) <= GRAM:
        return frozenset({kept} - {""})
    return frozenset(kept[at : at + GRAM] for at in range(len(kept) - GRAM + 1))
