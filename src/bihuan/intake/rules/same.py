"""Which texts say nearly the same, by their pairs of characters; quick for a document's hundreds of tasks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil

from bihuan.kernel.bigrams import grams

# Share of common pairs from which two orders may be one.
ALIKE = 0.6


def likeness(one: set[int], other: set[int]) -> float:
    """The share of pairs that two texts have in common, 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def twins(texts: Sequence[str], least: float = ALIKE) -> dict[int, int]:
    """For each text that nearly repeats an earlier one: its place and that of the earliest.

    Two sets that share `least` of their pairs share one of their rarest ones; only these are looked up.
    """
    sets = [grams(text) for text in texts]
    counts = Counter(gram for each in sets for gram in each)
    seen: dict[int, list[int]] = defaultdict(list)
    found: dict[int, int] = {}
    for place, each in enumerate(sets):
        rare = sorted(each, key=lambda gram: (counts[gram], gram))
        rare = rare[: len(rare) - ceil(least * len(rare)) + 1]
        near = sorted({earlier for gram in rare for earlier in seen[gram]})
        first = next((earlier for earlier in near if likeness(each, sets[earlier]) >= least), None)
        if first is not None:
            found[place] = first
        for gram in rare:
            seen[gram].append(place)
    return found
