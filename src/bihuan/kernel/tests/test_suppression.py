from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.kernel.suppression import hidden, is_total_hidden

counts = st.lists(st.integers(0, 9), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("cells", "not_printed"),
    [
        ([5, 8, 3], set()),
        ([0, 8, 0], set()),
        # A lone small cell would be what the others leave of the total.
        ([5, 1, 9, 9], {0, 1}),
        ([9, 9, 0, 5, 2], {3, 4}),
        ([9, 9, 1], {0, 1, 2}),
        # Two that can only be 1 and 1.
        ([1, 1, 7, 7], {0, 1, 2, 3}),
        ([2, 2, 7, 7], {0, 1}),
        ([0, 1, 0], {1}),
    ],
)
def test_small_cells_are_hidden_and_what_would_give_them_away(
    cells: list[int], not_printed: set[int]
) -> None:
    assert hidden(cells) == not_printed


@pytest.mark.parametrize(
    ("cells", "is_hidden"),
    [([0, 1, 0], True), ([1, 1], True), ([5, 1], False), ([1, 2], False), ([0], False)],
)
def test_a_total_that_tells_is_hidden_too(cells: list[int], is_hidden: bool) -> None:
    assert is_total_hidden(cells) == is_hidden


@given(counts)
def test_every_small_cell_is_hidden_and_no_nought(cells: list[int]) -> None:
    found = hidden(cells)
    assert all(place in found for place, count in enumerate(cells) if count in (1, 2))
    assert all(cells[place] for place in found)


@settings(max_examples=60, deadline=None)
@given(counts)
def test_no_hidden_cell_follows_from_what_is_printed_even_for_whoever_knows_the_rule(
    cells: list[int],
) -> None:
    """Whoever knows the rule tries every table that would have been printed the same."""
    found = hidden(cells)
    if not found or is_total_hidden(cells):
        return
    free = sorted(found)
    could_be: dict[int, set[int]] = {place: set() for place in free}
    for tried in compositions(sum(cells[place] for place in free), len(free)):
        other = list(cells)
        for place, count in zip(free, tried, strict=True):
            other[place] = count
        if hidden(other) == found and not is_total_hidden(other):
            for place, count in zip(free, tried, strict=True):
                could_be[place].add(count)
    assert all(len(values) > 1 for values in could_be.values()), could_be


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to write a total as so many numbers above nought."""
    if parts == 1:
        yield (total,)
        return
    for first in range(1, total - parts + 2):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)
