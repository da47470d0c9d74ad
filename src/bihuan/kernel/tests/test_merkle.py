"""The tree against the definition of RFC 6962, and every proof against every log."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.merkle import (
    EMPTY_ROOT,
    SIZE,
    WIDTH,
    Tree,
    grown,
    is_consistent,
    is_included,
    node,
    root_of,
    sizes_of,
)

# Not a power of two, and beyond one tile.
LARGE = 2 * WIDTH + 45
# The roots of the test vectors of Certificate Transparency, for its first eight leaves.
LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def leaf(number: int) -> bytes:
    return hashlib.sha256(b"\x00" + str(number).encode()).digest()


def defined(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 6962 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node(defined(leaves[:half]), defined(leaves[half:]))


def stored(leaves: Sequence[bytes], steps: Sequence[int] = ()) -> dict[tuple[int, int], bytes]:
    """The tiles of a log that grew by these steps."""
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        return kept[level, number]

    size = 0
    for step in (*steps, len(leaves)):
        some = leaves[size : size + step]
        kept |= grown(read, size, some)
        size += len(some)
    return kept


def tree(kept: dict[tuple[int, int], bytes], size: int) -> Tree:
    return Tree(lambda level, number: kept[level, number], size)


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_are_those_of_the_published_vectors(count: int) -> None:
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(each)).digest() for each in LEAVES[:count]]
    assert root_of(leaves).hex() == defined(leaves).hex() == ROOTS[count - 1]


@given(st.lists(st.integers(0, 300), max_size=6), st.integers(0, LARGE))
def test_however_a_log_grows_its_tiles_and_root_are_the_same(steps: list[int], size: int) -> None:
    leaves = [leaf(number) for number in range(size)]
    kept = stored(leaves, steps)
    assert tree(kept, size).root() == defined(leaves)
    assert {key: len(tile) // SIZE for key, tile in kept.items()} == {
        (level, number): width for level, number, width in sizes_of(size)
    }


def test_every_leaf_of_every_small_log_is_proved_and_no_other() -> None:
    leaves = [leaf(number) for number in range(34)]
    for size in range(1, len(leaves) + 1):
        log = tree(stored(leaves[:size]), size)
        for index in range(size):
            proof, root = log.inclusion(index), log.root()
            assert is_included(leaves[index], index, size, proof, root)
            assert not is_included(leaf(99), index, size, proof, root)
            assert not is_included(leaves[index], index, size, proof, leaf(99))
            assert not is_included(leaves[index], (index + 1) % (size + 1), size, proof, root)
            assert not is_included(leaves[index], index, size, [*proof, leaf(1)], root)


def test_every_beginning_of_every_small_log_is_proved_and_no_other() -> None:
    leaves = [leaf(number) for number in range(34)]
    roots = [defined(leaves[:size]) for size in range(len(leaves) + 1)]
    for size in range(1, len(leaves) + 1):
        log = tree(stored(leaves[:size]), size)
        for old in range(1, size + 1):
            proof = log.consistency(old)
            assert is_consistent(old, size, proof, roots[old], roots[size])
            assert not is_consistent(old, size, proof, leaf(99), roots[size])
            assert not is_consistent(old, size, proof, roots[old], leaf(99))
            assert not is_consistent(old, size, [*proof, leaf(1)], roots[old], roots[size])


def test_proofs_cross_tiles() -> None:
    leaves = [leaf(number) for number in range(LARGE)]
    log = tree(stored(leaves), LARGE)
    for index in (0, 255, 256, 511, 512, LARGE - 1):
        assert is_included(leaves[index], index, LARGE, log.inclusion(index), log.root())
    for old in (1, 255, 256, 257, 512, LARGE):
        proof = log.consistency(old)
        assert is_consistent(old, LARGE, proof, defined(leaves[:old]), log.root())


@pytest.mark.parametrize("index", [-1, 5])
def test_what_is_not_there_has_no_proof(index: int) -> None:
    log = tree(stored([leaf(number) for number in range(5)]), 5)
    with pytest.raises(IndexError):
        log.inclusion(index)
    with pytest.raises(IndexError):
        log.consistency(index if index < 0 else 6)


@pytest.mark.parametrize("old", [-1, 0, 6])
def test_nothing_is_the_beginning_that_is_none(old: int) -> None:
    leaves = [leaf(number) for number in range(5)]
    assert not is_consistent(old, 5, [], defined(leaves), defined(leaves))
    assert not is_included(leaves[0], old if old < 0 else 5, 5, [], defined(leaves))
