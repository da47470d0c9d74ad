#!/usr/bin/env python3
"""Witness the record from outside, with nothing but Python's standard library.

    python3 witness.py new NAME                 make a key, once; prints what the city registers
    python3 witness.py sign PLACE --key BASE64  sign the checkpoint there, if it follows from the last one

PLACE is a copy of the record on a stick (the folder that export_record writes) or its address on the line,
https://…/api/v1/record/2026, with `--token`. The witness keeps what it signed last (witness.json) and takes
every new leaf to it: a log that no longer begins with what was signed gets no signature. `--key` is the log's
public key. Keep witness.key to yourself, on a machine that is not the city's.
"""

# fmt: off
import argparse
import base64
import hashlib
import json
import os
import sys
import time
import urllib.request
from pathlib import Path

WIDTH, SIZE, GROUP = 256, 32, 1000
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]
class Refused(Exception):
    """Why nothing is signed."""
def unpacked(said: bytes) -> Point:
    y, sign = int.from_bytes(said, "little") & (2**255 - 1), said[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if len(said) != SIZE or y >= P or x * x % P != square or (x == 0 and sign):
        raise Refused("this is no point of the curve")
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P
def packed(point: Point) -> bytes:
    x, y = (part * pow(point[2], P - 2, P) % P for part in point[:2])
    return (y | (x & 1) << 255).to_bytes(SIZE, "little")
def plus(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]), (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * D, 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P
def times(number: int, point: Point) -> Point:
    found = (0, 1, 1, 0)
    while number:
        found = plus(found, point) if number & 1 else found
        point, number = plus(point, point), number >> 1
    return found
BASE = unpacked(bytes([0x58]) + b"\x66" * 31)
def number_of(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")
def halves(seed: bytes) -> tuple[int, bytes, bytes]:
    """Secret number, prefix and public key (RFC 8032, 5.1.5)."""
    said = hashlib.sha512(seed).digest()
    secret = int.from_bytes(said[:SIZE], "little") & ((1 << 254) - 8) | (1 << 254)
    return secret, said[SIZE:], packed(times(secret, BASE))
def sign(seed: bytes, message: bytes) -> bytes:
    secret, prefix, public = halves(seed)
    once = number_of(prefix, message) % L
    head = packed(times(once, BASE))
    return head + ((once + number_of(head, public, message) * secret) % L).to_bytes(SIZE, "little")
def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    head, number = signature[:SIZE], int.from_bytes(signature[SIZE:], "little")
    try:
        right = plus(unpacked(head), times(number_of(head, public, message) % L, unpacked(public)))
    except (Refused, IndexError):
        return False
    return len(signature) == 2 * SIZE and number < L and packed(times(number, BASE)) == packed(right)
def wide(path: Path) -> Path:
    """A file of a copy; for a part of a tile that has grown since, the wider one."""
    if path.exists() or not path.parent.name.endswith(".p"):
        return path
    parts = sorted(path.parent.glob("[0-9]*"), key=lambda part: int(part.name))
    return parts[-1] if parts else path.parent.with_suffix("")
def read(place: str, path: str, token: str) -> bytes:
    if not place.startswith(("http://", "https://")):
        return wide(Path(place, path)).read_bytes()
    said = {"Authorization": f"Bearer {token}"}
    asked = urllib.request.Request(f"{place}/{path}", headers=said)  # noqa: S310
    with urllib.request.urlopen(asked, timeout=60) as told:  # noqa: S310
        return bytes(told.read())
def leaves(place: str, first: int, size: int, token: str) -> "list[bytes]":
    """The leaf hashes from one place of the log to its end."""
    found = []
    for number in range(first // WIDTH, (size + WIDTH - 1) // WIDTH):
        path, rest, width = f"{number % GROUP:03d}", number // GROUP, min(WIDTH, size - number * WIDTH)
        while rest:
            path, rest = f"x{rest % GROUP:03d}/{path}", rest // GROUP
        tile = read(place, f"tile/0/{path}" + ("" if width == WIDTH else f".p/{width}"), token)
        found += [tile[at * SIZE : (at + 1) * SIZE] for at in range(max(0, first - number * WIDTH), width)]
    return found
def grown(peaks: "list[list[str]]", new: "list[bytes]") -> "tuple[list[list[str]], bytes]":
    """The roots of the complete subtrees after more leaves, and the root over them (RFC 6962)."""
    row = [(int(height), bytes.fromhex(said)) for height, said in peaks]
    for leaf in new:
        row.append((0, leaf))
        while len(row) > 1 and row[-1][0] == row[-2][0]:
            (height, left), (_same, right) = row[-2:]
            row[-2:] = [(height + 1, hashlib.sha256(b"\x01" + left + right).digest())]
    root = row[-1][1] if row else hashlib.sha256(b"").digest()
    for _height, left in row[-2::-1]:
        root = hashlib.sha256(b"\x01" + left + root).digest()
    return [[str(height), said.hex()] for height, said in row], root
def cosign(place: str, key: bytes, folder: Path, token: str) -> str:
    """Sign the checkpoint at a place, or raise Refused; the note with this witness's line."""
    note = read(place, "checkpoint", token).decode()
    body, _empty, lines = note.partition("\n\n")
    origin, count, root, *more = body.split("\n")
    body, size = body + "\n", int(count)
    known = hashlib.sha256(origin.encode() + b"\n\x01" + key).digest()[:4]
    said = [base64.b64decode(line.rpartition(" ")[2]) for line in lines.splitlines()]
    if not any(one[:4] == known and is_signed(key, body.encode(), one[4:]) for one in said):
        raise Refused("the log has not signed this checkpoint")
    kept, seed = json.loads((folder / "witness.json").read_text()), (folder / "witness.key").read_bytes()
    last = kept["logs"].get(origin, {"size": 0, "peaks": []})
    if size < last["size"]:
        raise Refused(f"the log is shorter than what was signed: {size} after {last['size']}")
    peaks, found = grown(last["peaks"], leaves(place, last["size"], size, token))
    if base64.b64encode(found).decode() != root:
        raise Refused("THE LOG DOES NOT FOLLOW FROM WHAT WAS SIGNED: keep both checkpoints, and tell others")
    for line in more:
        sys.stderr.write(f"THIS CHANGES THE KEY OF THE LOG: {line}\n")
    # What is kept goes to the disk before the signature leaves.
    kept["logs"][origin] = {"size": size, "peaks": peaks, "note": note}
    (folder / "witness.new").write_text(json.dumps(kept))
    os.replace(folder / "witness.new", folder / "witness.json")
    name, moment = kept["name"], int(time.time())
    signed = sign(seed, f"cosignature/v1\ntime {moment}\n{body}".encode())
    own = hashlib.sha256(name.encode() + b"\n\x04" + halves(seed)[2]).digest()[:4]
    line = base64.b64encode(own + moment.to_bytes(8, "big") + signed).decode()
    return f"{note}\u2014 {name} {line}\n"
def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("what", choices=("new", "sign"))
    asked.add_argument("place", help="a name for `new`; a folder or an address for `sign`")
    asked.add_argument("--key", type=base64.b64decode, default=b"")
    asked.add_argument("--token", default="")
    asked.add_argument("--home", type=Path, default=Path(), help="where witness.key and witness.json lie")
    told = asked.parse_args()
    if told.what == "new":
        seed = os.urandom(SIZE)
        os.write(os.open(told.home / "witness.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), seed)
        (told.home / "witness.json").write_text(json.dumps({"name": told.place, "logs": {}}))
        public = halves(seed)[2]
        sys.stdout.write(f"{told.place} {base64.b64encode(public).decode()}\n")
        return 0
    try:
        sys.stdout.write(cosign(told.place, told.key, told.home, told.token))
    except Refused as reason:
        sys.stderr.write(f"NOT SIGNED: {reason}\n")
        return 1
    return 0
if __name__ == "__main__":
    sys.exit(main())
