"""The Merkle tree of RFC 6962 over the leaf hashes of a log, kept in tiles of 256 hashes.

A tile (level, number) holds the hashes of 256 complete subtrees of 256^level leaves each; the last one of a
level holds those that there are. Roots, proofs and their verification (RFC 9162, 2.1) work on hashes of 32
bytes; how tiles are stored is the caller's business (C2SP tlog-tiles lays them out as files).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

WIDTH, HEIGHT, SIZE = 256, 8, 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# The bytes of a tile: its hashes one after another. It is asked only for tiles that there are.
Tiles = Callable[[int, int], bytes]


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over some hashes, from nothing but these."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        paired = [node(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = paired + row[-1:] if len(row) % 2 else paired
    return row[0]


def grown(tiles: Tiles, size: int, leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """The tiles that change when leaves are appended to a log of `size` leaves, each as it then is."""
    changed: dict[tuple[int, int], bytes] = {}
    level, old, fresh = 0, size, list(leaves)
    while fresh:
        number, kept = divmod(old, WIDTH)
        row = _hashes(tiles(level, number)[: kept * SIZE]) if kept else []
        row += fresh
        full = len(row) // WIDTH
        for at in range(0, len(row), WIDTH):
            changed[level, number + at // WIDTH] = b"".join(row[at : at + WIDTH])
        fresh = [root_of(row[at * WIDTH : (at + 1) * WIDTH]) for at in range(full)]
        level, old = level + 1, number
    return changed


class Tree:
    """A log of `size` leaves, read from its tiles."""

    def __init__(self, tiles: Tiles, size: int) -> None:
        self._tiles, self.size = tiles, size

    def root(self) -> bytes:
        """The root of the whole log."""
        return self._subtree(0, self.size) if self.size else EMPTY_ROOT

    def inclusion(self, index: int) -> list[bytes]:
        """The hashes that lead from a leaf to the root."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        return self._path(index, 0, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """The hashes that show that the log of `old` leaves is the beginning of this one."""
        if not 0 < old <= self.size:
            raise IndexError(old)
        return self._proof(old, 0, self.size, is_whole=True)

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*self._path(index, low, middle), self._subtree(middle, high)]
        return [*self._path(index, middle, high), self._subtree(low, middle)]

    def _proof(self, old: int, low: int, high: int, *, is_whole: bool) -> list[bytes]:
        if old == high - low:
            return [] if is_whole else [self._subtree(low, high)]
        half = _split(high - low)
        if old <= half:
            return [
                *self._proof(old, low, low + half, is_whole=is_whole),
                self._subtree(low + half, high),
            ]
        return [
            *self._proof(old - half, low + half, high, is_whole=False),
            self._subtree(low, low + half),
        ]

    def _subtree(self, low: int, high: int) -> bytes:
        size = high - low
        if size & (size - 1) == 0 and low % size == 0:
            return self._complete(size.bit_length() - 1, low // size)
        middle = low + _split(size)
        return node(self._subtree(low, middle), self._subtree(middle, high))

    def _complete(self, height: int, number: int) -> bytes:
        """The root of a complete subtree of 2^height leaves: a part of one tile."""
        level, rest = divmod(height, HEIGHT)
        first = number << rest
        tile, at = divmod(first, WIDTH)
        some = self._tiles(level, tile)[at * SIZE : (at + (1 << rest)) * SIZE]
        return root_of(_hashes(some))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from a leaf at its place to the root of a log of this size."""
    sides = _sides(index, size - 1, len(proof)) if 0 <= index < size else None
    if sides is None:
        return False
    found = leaf
    for each, is_left in zip(proof, sides, strict=True):
        found = node(each, found) if is_left else node(found, each)
    return found == root


def is_consistent(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether a proof shows that a log of `old` leaves and root is the beginning of one of `size`."""
    if old == size or not 0 < old < size:
        return 0 < old == size and not proof and old_root == root
    # Where the old log is one complete subtree, its root is not repeated.
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    at, last = old - 1, size - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    sides = _sides(at, last, len(hashes) - 1)
    if sides is None:
        return False
    first = second = hashes[0]
    for each, is_left in zip(hashes[1:], sides, strict=True):
        first = node(each, first) if is_left else first
        second = node(each, second) if is_left else node(second, each)
    return first == old_root and second == root


def _sides(at: int, last: int, count: int) -> list[bool] | None:
    """On the way up from a place: whether each hash of a proof stands on the left.

    Nothing when the way has not exactly so many steps.
    """
    sides = []
    for _step in range(count):
        if last == 0:
            return None
        is_left = at % 2 == 1 or at == last
        sides.append(is_left)
        while is_left and at % 2 == 0 and at:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return sides if last == 0 and count >= 0 else None


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + SIZE] for at in range(0, len(tile), SIZE)]


def sizes_of(size: int) -> Iterable[tuple[int, int, int]]:
    """All tiles of a log of this size: level, number, and how many hashes each holds."""
    level, count = 0, size
    while count:
        for number in range((count + WIDTH - 1) // WIDTH):
            yield level, number, min(WIDTH, count - number * WIDTH)
        level, count = level + 1, count // WIDTH
