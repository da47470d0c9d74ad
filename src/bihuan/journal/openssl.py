"""The program openssl, for what no library of ours does: stamps of an authority (RFC 3161), SM2 with SM3.

Every Debian and every 麒麟 has it, an auditor judges by the same program, and nothing is added to what an
installation must keep in order. Where it is missing whoever needs it is told so; nothing else stops.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

# For a signature little, because whatever else is written waits for the sealing meanwhile.
SECONDS, SIGNING = 20, 3
# A request for a stamp over a SHA-256 hash, with the authority's certificate in the answer and no nonce: what
# is stamped has never been before, so no earlier answer can pass for a new one. DER, the hash goes between.
ASK_BEGIN = bytes.fromhex("30390201013031300d060960864801650304020105000420")
ASK_END = bytes.fromhex("0101ff")
SM2 = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
# A key that asks for a password is refused at once instead of waiting for somebody at a terminal.
NO_WORD = ["-passin", "pass:"]
TOLD = re.compile(
    r"^Serial number: (?P<serial>0x[0-9A-F]+)\nTime stamp: (?P<day>\w{3} [ \d]\d \d\d:\d\d:\d\d)(\.\d+)? "
    r"(?P<year>\d{4}) GMT$",
    re.MULTILINE,
)


class Missing(RuntimeError):
    """There is no program openssl on this machine, or it cannot be asked, or does not answer."""


@dataclass(frozen=True)
class Stamped:
    """What a good stamp says: when, to the second, and its number with the authority."""

    at: datetime
    serial: str


def need() -> str:
    """The program's place. Raises Missing."""
    program = shutil.which("openssl")
    if program is None:
        raise Missing("openssl")
    return program


def request(digest: bytes) -> bytes:
    """The request for a stamp over a SHA-256 hash, as it is sent (RFC 3161, 2.4.1)."""
    return ASK_BEGIN + digest + ASK_END


def stamped(*, digest: bytes, reply: bytes, authority: Path) -> Stamped | None:
    """What an authority's answer says, if it stamps this hash and hangs on a certificate of `authority`.

    None for everything else. Raises Missing. What is told is read from the signed token alone: the status
    around it is signed by nobody, and may hold any lines.
    """
    files = {"request.tsq": request(digest), "reply.tsr": reply}
    asked = ["-queryfile", "request.tsq", "-in", "reply.tsr", "-CAfile", str(authority)]
    if _run(["ts", "-verify", *asked], files) is None:
        return None
    token = _run(["ts", "-reply", "-in", "reply.tsr", "-token_out"], files) or b""
    text = _run(["ts", "-reply", "-in", "token", "-token_in", "-text"], {"token": token}) or b""
    told = TOLD.search(text.decode(errors="replace"))
    if told is None:
        return None
    at = datetime.strptime(f"{told['day']} {told['year']}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    return Stamped(at, told["serial"])


def sm2_public(key: Path) -> bytes:
    """The public half of an SM2 key as PEM. Raises Missing."""
    said = _run(["pkey", "-in", str(key), *NO_WORD, "-pubout"], {}, SIGNING)
    if said is None:
        raise Missing(f"{key} is no key that openssl can read")
    return said


def sm2_signed(message: bytes, key: Path) -> bytes:
    """A signature by SM2 with SM3 (GB/T 32918, under the usual name of a signer) as DER. Raises Missing."""
    asked = ["pkeyutl", "-sign", "-inkey", str(key), *NO_WORD, *SM2, "-in", "message"]
    said = _run(asked, {"message": message}, SIGNING)
    if said is None:
        raise Missing(f"{key} is no SM2 key that openssl can sign with")
    return said


def _run(asked: list[str], files: Mapping[str, bytes], seconds: int = SECONDS) -> bytes | None:
    """What openssl writes in a folder that holds these files; None when it refuses. Raises Missing."""
    program = need()
    try:
        with tempfile.TemporaryDirectory(prefix="bihuan-openssl-") as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            done = subprocess.run(  # noqa: S603 - openssl with words of ours, no shell
                [program, *asked],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
                cwd=folder,
                env={"LC_ALL": "C", "PATH": os.defpath},
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"openssl: {error}") from error
    return None if done.returncode else done.stdout
