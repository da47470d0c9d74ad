"""Two-character grams: the portable index for Chinese search, the same on every database."""

import unicodedata
from itertools import pairwise

# A gram is one number: two UTF-32 code points side by side, so that the index stays narrow.
SHIFT = 21
SHORTEST_PHRASE = 2


def normal(text: str) -> str:
    """Fold width and case and drop white space, so that 督 查, ＤＣ and dc are found alike."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(text: str) -> set[int]:
    """Return the numbers of all two-character grams of a text."""
    folded = normal(text)
    return {(ord(a) << SHIFT) | ord(b) for a, b in pairwise(folded)}
