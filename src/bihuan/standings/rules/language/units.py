"""Units of measure as products of words with powers, so that sums can be refused and ratios cancel."""

from collections import Counter
from dataclasses import dataclass

# What the points of a score are counted in: a plain number.
POINTS = "分"


@dataclass(frozen=True)
class Unit:
    """A unit such as 万元/人: each word with its power, sorted; no words for a plain number."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: "Unit") -> "Unit":
        return _sorted(Counter(dict(self.powers)), other, 1)

    def __truediv__(self, other: "Unit") -> "Unit":
        return _sorted(Counter(dict(self.powers)), other, -1)

    def __str__(self) -> str:
        """As it is read: words above, then each word below after a stroke; “1” where none is above."""
        above = "·".join(word for word, power in self.powers for _ in range(power))
        below = "".join(f"/{word}" for word, power in self.powers for _ in range(-power))
        return (above or ("1" if below else "")) + below


PLAIN = Unit()


def unit_of(text: str) -> Unit:
    """The unit that is written as 万元, 元/人 or 人·天; nothing is a plain number."""
    first, *below = (part.strip() for part in text.replace("／", "/").split("/"))
    found = PLAIN
    for word in first.split("·"):
        found *= _word(word.strip())
    for word in below:
        found /= _word(word)
    return found


def _word(word: str) -> Unit:
    return PLAIN if word in {"", "1", POINTS} else Unit(((word, 1),))


def _sorted(powers: "Counter[str]", other: Unit, sign: int) -> Unit:
    for word, power in other.powers:
        powers[word] += sign * power
    return Unit(tuple(sorted((word, power) for word, power in powers.items() if power)))
