#!/usr/bin/env python3
"""Check a copy of the sealed record offline, with nothing but Python's standard library.

    python3 verify_journal.py FOLDER [--key BASE64] [--against NOTE]
    python3 verify_journal.py RECEIPT --key BASE64 [--origin LOG] [--witness NAME=BASE64 …] [--need N]

FOLDER holds one year's log as it was copied: `checkpoint` (a signed note) and `tile/`. Everything is computed
anew from the entries: leaves, tiles, root; each thing's events must be gapless and chained. `--key` is the
log's public key: without it the signatures of a log are not judged. `--against` is an older checkpoint, that
somebody kept: the log must still begin with exactly what that one signed. Where the key was changed, FOLDER
(for a receipt: the folder `--keys`) holds key-001 and so on: each names a new key, signed by the one before,
or where that was lost by N of the witnesses. RECEIPT is a .tlog-proof: the event
in it stands at its place in the log, under a checkpoint that the log and N of these witnesses signed.
Exit 0: all holds; 1: a difference, and what it is; 2: the copy cannot be read.
"""

import argparse
import base64
import hashlib
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Point = tuple[int, int, int, int]
# Witnesses by name with their keys, and how many of them must have signed; the root of a log at a size.
Outside = tuple[dict[str, bytes], int]
Roots = Callable[[str, int], bytes]

WIDTH, SIZE, GROUP, SHORT = 256, 32, 1000, 16
# So many tiles are checked at a stretch, each stretch by one process.
STRETCH = 64
sha = hashlib.sha256
# Ed25519 (RFC 8032), plainly.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


class Difference(Exception):
    """What does not hold."""


def path_of(folder: Path, kind: str, number: int) -> Path:
    groups = [f"{number % GROUP:03d}"]
    while number >= GROUP:
        number //= GROUP
        groups.insert(0, f"x{number % GROUP:03d}")
    return folder.joinpath("tile", kind, *groups)


def read_tile(folder: Path, kind: str, number: int) -> bytes:
    whole = path_of(folder, kind, number)
    if whole.exists():
        return whole.read_bytes()
    parts = sorted(whole.with_name(whole.name + ".p").glob("[0-9]*"), key=lambda part: int(part.name))
    if not parts:
        raise Difference(f"tile {kind}/{number} is missing")
    return parts[-1].read_bytes()


def entries_of(said: bytes, number: int, left: int) -> Iterator[bytes]:
    """The first entries of a bundle."""
    at = 0
    for _each in range(left):
        begin = at + 2
        at = begin + int.from_bytes(said[at:begin], "big")
        if at > len(said) or begin > len(said):
            raise Difference(f"entries/{number} is cut off")
        yield said[begin:at]


def root_of(row: "list[bytes]") -> bytes:
    if not row:
        return hashlib.sha256(b"").digest()
    while len(row) > 1:
        pairs = [sha(b"\x01" + one + two).digest() for one, two in zip(row[::2], row[1::2], strict=False)]
        row = pairs + row[-1:] if len(row) % 2 else pairs
    return row[0]


def hashes_of(tile: bytes) -> "list[bytes]":
    return [tile[at : at + SIZE] for at in range(0, len(tile), SIZE)]


def check_tiles(folder: Path, row: "list[bytes]") -> None:
    """Every stored hash above the leaves is the one that these give; `row` is of the first such level."""
    level = 1
    while row:
        for number in range((len(row) + WIDTH - 1) // WIDTH):
            some = row[number * WIDTH : (number + 1) * WIDTH]
            if read_tile(folder, str(level), number)[: len(some) * SIZE] != b"".join(some):
                raise Difference(f"tile {level}/{number} is not what its entries give")
        row = [root_of(row[i * WIDTH : (i + 1) * WIDTH]) for i in range(len(row) // WIDTH)]
        level += 1


# Of one thing: version and last leaf before its first event in a stretch of the log, where in the log that
# one stands, version and leaf of its last event there.
Run = tuple[int, str, int, int, str]


def check_stretch(asked: "tuple[Path, int, int, int]") -> "tuple[list[bytes], dict[str, Run]]":
    """Check the tiles of leaves from one to another: their leaves, a string each tile, and the runs."""
    folder, first, last, size = asked
    found: list[bytes] = []
    runs: dict[str, Run] = {}
    for number in range(first, last):
        width = min(WIDTH, size - number * WIDTH)
        entries = list(entries_of(read_tile(folder, "entries", number), number, width))
        leaves = [sha(b"\x00" + entry).digest() for entry in entries]
        tile = b"".join(leaves)
        if read_tile(folder, "0", number)[: len(tile)] != tile:
            raise Difference(f"tile 0/{number} is not what its entries give")
        check_entries(number * WIDTH, entries, leaves, runs)
        found.append(tile)
    return found, runs


def check_entries(place: int, entries: "list[bytes]", leaves: "list[bytes]", runs: "dict[str, Run]") -> None:
    """Each event follows from the one before of its thing, as far as that one is among the runs."""
    read = json.JSONDecoder().raw_decode
    for at, (entry, leaf) in enumerate(zip(entries, leaves, strict=True), start=place):
        try:
            text = entry.decode()
            said, end = read(text)
        except ValueError:
            raise Difference(f"entry {at} is no event") from None
        if end != len(text):
            raise Difference(f"entry {at} is no event")
        if said.get("typ") == "log.begin":
            if at:
                raise Difference(f"entry {at} begins a log in the middle of one")
            continue
        thing, version, before = said["obj"], said["ver"], said["prv"]
        run = runs.get(thing)
        if run is None:
            runs[thing] = (version - 1, before, at, version, leaf.hex())
        elif (version, before) == (run[3] + 1, run[4]):
            runs[thing] = (*run[:3], version, leaf.hex())
        else:
            raise Difference(f"entry {at}: {thing} version {version} does not follow")


def checked(folder: Path, size: int, processes: int) -> "list[bytes]":
    """Check all entries of a log, and that each thing's events follow each other; its tiles of leaves.

    A thing's events count up from 1 or from where an earlier year ended, each naming the last.
    """
    tiles = (size + WIDTH - 1) // WIDTH
    asked = [(folder, at, min(at + STRETCH, tiles), size) for at in range(0, tiles, STRETCH)]
    if processes > 1 and len(asked) > 1:
        with multiprocessing.Pool(processes) as pool:
            return joined(pool.imap(check_stretch, asked))
    return joined(map(check_stretch, asked))


def joined(stretches: "Iterable[tuple[list[bytes], dict[str, Run]]]") -> "list[bytes]":
    found: list[bytes] = []
    last: dict[str, tuple[int, str]] = {}
    for tiles, runs in stretches:
        found += tiles
        for thing, (version, before, at, now, leaf) in runs.items():
            if last.get(thing, (version, before)) != (version, before):
                raise Difference(f"entry {at}: {thing} version {version + 1} does not follow")
            last[thing] = (now, leaf)
    return found


def root_at(tiles: "list[bytes]", roots: "list[bytes]", size: int) -> bytes:
    """The root over the first leaves, from the tiles of leaves and the roots of the full ones."""
    whole, rest = divmod(size, WIDTH)
    return root_of(roots[:whole] + ([root_of(hashes_of(tiles[whole][: rest * SIZE]))] if rest else []))


def unbased(said: str) -> bytes:
    """Base 64 in the one way in which it is written."""
    found = base64.b64decode(said, validate=True)
    if base64.b64encode(found).decode() != said:
        raise Difference("this is not written in the one way in which it can be")
    return found


def read_note(text: str) -> "tuple[str, str, int, bytes, list[str]]":
    body, _empty, said = text.partition("\n\n")
    origin, size, root, *_more = body.split("\n")
    lines = said.split("\n")[:-1]
    if size != str(int(size)) or not all(line.startswith("\u2014 ") for line in lines) or said[-1:] != "\n":
        raise Difference("this is no signed checkpoint")
    return body + "\n", origin, int(size), unbased(root), lines


def has_signed(body: str, origin: str, lines: "list[str]", public: bytes) -> bool:
    """Whether a key of the log stands under a note."""
    wanted = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    for line in lines:
        name, _blank, said = line[2:].rpartition(" ")
        found = unbased(said)
        if name == origin and found[:4] == wanted and is_signed(public, body.encode(), found[4:]):
            return True
    return False


def keys_of(folder: Path, known: bytes, outside: Outside, root: "Roots | None" = None) -> "list[bytes]":
    """The keys of a log from one that is known on, by the changes that were announced.

    A change is signed by the key before and by the new one; where the one before was lost, by witnesses.
    """
    found, (witnesses, need) = [known], outside
    for path in sorted(folder.glob("key-*")):
        body, origin, size, said, lines = read_note(path.read_text(encoding="utf-8"))
        how, _blank, name = body.split("\n")[3].partition(" ")
        new = unbased(name)
        if not has_signed(body, origin, lines, new) or (root and root(origin, size) not in (said, b"")):
            raise Difference(f"{path.name} does not announce a key of this log")
        seen = len(cosigners(body, lines, witnesses))
        if how == "key" and new != found[-1] and has_signed(body, origin, lines, found[-1]):
            found.append(new)
        elif how == "lost-key" and seen >= max(1, need):
            say(f"the key was lost; {seen} witnesses signed the new one after entry {size} of {origin}")
            found.append(new)
    return found


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    key, point = unpacked(public), unpacked(signature[:SIZE])
    number = int.from_bytes(signature[SIZE:], "little")
    if len(signature) != 2 * SIZE or key is None or point is None or number >= L:
        return False
    digest = hashlib.sha512(signature[:SIZE] + public + message).digest()
    factor = int.from_bytes(digest, "little") % L
    left, right = times(number, BASE), plus(point, times(factor, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def unpacked(said: bytes) -> "Point | None":
    y = int.from_bytes(said, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(said) != SIZE or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def plus(one: "Point", other: "Point") -> "Point":
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: "Point") -> "Point":
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = plus(found, point)
        point, number = plus(point, point), number >> 1
    return found


def verify(
    folder: Path,
    key: "bytes | None" = None,
    against: "str | None" = None,
    processes: int = 1,
    outside: Outside = ({}, 0),
) -> str:
    """Check one log; its origin, size and root in words. Raises Difference."""
    body, origin, size, root, lines = read_note((folder / "checkpoint").read_text(encoding="utf-8"))
    tiles = checked(folder, size, processes)
    roots = [root_of(hashes_of(tile)) for tile in tiles[: size // WIDTH]]
    check_tiles(folder, roots)
    if root_at(tiles, roots, size) != root:
        raise Difference("the entries do not give the root that was signed")

    def known_root(named: str, at: int) -> bytes:
        if named == origin and at > size:
            raise Difference("a key was changed after the end of this log: it was cut off")
        return root_at(tiles, roots, at) if named == origin else b""

    if key and not has_signed(body, origin, lines, keys_of(folder, key, outside, known_root)[-1]):
        raise Difference(f"no good signature of {origin} stands on the checkpoint")
    if against:
        _body, older, old_size, old_root, _lines = read_note(against)
        if older != origin or old_size > size or root_at(tiles, roots, old_size) != old_root:
            raise Difference("the log does not begin with what the older checkpoint signed")
    return f"{origin}: {size} entries, root {root.hex()[:SHORT]}"


def cosigners(body: str, lines: "list[str]", witnesses: "dict[str, bytes]") -> "set[str]":
    """Which witnesses have signed a checkpoint (C2SP cosignature/v1)."""
    found = set()
    for line in lines:
        name, _blank, said = line[2:].rpartition(" ")
        parts, public = unbased(said), witnesses.get(name, b"")
        known = hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]
        moment = int.from_bytes(parts[4:12], "big")
        message = f"cosignature/v1\ntime {moment}\n{body}".encode()
        if public and parts[:4] == known and is_signed(public, message, parts[12:]):
            found.add(name)
    return found


def root_over(leaf: bytes, index: int, size: int, path: "list[bytes]") -> bytes:
    """The root to which a path leads from a leaf at its place (RFC 9162, 2.1.3.2)."""
    at, last, found = index, size - 1, leaf
    for each in path:
        if not last:
            raise Difference("the path is too long")
        if at % 2 or at == last:
            found = hashlib.sha256(b"\x01" + each + found).digest()
            while not at % 2 and at:
                at, last = at >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + each).digest()
        at, last = at >> 1, last >> 1
    if last:
        raise Difference("the path is too short")
    return found


def check_receipt(
    text: str, keys: "list[bytes]", origin: str, witnesses: "dict[str, bytes]", need: int
) -> str:
    """Check one receipt; what it proves, in words. Raises Difference."""
    head, _empty, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1" or lines[1][:6] != "extra " or lines[2][:6] != "index ":
        raise Difference("this is no receipt of the record")
    if lines[2] != f"index {int(lines[2][6:])}":
        raise Difference("this is no receipt of the record")
    event, index = unbased(lines[1][6:]), int(lines[2][6:])
    path = [unbased(line) for line in lines[3:]]
    body, named, size, root, signatures = read_note(note)
    if origin and named != origin:
        raise Difference(f"it is of another log: {named}")
    if not any(has_signed(body, named, signatures, key) for key in keys):
        raise Difference(f"no good signature of {named} stands on the checkpoint")
    leaf = hashlib.sha256(b"\x00" + event).digest()
    if not 0 <= index < size or root_over(leaf, index, size, path) != root:
        raise Difference("the event does not stand at this place of the log")
    seen = cosigners(body, signatures, witnesses)
    if len(seen) < need:
        raise Difference(f"{len(seen)} witnesses signed, {need} are needed")
    said = json.loads(event)
    return f"{named}: entry {index}, {said['typ']} of {said['obj']} at {said['at']}; {len(seen)} witnesses"


# The point from which all keys are made (RFC 8032, 5.1).
BASE = unpacked(bytes([0x58]) + b"\x66" * 31) or (0, 1, 1, 0)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(arguments: "list[str] | None" = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path, metavar="FOLDER|RECEIPT")
    asked.add_argument("--key", type=base64.b64decode)
    asked.add_argument("--against", type=Path)
    asked.add_argument("--keys", type=Path)
    asked.add_argument("--origin", default="")
    asked.add_argument("--witness", action="append", default=[], metavar="NAME=BASE64")
    asked.add_argument("--need", type=int, default=0)
    said = asked.parse_args(arguments)
    pairs = (each.partition("=") for each in said.witness)
    witnesses = {name: base64.b64decode(public) for name, _is, public in pairs}
    try:
        if said.folder.is_file():
            text = said.folder.read_text(encoding="utf-8")
            key = said.key or b""
            keys = keys_of(said.keys, key, (witnesses, said.need)) if said.keys else [key]
            say(f"holds: {check_receipt(text, keys, said.origin, witnesses, said.need)}")
            return 0
        older = said.against.read_text(encoding="utf-8") if said.against else None
        say(f"holds: {verify(said.folder, said.key, older, os.cpu_count() or 1, (witnesses, said.need))}")
    except Difference as difference:
        say(f"DIFFERENCE: {difference}")
        return 1
    except (OSError, ValueError, KeyError) as error:
        say(f"cannot be read: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
