"""The tree of a log as files, laid out as C2SP tlog-tiles asks: what witnesses and auditors copy.

    tile/<level>/<number>[.p/<width>]        hashes of 32 bytes, 256 in a full tile
    tile/entries/<number>[.p/<width>]        the events themselves, each behind its length in two bytes

A full tile never changes. The last one of a level is written anew, wider, as the log grows.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bihuan.kernel.merkle import SIZE, WIDTH, Tiles, grown

ENTRIES = "entries"
GROUP = 1000
LENGTH = 2
ASKED = re.compile(
    r"(?P<kind>entries|[0-5])/(?P<number>(x\d{3}/){0,3}\d{3})(\.p/(?P<width>[1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?"
)


class Store:
    """One log's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def tile(self, level: int, number: int) -> bytes:
        """The bytes of a tile: the whole, or the widest part of it that there is."""
        return self._read(str(level), number)

    @property
    def tiles(self) -> Tiles:
        return self.tile

    def append(self, size: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        """Write what changes when these entries follow the first `size`.

        What a run wrote that was cut off before it ended lies beyond `size`, and is written over.
        """
        for (level, number), hashes in grown(self.tile, size, leaves).items():
            self._write(str(level), number, hashes, len(hashes) // SIZE)
        number, kept = divmod(size, WIDTH)
        bundle = list(self._bundle(number))[:kept] if kept else []
        bundle += entries
        for at in range(0, len(bundle), WIDTH):
            some = bundle[at : at + WIDTH]
            said = b"".join(len(entry).to_bytes(LENGTH, "big") + entry for entry in some)
            self._write(ENTRIES, number + at // WIDTH, said, len(some))

    def entries(self, size: int) -> Iterator[bytes]:
        """The first `size` entries, from the first on."""
        for number in range((size + WIDTH - 1) // WIDTH):
            yield from list(self._bundle(number))[: size - number * WIDTH]

    def served(self, path: str) -> bytes | None:
        """A tile by its path below `tile/`, as C2SP tlog-tiles asks for it; nothing where there is none.

        A part is cut from what is stored, which may have grown since.
        """
        asked = ASKED.fullmatch(path)
        if asked is None:
            return None
        number = int("".join(re.findall(r"\d{3}", asked["number"])))
        try:
            said = self._read(asked["kind"], number)
        except FileNotFoundError:
            return None
        width = int(asked["width"] or WIDTH)
        if asked["kind"] == ENTRIES:
            some = list(self._bundle(number))[:width]
            said = b"".join(len(entry).to_bytes(LENGTH, "big") + entry for entry in some)
            return said if len(some) == width else None
        return said[: width * SIZE] if len(said) >= width * SIZE else None

    def _bundle(self, number: int) -> Iterator[bytes]:
        said, at = self._read(ENTRIES, number), 0
        while at < len(said):
            length = int.from_bytes(said[at : at + LENGTH], "big")
            yield said[at + LENGTH : at + LENGTH + length]
            at += LENGTH + length

    def _read(self, kind: str, number: int) -> bytes:
        whole = self._path(kind, number)
        if whole.exists():
            return whole.read_bytes()
        parts = sorted(_parts(whole).glob("[0-9]*"), key=lambda path: int(path.name))
        if not parts:
            raise FileNotFoundError(whole)
        return parts[-1].read_bytes()

    def _write(self, kind: str, number: int, said: bytes, width: int) -> None:
        whole = self._path(kind, number)
        parts = _parts(whole)
        target = whole if width == WIDTH else parts / str(width)
        target.parent.mkdir(parents=True, exist_ok=True)
        put(target, said)
        for other in (whole, *parts.glob("[0-9]*")):
            if other != target:
                other.unlink(missing_ok=True)

    def _path(self, kind: str, number: int) -> Path:
        """A tile's file: its number in groups of three digits, all but the last behind an x."""
        groups = [f"{number % GROUP:03d}"]
        while number >= GROUP:
            number //= GROUP
            groups.insert(0, f"x{number % GROUP:03d}")
        return self.folder.joinpath("tile", kind, *groups)


def _parts(whole: Path) -> Path:
    return whole.with_name(f"{whole.name}.p")


def put(target: Path, said: bytes) -> None:
    """Let a file be there as a whole or not at all, also after a power cut."""
    draft = target.with_name(f"{target.name}.new")
    with draft.open("wb") as file:
        file.write(said)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
