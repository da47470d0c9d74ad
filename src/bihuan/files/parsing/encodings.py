"""Which letters bytes stand for, in the encodings that Chinese offices use."""

import codecs
import re
from collections.abc import Callable, Iterable

# Control characters that no written text contains; tab, line feed, form feed and return are fine.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
CHINESE = re.compile("[\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff]")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8-sig", "gb18030", "big5")
# The rows of each standard that hold the characters in common use.
COMMON = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6)}
SAMPLE = 4_000
FEW = 10
RIGHT, WRONG = 0.8, 0.6


def is_text(start: bytes, chunks: Callable[[], Iterable[bytes]]) -> bool:
    """Whether the chunks are text in one of the encodings; looked at one by one, never as a whole."""
    marked = MARKS.get(start[:2])
    return any(_holds(encoding, chunks()) for encoding in ([marked] if marked else ENCODINGS))


def _holds(encoding: str, chunks: Iterable[bytes]) -> bool:
    # A text may be cut off in the middle of its last letter.
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return not any(NOT_TEXT.search(decoder.decode(chunk)) for chunk in chunks)
    except UnicodeDecodeError:
        return False


def decoded(content: bytes) -> tuple[str, str] | None:
    """The text and its encoding; None when no encoding makes sense of the bytes."""
    marked = MARKS.get(content[:2])
    if marked:
        text = _decoded(content, marked)
        return None if text is None else (text, marked)
    texts = {name: text for name in ENCODINGS if (text := _decoded(content, name)) is not None}
    if "utf-8-sig" in texts:
        return texts["utf-8-sig"], "utf-8"
    shares = {name: share_of_common(text, name) for name, text in texts.items()}
    if shares.get("big5", 0) >= RIGHT and shares.get("gb18030", 0) < WRONG:
        return texts["big5"], "big5"
    # Letters of another encoding come out as rare ones, or as none.
    if shares.get("gb18030", 0) >= WRONG:
        return texts["gb18030"], "gb18030"
    return None


def _decoded(content: bytes, encoding: str) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(content)
    except UnicodeDecodeError:
        return None
    return None if NOT_TEXT.search(text) else text


def share_of_common(text: str, encoding: str) -> float:
    """The share of a text's Chinese characters that are in common use; 1 for a text with hardly any."""
    standard, first, last = COMMON[encoding]
    signs = CHINESE.findall(text[:SAMPLE])
    if len(signs) < FEW:
        return 1.0
    bytes_of = (sign.encode(standard, errors="ignore") for sign in signs)
    return sum(1 for each in bytes_of if each and first <= each[0] <= last) / len(signs)
