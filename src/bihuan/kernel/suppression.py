"""Small cells: which counts of a table are not printed, so that nobody learns of single ones from it.

A count below three tells of single persons or firms; and where the total is printed, a lone hidden cell is
what the others leave of it. Which further cells are hidden must not tell either: a choice by size would.
"""

from collections.abc import Iterator, Sequence

LEAST = 3
# Cells are hidden together with a neighbour.
TOGETHER = 2


def hidden(counts: Sequence[int], least: int = LEAST) -> frozenset[int]:
    """The places of the counts that are not printed beside their printed total.

    Nought is printed. All other cells are taken two by two in the order given, an odd last one with the two
    before it; where one of such a group is below `least`, the group is hidden. While the hidden cells could
    be told from the total, because each must be 1, the next group is hidden with them.
    """
    groups = list(_groups([place for place, count in enumerate(counts) if count]))
    found = {place for group in groups if any(counts[at] < least for at in group) for place in group}
    rest = [group for group in groups if not found.intersection(group)]
    while found and rest and not _is_open([counts[place] for place in found]):
        found.update(rest.pop(0))
    return frozenset(found)


def is_total_hidden(counts: Sequence[int], least: int = LEAST) -> bool:
    """Whether the total must not be printed: it is small itself, or what is hidden follows from it."""
    found = [counts[place] for place in hidden(counts, least)]
    return 0 < sum(counts) < least or (bool(found) and not _is_open(found))


def _groups(places: Sequence[int]) -> Iterator[Sequence[int]]:
    at = 0
    while at < len(places):
        end = at + TOGETHER if len(places) - at - TOGETHER != 1 else len(places)
        yield places[at:end]
        at = end


def _is_open(counts: Sequence[int]) -> bool:
    """Whether each of some counts above nought could be more than one thing when only their sum is known."""
    return len(counts) > 1 and sum(counts) > len(counts)
