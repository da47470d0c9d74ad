#!/usr/bin/env python3
"""Check a copy of the sealed record offline, with nothing but Python's standard library.

    python3 verify_journal.py FOLDER [--key BASE64] [--against NOTE]

FOLDER holds one year's log as it was copied: `checkpoint` (a signed note) and `tile/`. Everything is computed
anew from the entries: leaves, tiles, root; each thing's events must be gapless and chained. `--key` is the
log's public key: without it signatures are not judged. `--against` is an older checkpoint, printed or kept by
a witness: the log must still begin with exactly what that one signed. Exit 0: all holds; 1: a difference, and
what it is; 2: the copy cannot be read.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

WIDTH, SIZE, GROUP = 256, 32, 1000
# Ed25519 (RFC 8032), plainly.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


class Difference(Exception):
    """What does not hold."""


def path_of(folder, kind, number):
    groups = ["%03d" % (number % GROUP)]
    while number >= GROUP:
        number //= GROUP
        groups.insert(0, "x%03d" % (number % GROUP))
    return folder.joinpath("tile", kind, *groups)


def read_tile(folder, kind, number):
    whole = path_of(folder, kind, number)
    if whole.exists():
        return whole.read_bytes()
    parts = sorted(whole.with_name(whole.name + ".p").glob("[0-9]*"), key=lambda part: int(part.name))
    if not parts:
        raise Difference("tile %s/%d is missing" % (kind, number))
    return parts[-1].read_bytes()


def entries_of(folder, size):
    for number in range((size + WIDTH - 1) // WIDTH):
        said, at, left = read_tile(folder, "entries", number), 0, min(WIDTH, size - number * WIDTH)
        while left:
            length = int.from_bytes(said[at : at + 2], "big")
            entry = said[at + 2 : at + 2 + length]
            if at + 2 > len(said) or len(entry) < length:
                raise Difference("entries/%d is cut off" % number)
            yield entry
            at, left = at + 2 + length, left - 1


def root_of(row):
    if not row:
        return hashlib.sha256(b"").digest()
    while len(row) > 1:
        pairs = [hashlib.sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row) - 1, 2)]
        row = pairs + row[-1:] if len(row) % 2 else pairs
    return row[0]


def check_tiles(folder, leaves):
    """Every stored hash is the one that the entries give."""
    level, row = 0, leaves
    while row:
        for number in range((len(row) + WIDTH - 1) // WIDTH):
            some = row[number * WIDTH : (number + 1) * WIDTH]
            if read_tile(folder, str(level), number)[: len(some) * SIZE] != b"".join(some):
                raise Difference("tile %d/%d is not what its entries give" % (level, number))
        full = len(row) // WIDTH
        row = [root_of(row[i * WIDTH : (i + 1) * WIDTH]) for i in range(full)]
        level += 1


def check_chains(entries):
    """The events of each thing count up from 1 or from where an earlier year ended, each naming the last."""
    last = {}
    for place, (entry, leaf) in enumerate(entries):
        said = json.loads(entry)
        if said.get("typ") == "log.begin":
            if place:
                raise Difference("entry %d begins a log in the middle of one" % place)
            continue
        version, before = last.get(said["obj"], (said["ver"] - 1, said["prv"]))
        if (said["ver"], said["prv"]) != (version + 1, before):
            raise Difference("entry %d: %s version %s does not follow" % (place, said["obj"], said["ver"]))
        last[said["obj"]] = (said["ver"], leaf.hex())


def read_note(text):
    body, _empty, lines = text.partition("\n\n")
    origin, size, root = body.split("\n")[:3]
    return body + "\n", origin, int(size), base64.b64decode(root), lines.splitlines()


def check_signature(body, origin, lines, public):
    """The log itself has signed the checkpoint."""
    wanted = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    for line in lines:
        name, _blank, said = line[2:].rpartition(" ")
        found = base64.b64decode(said)
        if name == origin and found[:4] == wanted and is_signed(public, body.encode(), found[4:]):
            return
    raise Difference("no good signature of %s stands on the checkpoint" % origin)


def is_signed(public, message, signature):
    key, point = unpacked(public), unpacked(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or point is None or number >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    factor = int.from_bytes(digest, "little") % L
    base = unpacked(bytes([0x58]) + b"\x66" * 31)
    left, right = times(number, base), plus(point, times(factor, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def unpacked(said):
    y = int.from_bytes(said, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(said) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def plus(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = plus(found, point)
        point, number = plus(point, point), number >> 1
    return found


def verify(folder, key=None, against=None):
    """Check one log; its origin, size and root in words. Raises Difference."""
    body, origin, size, root, lines = read_note((folder / "checkpoint").read_text(encoding="utf-8"))
    entries = list(entries_of(folder, size))
    leaves = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    check_tiles(folder, leaves)
    if root_of(leaves) != root:
        raise Difference("the entries do not give the root that was signed")
    check_chains(zip(entries, leaves))
    if key:
        check_signature(body, origin, lines, key)
    if against:
        _body, older, old_size, old_root, _lines = read_note(against)
        if older != origin or old_size > size or root_of(leaves[:old_size]) != old_root:
            raise Difference("the log does not begin with what the older checkpoint signed")
    return "%s: %d entries, root %s" % (origin, size, root.hex()[:16])


def main(arguments=None):
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--key", type=base64.b64decode)
    asked.add_argument("--against", type=Path)
    said = asked.parse_args(arguments)
    try:
        older = said.against.read_text(encoding="utf-8") if said.against else None
        print("holds: " + verify(said.folder, said.key, older))
    except Difference as difference:
        print("DIFFERENCE: %s" % difference)
        return 1
    except (OSError, ValueError, KeyError) as error:
        print("cannot be read: %s" % error)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
